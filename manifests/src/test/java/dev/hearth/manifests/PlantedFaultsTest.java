package dev.hearth.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check finds what it is there for, and says it of nothing else. */
@EnabledIf(value = "dev.hearth.manifests.Manifests#canRender", disabledReason = Manifests.REQUIREMENT)
class PlantedFaultsTest {

    private static final Map<String, Manifests> RENDERED = new HashMap<>();

    @ParameterizedTest
    @MethodSource({
        "dev.hearth.manifests.KindFaults#kinds",
        "dev.hearth.manifests.ReferenceFaults#references",
        "dev.hearth.manifests.SettingFaults#settings",
        "dev.hearth.manifests.SettingFaults#memory",
        "dev.hearth.manifests.SettingFaults#log",
        "dev.hearth.manifests.PodFaults#probesAndDrains",
        "dev.hearth.manifests.PodFaults#confinement",
        "dev.hearth.manifests.PodFaults#fleets",
        "dev.hearth.manifests.ArrowFaults#arrows"
    })
    void isFound(Fault fault) {
        var manifests = RENDERED.computeIfAbsent(fault.overlay(), Manifests::render);
        assertThat(fault.check().findings(manifests)).isEmpty();

        var broken = fault.plant().apply(manifests.copy());

        assertThat(fault.check().findings(broken)).anyMatch(finding -> finding.contains(fault.finding()));
    }
}
