package dev.hearth.cli.gateway;

import dev.hearth.contracts.json.WireJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/** What a server says of a call that it refused or failed, in one line. */
final class Complaint {

    private static final int LONGEST = 500;

    private Complaint() {}

    /** The problem document's detail and code, else the text, else the status alone. */
    static String of(HttpResponse<byte[]> answer) {
        return of(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
    }

    static String of(int status, String body) {
        var text = body.strip();
        if (text.startsWith("{")) {
            try {
                var problem = WireJson.mapper().readTree(text);
                var detail =
                        problem.path("detail").asString(problem.path("error").asString(""));
                if (!detail.isEmpty()) {
                    return line(detail) + " ("
                            + (status + " " + problem.path("code").asString("")).strip() + ")";
                }
            } catch (JacksonException e) {
                // Then it is text after all.
            }
        }
        return text.isEmpty() ? "the gateway answered " + status : line(text) + " (" + status + ")";
    }

    private static String line(String text) {
        var line = text.lines().findFirst().orElse(text);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
