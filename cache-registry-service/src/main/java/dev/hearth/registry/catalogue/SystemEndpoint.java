package dev.hearth.registry.catalogue;

import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What OpenFaaS clients ask about the system itself. */
@RestController
class SystemEndpoint {

    private final String release;

    SystemEndpoint(ObjectProvider<BuildProperties> build) {
        var known = build.getIfAvailable();
        var version = known == null ? null : known.getVersion();
        this.release = version == null ? "development" : version;
    }

    @GetMapping("/system/info")
    Map<String, Object> info() {
        var version = Map.of("sha", "", "release", release);
        return Map.of(
                "provider",
                Map.of("provider", "hearth", "orchestration", "hearth", "version", version),
                "version",
                Map.of("sha", "", "release", release, "commit_message", ""),
                "arch",
                arch());
    }

    @GetMapping("/healthz")
    String healthy() {
        return "OK";
    }

    /** As OpenFaaS spells it. */
    private static String arch() {
        var arch = System.getProperty("os.arch", "unknown");
        return arch.equals("amd64") ? "x86_64" : arch;
    }
}
