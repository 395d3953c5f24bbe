package dev.hearth.registry.model;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.model.ModelManifest;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.registry.problem.RefusedException;
import dev.hearth.registry.profile.Forecast;
import dev.hearth.registry.profile.ModelForecasts;
import dev.hearth.registry.profile.ModelProfiles;
import dev.hearth.registry.residency.GpuDirectory;
import dev.hearth.registry.residency.HostTiers;
import dev.hearth.repository.ModelRepository;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The models of the repository and where they lie. */
@RestController
class ModelsEndpoint {

    private static final Logger log = LoggerFactory.getLogger(ModelsEndpoint.class);

    private final ModelRepository models;
    private final ModelImports imports;
    private final VerifiedModels verified;
    private final ModelUse use;
    private final GpuDirectory gpus;
    private final HostTiers hosts;
    private final ModelProfiles profiles;
    private final ModelForecasts forecasts;

    ModelsEndpoint(
            ModelRepository models,
            ModelImports imports,
            VerifiedModels verified,
            ModelUse use,
            GpuDirectory gpus,
            HostTiers hosts,
            ModelProfiles profiles,
            ModelForecasts forecasts) {
        this.models = models;
        this.imports = imports;
        this.verified = verified;
        this.use = use;
        this.gpus = gpus;
        this.hosts = hosts;
        this.profiles = profiles;
        this.forecasts = forecasts;
    }

    @GetMapping("/v1/models")
    List<ModelAnswer> list() {
        var expected = forecasts.all();
        return models.list().stream()
                .map(manifest -> answer(manifest, expected))
                .toList();
    }

    /** All versions of that name. */
    @GetMapping("/v1/models/{name}")
    List<ModelAnswer> versions(@PathVariable String name) {
        var expected = forecasts.all();
        var versions = models.list().stream()
                .filter(manifest -> manifest.name().equals(name))
                .map(manifest -> detailed(manifest, expected))
                .toList();
        if (versions.isEmpty()) {
            throw new RefusedException(
                    ErrorCode.MODEL_NOT_FOUND, "no version of model '" + name + "' is in the model repository");
        }
        return versions;
    }

    @GetMapping("/v1/models/{name}/{version}")
    ModelAnswer describe(@PathVariable String name, @PathVariable String version) {
        var reference = reference(name, version);
        return models.find(reference)
                .map(manifest -> detailed(manifest, forecasts.all()))
                .orElseThrow(() -> unknown(reference));
    }

    /** The body is an {@code .onnx} file or an archive; the query may say {@code name, version, task, parameter=KEY=VALUE}. */
    @PostMapping("/v1/models")
    ResponseEntity<ModelAnswer> importModel(HttpServletRequest request) throws IOException {
        var manifest = imports.importFrom(
                request.getInputStream(),
                ImportQuery.of(request.getQueryString()).wishes());
        return ResponseEntity.created(URI.create("/v1/models/" + manifest.name() + "/" + manifest.version()))
                .body(detailed(manifest, Map.of()));
    }

    /** GPUs that hold the model keep it until its room is needed: nobody can call it any more. */
    @DeleteMapping("/v1/models/{name}/{version}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name, @PathVariable String version) {
        var reference = reference(name, version);
        use.whileNothingIsDeployed(reference, functions -> {
            if (!functions.isEmpty()) {
                throw new RefusedException(
                        ErrorCode.MODEL_IN_USE,
                        reference + " is used by " + String.join(", ", functions) + "; remove these first");
            }
            if (!models.delete(reference)) {
                throw unknown(reference);
            }
        });
        verified.forget(reference);
        log.info("deleted model={}", reference);
    }

    private ModelAnswer answer(ModelManifest manifest, Map<String, Forecast> expected) {
        var reference = manifest.reference();
        return ModelAnswer.of(
                manifest,
                models.digest(reference).orElse(""),
                new ModelAnswer.Tiers(true, hosts.workers(reference), gpus.holders(reference)),
                profiles.of(reference).orElse(null),
                expected.get(reference.shortName()));
    }

    private ModelAnswer detailed(ModelManifest manifest, Map<String, Forecast> expected) {
        return answer(manifest, expected)
                .with(new ModelAnswer.Details(
                        manifest.files(), manifest.parameters(), use.functionsOf(manifest.reference())));
    }

    private static ModelReference reference(String name, String version) {
        try {
            return ModelReference.parse(name + ":" + version);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ErrorCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    private static RefusedException unknown(ModelReference reference) {
        return new RefusedException(ErrorCode.MODEL_NOT_FOUND, reference + " is not in the model repository");
    }
}
