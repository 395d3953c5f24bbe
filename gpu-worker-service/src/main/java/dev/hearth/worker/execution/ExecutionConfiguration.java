package dev.hearth.worker.execution;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.messaging.BodyLog;
import dev.hearth.telemetry.trace.Tracing;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.device.Devices;
import dev.hearth.worker.model.ModelCache;
import dev.hearth.worker.model.ModelLoader;
import dev.hearth.worker.model.ModelWishes;
import dev.hearth.worker.model.ResidencyListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Builds the way of a dispatch, from HTTP to the log, and that of a load ahead of need. */
@Configuration(proxyBeanMethods = false)
class ExecutionConfiguration {

    @Bean
    Membership membership() {
        return new Membership();
    }

    @Bean
    Gpus gpus(
            Devices devices,
            ModelLoader loader,
            ResidencyListener listener,
            ExecutionProperties properties,
            ModelWishes wishes) {
        return new Gpus(
                devices,
                (device, loadLane) -> new ModelCache(
                        device,
                        loader,
                        loadLane,
                        listener,
                        InstantSource.system(),
                        properties.localQueueLimit(),
                        wishes));
    }

    @Bean
    BodyLog bodyLog(KafkaTemplate<String, byte[]> producer, ConsumerFactory<String, byte[]> consumers) {
        return new BodyLog(producer, consumers);
    }

    @Bean
    Reception reception(Membership membership, Gpus gpus, ExecutionProperties properties) {
        return new Reception(membership, gpus, new Ledger(properties.endedMemory(), properties.endedLimit()));
    }

    @Bean
    DispatchMetrics dispatchMetrics(MeterRegistry meters) {
        return new DispatchMetrics(meters);
    }

    @Bean
    Runner runner(
            KafkaTemplate<String, byte[]> producer,
            BodyLog bodies,
            Reception reception,
            WorkerIdentity worker,
            Devices devices,
            Tracing tracing,
            DispatchMetrics metrics) {
        var dispatchLog = new KafkaDispatchLog(producer, bodies, worker.instance());
        return new Runner(
                dispatchLog,
                new OutcomeWriter(dispatchLog, reception, worker, new GpuNames(worker, devices), tracing),
                metrics);
    }

    @Bean
    Dispatcher dispatcher(
            Reception reception,
            Runner runner,
            Gpus gpus,
            Membership membership,
            WorkerIdentity worker,
            DispatchMetrics metrics) {
        return new Dispatcher(reception, runner, gpus, membership, worker, metrics);
    }

    @Bean
    RouterFunction<ServerResponse> loadRoutes(
            Reception reception, Gpus gpus, Membership membership, WorkerIdentity worker) {
        var handler = new LoadHandler(new Loads(reception, gpus, membership, worker));
        return route().POST(LoadRequest.PATH, handler::load).build();
    }

    @Bean
    RouterFunction<ServerResponse> dispatchRoutes(Dispatcher dispatcher, Gpus gpus) {
        var handler = new DispatchHandler(dispatcher, gpus);
        return route().POST(DispatchRequest.PATH, handler::dispatch)
                .DELETE(DispatchRequest.PATH + "/{invocation}", handler::recall)
                .GET("/v1/gpus", handler::gpus)
                .build();
    }
}
