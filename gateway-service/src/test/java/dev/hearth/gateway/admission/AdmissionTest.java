package dev.hearth.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Admission admission = new Admission(2, 100);

    @Test
    void refusesOneMoreThanMayWait() {
        var first = admission.enter().orElseThrow();
        var _ = admission.enter().orElseThrow();

        assertThat(admission.enter()).isEmpty();
        assertThat(admission.waiting()).isEqualTo(2);

        first.close();

        assertThat(admission.enter()).isPresent();
    }

    @Test
    void closingTwiceGivesOnePlaceBack() {
        var permit = admission.enter().orElseThrow();
        var _ = admission.enter().orElseThrow();

        permit.close();
        permit.close();

        assertThat(admission.waiting()).isEqualTo(1);
    }

    @Test
    void boundsTheBytesOfAllBodiesTogether() {
        var first = admission.enter().orElseThrow();
        var second = admission.enter().orElseThrow();

        assertThat(first.reserve(60)).isTrue();
        assertThat(second.reserve(41)).isFalse();
        assertThat(second.reserve(40)).isTrue();
        assertThat(admission.bodyBytes()).isEqualTo(100);

        first.releaseBytes();

        assertThat(admission.bodyBytes()).isEqualTo(40);
    }

    @Test
    void holdsNothingForAClosedPermit() {
        var permit = admission.enter().orElseThrow();
        assertThat(permit.reserve(60)).isTrue();

        permit.close();

        assertThat(admission.bodyBytes()).isZero();
        assertThat(permit.reserve(1)).isFalse();
        assertThat(admission.bodyBytes()).isZero();
    }
}
