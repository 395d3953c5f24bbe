package dev.hearth.cli.endtoend;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the test classes that name it in {@code @ExtendWith} one cluster that they share. It is started when the first of
 * them asks for it, and ended when a class asks for another flavour's or after the last test: only one runs at a time, and
 * {@link ClassesByCluster} puts the classes of a flavour one after the other.
 *
 * <p>A test finds in it what others left: their functions, models, records and counts. It leaves it as able as it was:
 * whoever ends a process has it started again, and waits until it is ready. Where one failed before it did, whoever comes
 * next is given a new cluster.
 */
abstract class ClusterFlavour implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(ClusterFlavour.class);
    private static final String RUNNING = "running";

    /** @return a cluster that is ready, for this to end */
    abstract HearthCluster start();

    private record Running(Class<?> flavour, HearthCluster cluster) implements AutoCloseable {

        @Override
        public void close() {
            cluster.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == HearthCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // What it holds at the end is closed.
        var store = context.getRoot().getStore(NAMESPACE);
        var running = store.get(RUNNING, Running.class);
        if (!isUsable(running)) {
            if (running != null) {
                store.remove(RUNNING);
                running.close();
            }
            running = new Running(getClass(), start());
            store.put(RUNNING, running);
        }
        return running.cluster();
    }

    private boolean isUsable(@Nullable Running running) {
        return running != null
                && running.flavour() == getClass()
                && running.cluster().isWhole();
    }
}
