package dev.hearth.gateway.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;

@Configuration(proxyBeanMethods = false)
class AdmissionConfiguration {

    @Bean
    Admission admission(AdmissionProperties properties) {
        return new Admission(properties.maxWaiting(), properties.maxBodyBytes().toBytes());
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> stalledConnections(AdmissionProperties properties) {
        return factory -> factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, remote) -> {
            if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
                channel.pipeline()
                        .addAfter(
                                NettyPipeline.HttpCodec,
                                "hearth.stalledBodies",
                                new StalledBodies(properties.bodyStallTimeout()))
                        .addAfter(
                                NettyPipeline.HttpCodec,
                                "hearth.stalledAnswers",
                                new WriteTimeoutHandler(
                                        properties.answerStallTimeout().toNanos(), TimeUnit.NANOSECONDS));
            }
        }));
    }

    @Bean
    MeterBinder admissionMetrics(Admission admission) {
        return registry -> {
            Gauge.builder("hearth.gateway.waiting", admission, Admission::waiting)
                    .description("Invocations between receipt and answer")
                    .register(registry);
            Gauge.builder("hearth.gateway.body", admission, Admission::bodyBytes)
                    .baseUnit("bytes")
                    .description("Bytes of bodies held for them")
                    .register(registry);
        };
    }
}
