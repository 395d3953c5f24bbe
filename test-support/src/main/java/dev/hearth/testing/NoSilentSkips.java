package dev.hearth.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * Under continuous integration ({@code CI=true}) a test that would be skipped fails instead, unless it is tagged {@code
 * gpu}, {@code gpu-ort} or {@code docker}: hardware that a machine may lack. Registers itself for every test of a module
 * that has this module on its class path.
 *
 * <p>Conditions such as {@link Disabled} are switched off by {@link CiSession} before any test starts, so what they guard
 * runs; an assumption that does not hold is turned into a failure here. A tagged test states its need as an assumption.
 */
public final class NoSilentSkips implements ExecutionCondition, InvocationInterceptor {

    /** Overrides the environment's {@code CI}; for the tests of this class. */
    static final String PARAMETER = "hearth.test.ci";

    private static final List<String> MAY_SKIP = List.of("gpu", "gpu-ort", "docker");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (mustRun(context)) {
            return ConditionEvaluationResult.enabled("nothing is skipped under CI");
        }
        return AnnotationSupport.findAnnotation(context.getElement(), Disabled.class)
                .map(annotation -> ConditionEvaluationResult.disabled("disabled", annotation.value()))
                .orElse(ConditionEvaluationResult.enabled("not disabled"));
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> constructor, ExtensionContext context)
            throws Throwable {
        return proceed(invocation, context);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        return proceed(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    private static <T extends @Nullable Object> T proceed(Invocation<T> invocation, ExtensionContext context)
            throws Throwable {
        try {
            return invocation.proceed();
        } catch (TestAbortedException e) {
            if (mustRun(context)) {
                throw new AssertionError("skipped under CI: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static boolean mustRun(ExtensionContext context) {
        var ci = context.getConfigurationParameter(PARAMETER).orElseGet(CiSession::fromEnvironment);
        return Boolean.parseBoolean(ci) && context.getTags().stream().noneMatch(MAY_SKIP::contains);
    }
}
