package dev.hearth.cli.function;

import dev.hearth.cli.CommandFailedException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code /system/functions} takes to create or change a function, in OpenFaaS's own shape. */
public record FunctionDeployment(
        String service,
        String image,
        @Nullable String namespace,
        @Nullable Map<String, String> envVars,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations,
        @Nullable List<String> secrets,
        @Nullable List<String> constraints,
        @Nullable Map<String, String> limits,
        @Nullable Map<String, String> requests,
        boolean readOnlyRootFilesystem) {

    static FunctionDeployment of(String name, StackFile.@Nullable Function function) {
        if (function == null || function.image() == null || function.image().isBlank()) {
            throw new CommandFailedException(
                    "function '" + name + "' has no image; expected a model such as model://minilm-int8:1");
        }
        return new FunctionDeployment(
                name,
                function.image(),
                function.namespace(),
                function.environment(),
                function.labels(),
                function.annotations(),
                function.secrets(),
                function.constraints(),
                function.limits(),
                function.requests(),
                function.readOnlyRootFilesystem());
    }
}
