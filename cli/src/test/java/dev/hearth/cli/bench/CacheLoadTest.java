package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.invocation.CacheOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

class CacheLoadTest {

    private static final int[] SEQUENCE =
            IntStream.range(0, 200).map(number -> number % 7).toArray();

    private final List<String> progress = Collections.synchronizedList(new ArrayList<>());

    @Test
    void asksForEachItemOfTheSequenceOnceHoweverManyCall() throws Exception {
        var asked = Collections.synchronizedList(new ArrayList<Integer>());

        var result = load((model, number) -> {
                    assertThat(model).isEqualTo(number % 7);
                    asked.add(number);
                    return CacheOutcome.HIT;
                })
                .run(16);

        assertThat(asked)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 200).boxed().toList());
        assertThat(result.count(CacheOutcome.HIT)).isEqualTo(200);
        assertThat(result.errors()).isZero();
        assertThat(progress).hasSize(9).contains("  100 of 200 calls");
    }

    @Test
    void tellsHitsMissesAndErrorsApart() throws Exception {
        var result = load((model, number) -> switch (model) {
                    case 0 -> CacheOutcome.MISS;
                    case 1 -> CacheOutcome.FALSE_MISS;
                    case 2 -> throw new IOException("status 503");
                    default -> CacheOutcome.HIT;
                })
                .run(1);

        var run = CacheReport.Run.of(1, new int[0], SEQUENCE, 4, result, 3);
        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(run.errors()).isEqualTo(29);
            softly.assertThat(run.firstError()).isEqualTo("status 503");
            softly.assertThat(run.hitRatio()).isEqualTo(0.565);
            softly.assertThat(run.falseMissRatio()).isEqualTo(0.145);
            softly.assertThat(run.idealLruHitRatio()).isZero();
            softly.assertThat(run.staticHitRatio()).isEqualTo(0.58);
            softly.assertThat(run.evictions()).isEqualTo(29 + 29 - 3);
        });
    }

    private CacheLoad load(CacheLoad.Call call) {
        return new CacheLoad(SEQUENCE, call, progress::add);
    }
}
