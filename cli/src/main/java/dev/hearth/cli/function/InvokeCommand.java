package dev.hearth.cli.function;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.gateway.GatewayOptions;
import dev.hearth.contracts.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Invokes a function and prints the body of its answer, byte for byte. */
@Command(
        name = "invoke",
        description = "Invoke a function; without -d its input is standard input.",
        mixinStandardHelpOptions = true)
public final class InvokeCommand implements Runnable {

    private static final String CONTENT_TYPE = "Content-Type";

    @Parameters(paramLabel = "NAME", description = "The function, or NAME.NAMESPACE.")
    private String name = "";

    @Option(
            names = "-d",
            paramLabel = "TEXT|@FILE",
            description = "The input: text, or @ and a file; @- is standard input.")
    private @Nullable String input;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE",
            description = "A header of the call; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = {"-v", "--verbose"},
            description = "Print the answer's status and headers to standard error.")
    private boolean verbose;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        var call = headers();
        var body = body();
        if (body.length > Topics.BODY_LIMIT_BYTES) {
            throw new CommandFailedException(
                    "the input has " + body.length + " bytes; at most " + Topics.BODY_LIMIT_BYTES + " are taken");
        }
        call.putIfAbsent(CONTENT_TYPE, List.of(readsFile() ? "application/octet-stream" : "text/plain"));
        try (var client = gateway.connect()) {
            var path = "/function/" + Functions.encode(name);
            var answer = client.send("POST", path, body, call, Topics.LONGEST_DEADLINE);
            if (verbose) {
                printHead(answer, spec.commandLine().getErr());
            }
            print(GatewayClient.requireSuccess(answer).body());
        }
    }

    private Map<String, List<String>> headers() {
        var call = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var header : headers) {
            var colon = header.indexOf(':');
            if (colon < 1) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "header '" + header + "' is not of the form NAME: VALUE");
            }
            call.computeIfAbsent(header.substring(0, colon).strip(), any -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        return call;
    }

    private boolean readsFile() {
        return input == null || input.startsWith("@");
    }

    private byte[] body() {
        try {
            if (input == null || input.equals("@-")) {
                // One byte more than is allowed is enough to know.
                return System.in.readNBytes(Topics.BODY_LIMIT_BYTES + 1);
            }
            return readsFile()
                    ? Files.readAllBytes(Path.of(input.substring(1)))
                    : input.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandFailedException("the input " + input + " cannot be read: " + e, e);
        }
    }

    private static void printHead(HttpResponse<byte[]> answer, PrintWriter out) {
        out.println("HTTP " + answer.statusCode());
        answer.headers().map().forEach((name, values) -> values.forEach(value -> out.println(name + ": " + value)));
        out.flush();
    }

    private static void print(byte[] body) {
        System.out.writeBytes(body);
        System.out.flush();
    }
}
