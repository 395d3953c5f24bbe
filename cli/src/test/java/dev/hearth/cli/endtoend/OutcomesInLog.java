package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.OutcomeRule;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.InvocationCodec;
import dev.hearth.messaging.ResultCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Kafka says became of everything that was accepted since this was made. For one thread. */
final class OutcomesInLog {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final LogReader log;
    private final LogReader.Position invocations;
    private final LogReader.Position results;

    OutcomesInLog(HearthCluster cluster) {
        this.log = cluster.log();
        this.invocations = log.end(Topics.INVOCATIONS);
        this.results = log.end(Topics.RESULTS);
    }

    /**
     * @param accepted ids in the log
     * @param outcomes by id, what the rule makes of the results
     */
    private record Found(Set<String> accepted, Map<String, ResultRecord.Ended> outcomes) {}

    /** Checks that each accepted invocation has an outcome, and that what the callers were told is just that. */
    void verify(List<SteadyLoad.Call> calls) {
        var found = await("an outcome of each accepted invocation")
                .atMost(LONGEST)
                .until(this::read, read -> read.outcomes().keySet().containsAll(read.accepted()));
        assertThat(found.outcomes().keySet())
                .as("what has an outcome was accepted")
                .isEqualTo(found.accepted());
        var answered = calls.stream().filter(call -> !call.broke()).toList();
        var ids = answered.stream().map(call -> call.answered().id()).toList();
        assertThat(ids).as("each call is an invocation of its own").doesNotHaveDuplicates();
        // There are many thousands, and AssertJ's subset compares each with each.
        assertThat(ids.stream().filter(id -> !found.accepted().contains(id)))
                .as("answered calls that are not in the log")
                .isEmpty();
        assertThat(answered).allSatisfy(call -> {
            var outcome = found.outcomes().get(call.answered().id());
            assertThat(outcome.state()).isEqualTo(InvocationState.SUCCEEDED);
            assertThat(added(outcome)).isEqualTo(call.x() + 1);
        });
    }

    private Found read() {
        var accepted = new HashSet<String>();
        for (var record : log.since(invocations)) {
            accepted.add(InvocationCodec.read(record).id());
        }
        var rules = new HashMap<String, OutcomeRule>();
        var outcomes = new HashMap<String, ResultRecord.Ended>();
        for (var record : log.since(results)) {
            var result = ResultCodec.read(record);
            var outcome =
                    rules.computeIfAbsent(result.id(), id -> new OutcomeRule()).accept(result);
            outcome.ifPresent(ended -> outcomes.put(ended.id(), ended));
        }
        return new Found(accepted, outcomes);
    }

    private static int added(ResultRecord.Ended outcome) {
        if (!(outcome.body() instanceof Payload.Inline body)) {
            throw new AssertionError("no body in " + outcome);
        }
        return WireJson.mapper()
                .readTree(body.bytes())
                .path("outputs")
                .path(0)
                .path("data")
                .path(0)
                .asInt();
    }
}
