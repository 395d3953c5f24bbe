package dev.hearth.cli.gateway;

import dev.hearth.contracts.json.WireJson;
import java.io.PrintWriter;
import java.util.function.Function;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** How a command that reads prints what it read. */
public final class OutputOption {

    /** For a person, or for a program. */
    public enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json; json is what the server answered.")
    private Format format = Format.TEXT;

    public boolean json() {
        return format == Format.JSON;
    }

    /** Prints the answer as it is, or as {@code text} makes it readable. */
    public void print(PrintWriter out, JsonNode answer, Function<JsonNode, String> text) {
        out.println(
                json()
                        ? WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer)
                        : text.apply(answer).stripTrailing());
        out.flush();
    }
}
