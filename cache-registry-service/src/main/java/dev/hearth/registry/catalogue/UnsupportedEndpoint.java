package dev.hearth.registry.catalogue;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.registry.problem.RefusedException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** OpenFaaS' routes for what functions of models do not have, told so instead of pretended. */
@RestController
class UnsupportedEndpoint {

    private final FunctionCatalogue catalogue;

    UnsupportedEndpoint(FunctionCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @PostMapping("/system/scale-function/{name}")
    void scale(@PathVariable String name, @RequestParam(required = false) @Nullable String namespace) {
        var key = catalogue.find(name, namespace).key();
        throw unsupported(
                "function " + key + " cannot be scaled: a model is loaded into as many GPUs as its calls need");
    }

    @RequestMapping({"/system/secrets", "/system/secrets/{*path}"})
    void secrets() {
        throw unsupported("there are no secrets: functions are models, which read none");
    }

    @RequestMapping("/system/namespace/{name}")
    void namespace() {
        throw unsupported("namespaces are not managed: one is there while a function names it");
    }

    private static RefusedException unsupported(String detail) {
        return new RefusedException(ErrorCode.NOT_SUPPORTED, detail);
    }
}
