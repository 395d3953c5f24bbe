package dev.hearth.cli.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Behaves as a service's jar does towards {@code hearth up}: unpacks itself, ends after start when it is only trained,
 * is ready at once, and ends with its parent. As a gateway it takes any function. It logs its arguments.
 *
 * <p>The instance that {@code HEARTH_FAKE_DIES} names ends at start, and one with {@code fake.dies=true}.
 */
public final class FakeService {

    private FakeService() {}

    public static void main(String[] arguments) throws Exception {
        if (System.getProperty("jarmode") != null) {
            var jar = Path.of(System.getProperty("java.class.path"));
            var folder = Files.createDirectories(Path.of(arguments[2]));
            Files.copy(jar, folder.resolve(jar.getFileName()));
            return;
        }
        if (System.getProperty("spring.context.exit") != null) {
            return;
        }
        endWithParent();
        System.out.println(String.join(" ", arguments));
        if (setting(arguments, "hearth.instance").equals(System.getenv("HEARTH_FAKE_DIES"))
                || List.of(arguments).contains("--fake.dies=true")) {
            System.out.println("it was told to die");
            System.exit(7);
        }
        serve(Integer.parseInt(setting(arguments, "server.port")));
    }

    private static void endWithParent() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // Closed either way.
            }
            System.exit(0);
        });
    }

    private static void serve(int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/actuator/health/readiness", exchange -> answer(exchange, 200));
        server.createContext("/system/function/", exchange -> answer(exchange, 404));
        server.createContext(
                "/system/functions",
                exchange -> answer(exchange, exchange.getRequestMethod().equals("POST") ? 202 : 404));
        server.start();
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static String setting(String[] arguments, String name) {
        var prefix = "--" + name + "=";
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(prefix))
                .findFirst()
                .orElseThrow()
                .substring(prefix.length());
    }
}
