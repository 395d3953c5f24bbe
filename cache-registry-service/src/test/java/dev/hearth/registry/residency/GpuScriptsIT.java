package dev.hearth.registry.residency;

import static dev.hearth.registry.residency.GpuScripts.Claim.hit;
import static dev.hearth.registry.residency.GpuScripts.Claim.load;
import static dev.hearth.registry.residency.Gpus.ready;
import static dev.hearth.registry.residency.Gpus.resident;
import static dev.hearth.registry.residency.Gpus.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.testing.Backends;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.StringRedisTemplate;

class GpuScriptsIT {

    private static final long EPOCH = 7;
    private static final long TOTAL = 100;
    private static final String A = "a:1";
    private static final String B = "b:1";
    private static final String C = "c:1";

    private static final StringRedisTemplate REDIS = GpuScripts.connect(Backends.redis());

    private final GpuScripts gpu = new GpuScripts(REDIS, "worker-1", 0);

    @BeforeEach
    void aGpuThatHoldsA() {
        Backends.freshRedis();
        gpu.report(EPOCH, state(0, 1, TOTAL, List.of(ready(A, 40))));
    }

    @Test
    void grantsAHitAndALoadThatFits() {
        assertThat(gpu.claim(hit(EPOCH, "one", A))).containsExactly("granted");
        assertThat(gpu.claim(load(EPOCH, "two", B, 60))).containsExactly("granted");
        assertThat(gpu.claims()).containsOnlyKeys("one", "two");
    }

    @Test
    void anUnknownGpuIsNeverEmpty() {
        Backends.freshRedis();

        assertThat(gpu.claim(load(EPOCH, "one", B, 1))).containsExactly("refused", "UNKNOWN_GPU", "");
    }

    @Test
    void refusesAnotherEpochThanTheWorkers() {
        assertRefused(gpu.claim(hit(EPOCH - 1, "one", A)), "STALE_EPOCH");
        assertRefused(gpu.claim(hit(EPOCH + 1, "one", A)), "STALE_EPOCH");
    }

    @Test
    void refusesALowerAttemptAndRenewsTheSame() {
        gpu.claim(hit(EPOCH, "one", A).attempt(2));

        assertRefused(gpu.claim(hit(EPOCH, "one", A)), "STALE_ATTEMPT");
        assertThat(gpu.claim(hit(EPOCH, "one", A).attempt(2))).containsExactly("granted");
        assertThat(gpu.claim(hit(EPOCH, "one", A).attempt(3))).containsExactly("granted");
        assertThat(gpu.claims()).hasSize(1);
    }

    @Test
    void refusesAHitOnWhatIsNeitherThereNorComing() {
        assertRefused(gpu.claim(hit(EPOCH, "one", B)), "NOT_RESIDENT");

        gpu.claim(load(EPOCH, "two", B, 60));

        assertThat(gpu.claim(hit(EPOCH, "one", B))).containsExactly("granted");
    }

    @Test
    void aModelWithoutWeightsOfItsOwnIsLoadedAsAnyOther() {
        assertThat(gpu.claim(load(EPOCH, "one", C, 0))).containsExactly("granted");
        assertThat(gpu.claim(hit(EPOCH, "two", C))).containsExactly("granted");
    }

    @Test
    void refusesAVictimThatAClaimUses() {
        gpu.claim(hit(EPOCH, "one", A));

        assertRefused(gpu.claim(load(EPOCH, "two", B, 80, A)), "VICTIM_PINNED");
    }

    @Test
    void refusesAVictimThatTheWorkerSaysIsInUse() {
        gpu.report(EPOCH, state(0, 2, TOTAL, List.of(resident(A, 40, GpuState.State.IN_USE, 1)), "earlier"));

        assertRefused(gpu.claim(load(EPOCH, "two", B, 80, A)), "VICTIM_PINNED");
    }

    @Test
    void refusesAModelAsItsOwnVictim() {
        assertRefused(gpu.claim(load(EPOCH, "two", B, 80, B)), "VICTIM_PINNED");
    }

    @Test
    void refusesWhatLeaves() {
        gpu.claim(load(EPOCH, "one", B, 80, A));

        assertRefused(gpu.claim(hit(EPOCH, "two", A)), "EVICTING");
        assertRefused(gpu.claim(load(EPOCH, "two", A, 40)), "EVICTING");
    }

    @Test
    void refusesWhatTheWorkerIsEvicting() {
        gpu.report(EPOCH, state(0, 2, TOTAL, List.of(resident(A, 40, GpuState.State.EVICTING, 0))));

        assertRefused(gpu.claim(hit(EPOCH, "two", A)), "EVICTING");
    }

