package dev.hearth.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.manifests.network.ArrowCheck;
import dev.hearth.manifests.schema.CoreKinds;
import dev.hearth.manifests.schema.CustomKinds;
import dev.hearth.manifests.settings.SettingsCheck;
import dev.hearth.manifests.workload.ConfinementCheck;
import dev.hearth.manifests.workload.DrainCheck;
import dev.hearth.manifests.workload.FleetCheck;
import dev.hearth.manifests.workload.LogCheck;
import dev.hearth.manifests.workload.MemoryCheck;
import dev.hearth.manifests.workload.ProbeCheck;
import dev.hearth.manifests.workload.ReferenceCheck;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code kubectl apply -k} would send, for every folder that it is called for. */
@EnabledIf(value = "dev.hearth.manifests.Manifests#canRender", disabledReason = Manifests.REQUIREMENT)
class RenderedManifestsTest {

    private static final List<String> OVERLAYS = List.of("overlays/cpu", "overlays/gpu", "overlays/local");
    private static final List<Check> CHECKS = List.of(
            new CoreKinds(),
            new CustomKinds(),
            new ReferenceCheck(),
            new SettingsCheck(),
            new ProbeCheck(),
            new DrainCheck(),
            new ConfinementCheck(),
            new FleetCheck(),
            new MemoryCheck(),
            new LogCheck(),
            new ArrowCheck());

    static Stream<Arguments> overlaysAndChecks() {
        return OVERLAYS.stream().flatMap(overlay -> {
            var manifests = Manifests.render(overlay);
            return CHECKS.stream()
                    .map(check -> Arguments.of(overlay, check.getClass().getSimpleName(), manifests, check));
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("overlaysAndChecks")
    void holds(String overlay, String name, Manifests manifests, Check check) {
        assertThat(check.findings(manifests)).isEmpty();
    }

    @Test
    void theBaseIsWhatItsKindsAllow() {
        var base = Manifests.render("base");

        assertThat(new CoreKinds().findings(base)).isEmpty();
        assertThat(base.resources()).allMatch(CoreKinds::has);
    }
}
