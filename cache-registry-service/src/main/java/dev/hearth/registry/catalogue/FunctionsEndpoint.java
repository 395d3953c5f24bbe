package dev.hearth.registry.catalogue;

import dev.hearth.contracts.invocation.HearthHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The management routes of functions, in OpenFaaS' shapes. The answer to a change carries its record's offset, so that the
 * gateway that passes it on can have read it by then.
 */
@RestController
class FunctionsEndpoint {

    private final FunctionCatalogue catalogue;
    private final FunctionFigures figures;

    FunctionsEndpoint(FunctionCatalogue catalogue, FunctionFigures figures) {
        this.catalogue = catalogue;
        this.figures = figures;
    }

    @GetMapping("/system/functions")
    List<FunctionStatus> list(@RequestParam(required = false) @Nullable String namespace) {
        return figures.statuses(catalogue.in(DeploymentRules.namespace(namespace)));
    }

    @GetMapping("/system/function/{name}")
    FunctionStatus describe(@PathVariable String name, @RequestParam(required = false) @Nullable String namespace) {
        return figures.statuses(List.of(catalogue.find(name, namespace))).getFirst();
    }

    /** The default one is there without a function. */
    @GetMapping("/system/namespaces")
    Collection<String> namespaces() {
        return catalogue.namespaces();
    }

    /** A function that exists already is replaced, as OpenFaaS does. */
    @PostMapping("/system/functions")
    ResponseEntity<Void> deploy(InputStream body) throws IOException {
        return changed(catalogue.deploy(JsonBody.read(body, FunctionDeployment.class), false));
    }

    @PutMapping("/system/functions")
    ResponseEntity<Void> update(InputStream body) throws IOException {
        return changed(catalogue.deploy(JsonBody.read(body, FunctionDeployment.class), true));
    }

    /** @param namespace where the body names none */
    @DeleteMapping("/system/functions")
    ResponseEntity<Void> remove(InputStream body, @RequestParam(required = false) @Nullable String namespace)
            throws IOException {
        var removal = JsonBody.read(body, FunctionRemoval.class);
        return changed(catalogue.remove(
                removal.functionName(), removal.namespace() == null ? namespace : removal.namespace()));
    }

    private static ResponseEntity<Void> changed(long offset) {
        return ResponseEntity.accepted()
                .header(HearthHeaders.CATALOGUE_OFFSET, Long.toString(offset))
                .build();
    }
}
