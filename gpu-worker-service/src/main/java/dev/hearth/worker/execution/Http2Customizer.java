package dev.hearth.worker.execution;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Lets a scheduler hold as many exchanges open as the GPUs' local queues can take. Reactor Netty replaces its HTTP/2
 * settings as a whole, so Spring Boot's header limit is said again here.
 */
@Component
class Http2Customizer implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

    private static final long STREAMS_PER_CONNECTION = 4_096;

    private final ServerProperties server;

    Http2Customizer(ServerProperties server) {
        this.server = server;
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(
                http -> http.http2Settings(settings -> settings.maxConcurrentStreams(STREAMS_PER_CONNECTION)
                        .maxHeaderListSize(server.getMaxHttpRequestHeaderSize().toBytes())));
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
