package dev.hearth.scheduling.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.scheduling.cache.Evictions;
import org.junit.jupiter.api.Test;

class PoliciesTest {

    @Test
    void areFoundByTheirNames() {
        assertThat(Policies.NAMES)
                .allSatisfy(name -> assertThat(Policies.named(name).name()).isEqualTo(name));
        assertThat(Evictions.NAMES)
                .allSatisfy(name -> assertThat(Evictions.named(name).name()).isEqualTo(name));
    }

    @Test
    void nameTheKnownOnesWhenAskedForAnother() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.named("roulette"))
                .withMessage("no placement policy is named 'roulette'; known are load-balancing, "
                        + "locality-aware, locality-aware-out-of-order, earliest-completion");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evictions.named("roulette"))
                .withMessage("no eviction policy is named 'roulette'; known are lru, cost-aware");
    }

    @Test
    void sayWhereClairvoyanceWorks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evictions.named("clairvoyant"))
                .withMessageContaining("in the simulator only")
                .withMessageEndingWith("known are lru, cost-aware");
    }
}
