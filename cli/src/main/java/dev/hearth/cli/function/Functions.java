package dev.hearth.cli.function;

import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.contracts.json.WireJson;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The function catalogue behind a gateway. */
public final class Functions {

    private static final String PATH = "/system/functions";
    private static final int NOT_FOUND = 404;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final Duration DEPLOY_WAIT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 250;

    private final GatewayClient gateway;

    public Functions(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /** Changes the function, or creates it where there is none, and returns the answer to the last call. */
    public HttpResponse<byte[]> deploy(FunctionDeployment function) {
        var changed = gateway.write("PUT", PATH, function);
        // 404 may also say that the model is missing; then the second call says so too.
        return changed.statusCode() == NOT_FOUND ? gateway.write("POST", PATH, function) : changed;
    }

    /** The same, again and again for a while: services that are each ready may not have heard of each other yet. */
    public HttpResponse<byte[]> deployPatiently(FunctionDeployment function) throws InterruptedException {
        var deadline = System.nanoTime() + DEPLOY_WAIT.toNanos();
        var answer = deploy(function);
        while (answer.statusCode() >= BAD_GATEWAY
                && answer.statusCode() <= GATEWAY_TIMEOUT
                && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE_MILLIS);
            answer = deploy(function);
        }
        return answer;
    }

    /** Whether the function is there with the same image; the rest of it may have been changed on purpose. */
    public boolean has(FunctionDeployment function) {
        var path = "/system/function/" + encode(function.service()) + query(function.namespace());
        var answer = gateway.send("GET", path, null, Map.of(), GatewayClient.MANAGEMENT_TIMEOUT);
        return GatewayClient.isSuccess(answer)
                && function.image()
                        .equals(WireJson.mapper()
                                .readTree(answer.body())
                                .path("image")
                                .asString(""));
    }

    /** Of all functions of the default namespace. */
    public Set<String> names() {
        return list(null)
                .valueStream()
                .map(function -> function.path("name").asString(""))
                .collect(Collectors.toUnmodifiableSet());
    }

    JsonNode list(@Nullable String namespace) {
        return gateway.read(PATH + query(namespace));
    }

    JsonNode describe(String name, @Nullable String namespace) {
        return gateway.read("/system/function/" + encode(name) + query(namespace));
    }

    void remove(String name, @Nullable String namespace) {
        var function =
                namespace == null ? Map.of("functionName", name) : Map.of("functionName", name, "namespace", namespace);
        GatewayClient.requireSuccess(gateway.write("DELETE", PATH, function));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String query(@Nullable String namespace) {
        return namespace == null ? "" : "?namespace=" + encode(namespace);
    }
}
