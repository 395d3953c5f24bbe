package dev.hearth.registry.outcome;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.registry.problem.RefusedException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** How an invocation ended, and what it answered. */
@RestController
class InvocationsEndpoint {

    private final OutcomeStore outcomes;
    private final RecorderProgress progress;
    private final ResultBodies bodies;

    InvocationsEndpoint(OutcomeStore outcomes, RecorderProgress progress, ResultBodies bodies) {
        this.outcomes = outcomes;
        this.progress = progress;
        this.bodies = bodies;
    }

    @GetMapping(InvocationAnswer.PATH + "{id}")
    InvocationAnswer describe(@PathVariable String id) {
        return InvocationAnswer.of(find(id));
    }

    /** The body as the function answered it; its error, if it did not succeed. */
    @GetMapping(InvocationAnswer.PATH + "{id}/result")
    ResponseEntity<byte[]> result(@PathVariable String id) {
        var ended = find(id);
        refuseUnlessSucceeded(ended);
        var answer = ResponseEntity.ok()
                .header(HearthHeaders.INVOCATION, ended.id())
                .header(HearthHeaders.CALL_ID, ended.label());
        return answer.contentType(contentType(ended.contentType())).body(bodies.fetch(ended.body()));
    }

    private ResultRecord.Ended find(String id) {
        var found = outcomes.find(id);
        if (found.isPresent()) {
            return found.get();
        }
        if (progress.rebuilding()) {
            throw new RefusedException(
                    ErrorCode.REBUILDING,
                    "the view of outcomes is being rebuilt; whether " + id + " ended is not known");
        }
        throw new RefusedException(ErrorCode.INVOCATION_NOT_FOUND, "no outcome of invocation " + id + " is known");
    }

    private static void refuseUnlessSucceeded(ResultRecord.Ended ended) {
        var error = ended.error();
        if (error != null) {
            throw new RefusedException(error.code(), error.message());
        }
        switch (ended.state()) {
            case EXPIRED -> throw new RefusedException(ErrorCode.DEADLINE_EXCEEDED, "the deadline passed");
            case CANCELLED -> throw new RefusedException(ErrorCode.CANCELLED, "it was cancelled");
            case FAILED -> throw new RefusedException(ErrorCode.INFERENCE_FAILED, "it failed");
            case ACCEPTED, QUEUED, DISPATCHED, RUNNING, SUCCEEDED -> {}
        }
    }

    private static MediaType contentType(@Nullable String text) {
        return text == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(text);
    }
}
