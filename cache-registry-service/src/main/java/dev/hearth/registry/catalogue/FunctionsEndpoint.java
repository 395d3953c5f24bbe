package dev.hearth.registry.catalogue;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.registry.residency.GpuDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The management routes of functions, in OpenFaaS' shapes. */
@RestController
class FunctionsEndpoint {

    private final FunctionCatalogue catalogue;
    private final GpuDirectory gpus;

    FunctionsEndpoint(FunctionCatalogue catalogue, GpuDirectory gpus) {
        this.catalogue = catalogue;
        this.gpus = gpus;
    }

    @GetMapping("/system/functions")
    List<FunctionStatus> list(@RequestParam(required = false) @Nullable String namespace) {
        return catalogue.in(DeploymentRules.namespace(namespace)).stream()
                .map(this::status)
                .toList();
    }

    @GetMapping("/system/function/{name}")
    FunctionStatus describe(@PathVariable String name, @RequestParam(required = false) @Nullable String namespace) {
        return status(catalogue.get(DeploymentRules.key(name, namespace)));
    }

    /** A function that exists already is replaced, as OpenFaaS does. */
    @PostMapping("/system/functions")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void deploy(InputStream body) throws IOException {
        catalogue.deploy(JsonBody.read(body, FunctionDeployment.class), false);
    }

    @PutMapping("/system/functions")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void update(InputStream body) throws IOException {
        catalogue.deploy(JsonBody.read(body, FunctionDeployment.class), true);
    }

    @DeleteMapping("/system/functions")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void remove(InputStream body) throws IOException {
        var removal = JsonBody.read(body, FunctionRemoval.class);
        catalogue.remove(DeploymentRules.key(removal.functionName(), removal.namespace()));
    }

    private FunctionStatus status(FunctionRecord function) {
        return FunctionStatus.of(function, holders(function));
    }

    private int holders(FunctionRecord function) {
        try {
            return gpus.holders(function.model()).size();
        } catch (DataAccessException e) {
            // The catalogue does not rest on Redis.
            return 0;
        }
    }
}
