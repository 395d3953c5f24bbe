package dev.hearth.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Takes spans by OTLP over HTTP, in protobuf, as a collector does, and keeps what a test looks at. Thread-safe. */
public final class OtlpReceiver implements AutoCloseable {

    private static final String PATH = "/v1/traces";
    private static final HexFormat HEX = HexFormat.of();

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    public static OtlpReceiver start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var receiver = new OtlpReceiver(server);
            server.createContext(PATH, receiver::take);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where an exporter sends to. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    /** Those received until now that belong to a trace. */
    public List<Span> of(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    public List<Span> all() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = UnknownFieldSet.parseFrom(exchange.getRequestBody().readAllBytes());
            for (var resourceSpans : messages(request, 1).toList()) {
                var service = messages(resourceSpans, 1)
                        .findFirst()
                        .map(OtlpReceiver::attributes)
                        .orElse(Map.of());
                messages(resourceSpans, 2)
                        .flatMap(scopeSpans -> messages(scopeSpans, 2))
                        .map(span -> span(service, span))
                        .forEach(spans::add);
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Span span(Map<String, String> resource, UnknownFieldSet span) {
        return new Span(
                resource.getOrDefault("service.name", ""),
                text(span, 5).toStringUtf8(),
                Kind.values()[Math.toIntExact(number(span, 6))],
                HEX.formatHex(text(span, 1).toByteArray()),
                HEX.formatHex(text(span, 2).toByteArray()),
                HEX.formatHex(text(span, 4).toByteArray()),
                attributes(span, 9));
    }

    private static Map<String, String> attributes(UnknownFieldSet resource) {
        return attributes(resource, 1);
    }

    private static Map<String, String> attributes(UnknownFieldSet owner, int field) {
        var attributes = new TreeMap<String, String>();
        messages(owner, field)
                .forEach(attribute -> attributes.put(
                        text(attribute, 1).toStringUtf8(),
                        messages(attribute, 2)
                                .findFirst()
                                .map(OtlpReceiver::value)
                                .orElse("")));
        return attributes;
    }

    private static String value(UnknownFieldSet any) {
        if (any.hasField(2)) {
            return Boolean.toString(number(any, 2) == 1);
        }
        return any.hasField(3) ? Long.toString(number(any, 3)) : text(any, 1).toStringUtf8();
    }

    private static Stream<UnknownFieldSet> messages(UnknownFieldSet owner, int field) {
        return owner.getField(field).getLengthDelimitedList().stream().map(OtlpReceiver::parse);
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteString text(UnknownFieldSet owner, int field) {
        return owner.getField(field).getLengthDelimitedList().stream()
                .findFirst()
                .orElse(ByteString.EMPTY);
    }

    private static long number(UnknownFieldSet owner, int field) {
        return owner.getField(field).getVarintList().stream().findFirst().orElse(0L);
    }

    /** As the protocol numbers them. */
    public enum Kind {
        UNSPECIFIED,
        INTERNAL,
        SERVER,
        CLIENT,
        PRODUCER,
        CONSUMER
    }

    /**
     * A span that was received.
     *
     * @param service that sent it
     * @param parentSpanId empty if it is the first of its trace
     */
    public record Span(
            String service,
            String name,
            Kind kind,
            String traceId,
            String spanId,
            String parentSpanId,
            Map<String, String> attributes) {}
}
