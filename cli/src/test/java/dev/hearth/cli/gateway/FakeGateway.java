package dev.hearth.cli.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers as it is told, and remembers what it was asked. */
public final class FakeGateway implements AutoCloseable {

    private record Answer(int status, String type, String body) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();

    public FakeGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Answers {@code "METHOD /path?query"} from now on. */
    public void answer(String call, int status, String type, String body) {
        answers.put(call, new Answer(status, type, body));
    }

    /** {@code "METHOD /path body"} of each call, in order. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** The header {@code Authorization} of each call, {@code none} where there was none. */
    public synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var type = exchange.getRequestHeaders().getFirst("Content-Type");
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add((call + " " + (type == null ? "" : type + " ") + body).strip());
            var authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(authorization == null ? "none" : authorization);
            var answer = answers.getOrDefault(call, new Answer(404, "text/plain", "nothing at " + call));
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
