package dev.hearth.cli.endtoend;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes the one cluster that they share, started when the first asks for it and ended after the last test.
 * They take no process from it.
 */
final class SharedCluster implements ParameterResolver {

    private static HearthCluster start(String name) {
        return HearthCluster.start(name, "--samples", "embed", "--devices", "2", "--device-memory", "128MB");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == HearthCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedCluster.class))
                .computeIfAbsent("shared", SharedCluster::start, HearthCluster.class);
    }
}
