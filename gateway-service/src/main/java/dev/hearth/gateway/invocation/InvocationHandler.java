package dev.hearth.gateway.invocation;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.problem.RefusedException;
import dev.hearth.telemetry.trace.TracedSpan;
import java.time.Clock;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.channel.AbortedException;

/** An invocation over HTTP: checked, read, submitted, awaited and answered, or refused with the reason. */
final class InvocationHandler {

    private final Gate gate;
    private final Invoker invoker;
    private final ResultBodies bodies;
    private final InvocationMetrics metrics;
    private final CallTraces traces;
    private final Scheduler timer;
    private final Clock clock;

    InvocationHandler(
            Gate gate,
            Invoker invoker,
            ResultBodies bodies,
            InvocationMetrics metrics,
            CallTraces traces,
            Scheduler timer,
            Clock clock) {
        this.gate = gate;
        this.invoker = invoker;
        this.bodies = bodies;
        this.metrics = metrics;
        this.traces = traces;
        this.timer = timer;
        this.clock = clock;
    }

    /** @param name of the function, as the path spells it */
    Mono<Void> handle(ServerWebExchange exchange, String name) {
        var receipt = Receipt.now(clock);
        Answers.begin(exchange, receipt);
        return Mono.defer(() -> {
                    var function = gate.find(name);
                    metrics.started(function.key());
                    var span = traces.begin(exchange, receipt, function);
                    return Mono.defer(() -> check(exchange, receipt, function, span))
                            .onErrorResume(
                                    RefusedException.class, refusal -> Answers.refused(exchange, receipt, refusal))
                            .onErrorResume(AbortedException.class, left -> Answers.nobody(exchange))
                            .doFinally(how -> {
                                var status = exchange.getResponse().getStatusCode();
                                metrics.ended(function.key(), how, status, receipt.elapsedNanos());
                                traces.ended(exchange, receipt, function, span);
                            });
                })
                .onErrorResume(RefusedException.class, refusal -> Answers.refused(exchange, receipt, refusal));
    }

    private Mono<Void> check(ServerWebExchange exchange, Receipt receipt, FunctionRecord function, TracedSpan span) {
        var call = Call.of(exchange, receipt, function, span);
        exchange.getResponse().getHeaders().set(HearthHeaders.CALL_ID, call.label());
        return Mono.using(gate::enter, permit -> run(call, permit), Admission.Permit::close);
    }

    private Mono<Void> run(Call call, Admission.Permit permit) {
        return BodyCollector.read(call.exchange().getRequest(), permit)
                .timeout(call.remaining(), Mono.error(call::bodyTooLate), timer)
                .flatMap(body -> invoker.invoke(
                        call.record(body, gate.resultsPartition()),
                        call.receipt(),
                        call.remaining(),
                        permit::releaseBytes))
                .flatMap(ended -> answer(call, ended, permit));
    }

    private Mono<Void> answer(Call call, ResultRecord.Ended ended, Admission.Permit permit) {
        traces.outcome(call.span(), ended);
        if (ended.state() != InvocationState.SUCCEEDED) {
            return Answers.failed(call.exchange(), call.receipt(), ended);
        }
        if (ended.body() instanceof Payload.Inline(var bytes)) {
            return Answers.succeeded(call.exchange(), call.receipt(), ended, bytes);
        }
        return bodies.fetch(ended, permit)
                .flatMap(bytes -> Answers.succeeded(call.exchange(), call.receipt(), ended, bytes));
    }
}
