package dev.hearth.registry.residency;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/gpus}. */
@RestController
class GpusEndpoint {

    private final GpuDirectory gpus;

    GpusEndpoint(GpuDirectory gpus) {
        this.gpus = gpus;
    }

    @GetMapping("/v1/gpus")
    List<GpuAnswer> gpus() {
        return gpus.all();
    }
}