    @Test
    void refusesBytesThatDoNotFit() {
        assertRefused(gpu.claim(load(EPOCH, "one", B, 61)), "NO_MEMORY");

        gpu.claim(load(EPOCH, "two", B, 50));

        assertRefused(gpu.claim(load(EPOCH, "three", C, 11)), "NO_MEMORY");
        assertThat(gpu.claim(load(EPOCH, "four", C, 10))).containsExactly("granted");
    }

    @Test
    void countsAPromiseOnceHoweverManyClaimsWaitForIt() {
        gpu.claim(load(EPOCH, "one", B, 60));

        assertThat(gpu.claim(load(EPOCH, "two", B, 60))).containsExactly("granted");
        gpu.release(EPOCH, "one", 1, null, null);
        assertRefused(gpu.claim(load(EPOCH, "three", C, 1)), "NO_MEMORY");
    }

    @Test
    void roomThatAVictimLeavesIsNobodysBeforeItIsGone() {
        gpu.report(EPOCH, state(0, 2, TOTAL, List.of(ready(A, 40), ready(B, 60))));
        assertThat(gpu.claim(load(EPOCH, "one", C, 30, A))).containsExactly("granted", A);

        // Were it granted and "one" given back unused, 110 bytes would be taken.
        assertRefused(gpu.claim(load(EPOCH, "two", "d:1", 10)), "NO_MEMORY");

        gpu.report(EPOCH, state(0, 3, TOTAL, List.of(ready(B, 60), ready(C, 30)), "one"));
        assertThat(gpu.claim(load(EPOCH, "two", "d:1", 10))).containsExactly("granted");
    }

    @Test
    void aClaimThatWaitsForAnothersLoadStandsOnItsVictims() {
        gpu.report(EPOCH, state(0, 2, TOTAL, List.of(ready(A, 40), ready(B, 60))));
        gpu.claim(load(EPOCH, "one", C, 30, A));

        assertThat(gpu.claim(load(EPOCH, "two", C, 30))).containsExactly("granted", A);

        gpu.release(EPOCH, "one", 1, null, null);
        assertRefused(gpu.claim(hit(EPOCH, "three", A)), "EVICTING");
    }

    @Test
    void aLoadOfWhatIsThereAlreadyEvictsNothing() {
        gpu.report(EPOCH, state(0, 2, TOTAL, List.of(ready(A, 40), ready(B, 60))));

        assertThat(gpu.claim(load(EPOCH, "one", A, 40, B))).containsExactly("granted");
        assertThat(gpu.claim(hit(EPOCH, "two", B))).containsExactly("granted");
    }

    @Test
    void refusesAFullQueueAndCountsWhatTheWorkerNames() {
        gpu.report(EPOCH, state(0, 2, TOTAL, List.of(ready(A, 40)), "earlier"));
        assertThat(gpu.claim(hit(EPOCH, "one", A).limit(2))).containsExactly("granted");

        assertRefused(gpu.claim(hit(EPOCH, "two", A).limit(2)), "QUEUE_FULL");

        assertThat(gpu.claim(hit(EPOCH, "earlier", A).limit(2))).containsExactly("granted");
    }

    @Test
    void aRefusalBringsTheStateBack() {
        var reply = gpu.claim(hit(EPOCH, "one", B));

        assertThat(WireJson.mapper().readValue(reply.get(2), GpuState.class))
                .isEqualTo(state(0, 1, TOTAL, List.of(ready(A, 40))));
    }

    @Test
    void aReleaseMakesTheNextClaimInTheSameStep() {
        gpu.claim(load(EPOCH, "one", B, 80, A));
        var after = state(0, 2, TOTAL, List.of(ready(B, 80)));

        assertThat(gpu.release(EPOCH, "one", 1, after, hit(EPOCH, "two", B))).containsExactly("granted");

        assertThat(gpu.claims()).containsOnlyKeys("two");
        assertThat(gpu.models()).containsOnlyKeys(B);
    }

    @Test
    void aReleaseOfALowerAttemptLeavesTheClaim() {
        gpu.claim(hit(EPOCH, "one", A).attempt(2));

        assertThat(gpu.release(EPOCH, "one", 1, null, null)).containsExactly("released");

        assertThat(gpu.claims()).containsOnlyKeys("one");
    }

    @Test
    void aReleaseDoesNotMakeAWipedGpuOrANewEpochKnown() {
        gpu.release(EPOCH + 1, "one", 1, state(0, 9, TOTAL, List.of()), null);
        assertThat(gpu.models()).containsOnlyKeys(A);

        Backends.freshRedis();
        gpu.release(EPOCH, "one", 1, state(0, 9, TOTAL, List.of()), null);
        assertThat(gpu.claim(load(EPOCH, "two", B, 1))).containsExactly("refused", "UNKNOWN_GPU", "");
    }

