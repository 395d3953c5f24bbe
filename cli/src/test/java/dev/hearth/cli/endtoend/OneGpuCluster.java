package dev.hearth.cli.endtoend;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes a cluster that they share, of one GPU with room for one model like the sample's, and without functions.
 * They take no process from it, and leave nothing running on the GPU.
 */
final class OneGpuCluster implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == HearthCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(OneGpuCluster.class))
                .computeIfAbsent("one-gpu", OneGpuCluster::start, HearthCluster.class);
    }

    private static HearthCluster start(String name) {
        return HearthCluster.start(
                name, "--workers", "1", "--devices", "1", "--device-memory", "32MB", "--samples", "none");
    }
}
