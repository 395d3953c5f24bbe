package dev.hearth.registry.catalogue;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.registry.problem.RefusedException;
import dev.hearth.registry.residency.GpuDirectory;
import dev.hearth.repository.ModelRepository;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The models of the repository and where they lie. */
@RestController
class ModelsEndpoint {

    private final ModelRepository models;
    private final GpuDirectory gpus;

    ModelsEndpoint(ModelRepository models, GpuDirectory gpus) {
        this.models = models;
        this.gpus = gpus;
    }

    @GetMapping("/v1/models")
    List<ModelAnswer> list() {
        return models.list().stream().map(this::answer).toList();
    }

    @GetMapping("/v1/models/{name}/{version}")
    ModelAnswer describe(@PathVariable String name, @PathVariable String version) {
        var reference = reference(name + ":" + version);
        return models.find(reference)
                .map(this::answer)
                .orElseThrow(() ->
                        new RefusedException(ErrorCode.MODEL_NOT_FOUND, reference + " is not in the model repository"));
    }

    private ModelAnswer answer(ModelManifest manifest) {
        var reference = manifest.reference();
        return ModelAnswer.of(manifest, models.digest(reference).orElse(""), gpus.holders(reference));
    }

    private static ModelReference reference(String text) {
        try {
            return ModelReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ErrorCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }
}