    @Test
    void anOlderStateChangesNothing() {
        gpu.report(EPOCH, state(0, 5, TOTAL, List.of(ready(B, 10))));

        assertThat(gpu.report(EPOCH, state(0, 4, TOTAL, List.of(ready(A, 40))))).containsExactly("applied", B);
        assertThat(gpu.report(EPOCH - 1, state(0, 9, TOTAL, List.of(ready(A, 40)))))
                .containsExactly("stale");
        assertThat(gpu.models()).containsOnlyKeys(B);
    }

    @Test
    void aRepeatedReportMendsWhatWasLost() {
        REDIS.delete("hearth:{worker-1}:gpu:0:models");

        gpu.report(EPOCH, state(0, 1, TOTAL, List.of(ready(A, 40))));

        assertThat(gpu.models()).containsOnlyKeys(A);
    }

    @Test
    void aLaterEpochDropsTheClaims() {
        gpu.claim(hit(EPOCH, "one", A));

        gpu.report(EPOCH + 1, state(0, 1, TOTAL, List.of()));

        assertThat(gpu.claims()).isEmpty();
        assertThat(gpu.models()).isEmpty();
    }

    @Test
    void aReportDropsOldClaimsThatItDoesNotName() {
        gpu.claim(hit(EPOCH, "named", A));
        gpu.claim(hit(EPOCH, "lost", A));
        var report = state(0, 2, TOTAL, List.of(ready(A, 40)), "named");

        gpu.report(EPOCH, report, 60_000);
        assertThat(gpu.claims()).containsOnlyKeys("named", "lost");

        // -1: any claim made up to now is too old.
        gpu.report(EPOCH, report, -1);
        assertThat(gpu.claims()).containsOnlyKeys("named");
    }

    @Test
    void aLoadAheadOfNeedKeepsItsRoomThoughNoReportEverNamesIt() {
        assertThat(gpu.claim(load(EPOCH, "load:b:1:worker-1/0:scheduler-1-1", B, 80, A)))
                .containsExactly("granted", A);
        assertRefused(gpu.claim(load(EPOCH, "other", C, 21)), "NO_MEMORY");
        assertRefused(gpu.claim(hit(EPOCH, "other", A)), "EVICTING");
        assertThat(gpu.claim(hit(EPOCH, "joins", B))).containsExactly("granted");

        // The worker has begun it: its report holds the model, and nobody's id.
        var loading = List.of(resident(A, 40, GpuState.State.EVICTING, 0), resident(B, 80, GpuState.State.LOADING, 1));
        gpu.report(EPOCH, state(0, 2, TOTAL, loading, "joins"), -1);

        assertThat(gpu.claims()).containsOnlyKeys("joins");
        assertRefused(gpu.claim(load(EPOCH, "other", C, 21)), "NO_MEMORY");
        assertRefused(gpu.claim(load(EPOCH, "other", C, 21, B)), "VICTIM_PINNED");
        assertRefused(gpu.claim(hit(EPOCH, "other", A)), "EVICTING");
        assertThat(gpu.claim(hit(EPOCH, "late", B))).containsExactly("granted");
    }

    @Test
    void anOlderReportDropsNoClaims() {
        gpu.report(EPOCH, state(0, 5, TOTAL, List.of(ready(A, 40))));
        gpu.claim(hit(EPOCH, "one", A));

        gpu.report(EPOCH, state(0, 4, TOTAL, List.of(ready(A, 40))), -1);

        assertThat(gpu.claims()).containsOnlyKeys("one");
    }

    @Test
    void aVictimThatIsGoneMayBeLoadedAnewAndCountsAgain() {
        gpu.claim(load(EPOCH, "one", B, 30, A));
        gpu.report(EPOCH, state(0, 2, TOTAL, List.of(ready(B, 30)), "one"));

        assertThat(gpu.claim(load(EPOCH, "two", A, 40))).containsExactly("granted");
        gpu.report(EPOCH, state(0, 3, TOTAL, List.of(ready(B, 30), ready(A, 40)), "one", "two"));

        assertRefused(gpu.claim(load(EPOCH, "three", C, 31)), "NO_MEMORY");
        assertThat(gpu.claim(load(EPOCH, "three", C, 30))).containsExactly("granted");
    }

    @Test
    void forgetsAGpuUnlessALaterEpochIsKnown() {
        assertThat(gpu.forget(EPOCH - 1, "worker")).isEqualTo("stale");
        assertThat(gpu.models()).containsOnlyKeys(A);

        assertThat(gpu.forget(EPOCH, "gpu")).isEqualTo("forgotten");
        assertThat(gpu.models()).isEmpty();
        assertThat(gpu.lease()).containsEntry("epoch", "7");

        assertThat(gpu.forget(EPOCH, "worker")).isEqualTo("forgotten");
        assertThat(gpu.lease()).isEmpty();
    }

    private static ListAssert<String> assertRefused(List<String> reply, String reason) {
        return assertThat(reply).hasSize(3).startsWith("refused", reason);
    }
}
