package dev.hearth.worker.report;

import dev.hearth.messaging.BodyLog;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.execution.Dispatcher;
import dev.hearth.worker.execution.Gpus;
import dev.hearth.worker.execution.Membership;
import dev.hearth.worker.model.HostTier;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

/** Builds what tells the cluster of this worker. */
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {

    @Bean
    ResidencyJournal residencyJournal(MeterRegistry meters) {
        return new ResidencyJournal(new ResidencyMetrics(meters));
    }

    @Bean
    ReportLifecycle reportLifecycle(
            KafkaTemplate<String, byte[]> producer,
            ResidencyJournal journal,
            Gpus gpus,
            HostTier host,
            Dispatcher dispatcher,
            BodyLog bodies,
            Membership membership,
            WorkerIdentity worker,
            ReportProperties properties) {
        var topic = new WorkerTopic(producer);
        return new ReportLifecycle(
                port -> new WorkerReporter(
                        topic,
                        journal,
                        gpus::states,
                        host,
                        membership,
                        worker,
                        properties,
                        "http://" + properties.advertisedHost() + ":" + port),
                bodies,
                dispatcher,
                membership,
                properties.drainTimeout());
    }

    @Bean
    MembershipHealthIndicator membershipHealthIndicator(Membership membership) {
        return new MembershipHealthIndicator(membership);
    }

    @Bean
    GpuMeters gpuMeters(Gpus gpus, WorkerIdentity worker) {
        return new GpuMeters(gpus, worker);
    }
}
