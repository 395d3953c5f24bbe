package dev.hearth.worker.task;

import dev.hearth.worker.task.TensorSignature.Declared;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A request in the Open Inference Protocol's JSON, checked against what the graph declares.
 *
 * <p>It is read twice: first everything but the data, which may come in any order, then the data straight into memory of
 * the right type and size. So no number is kept that is not wanted, and none before it is known to be.
 *
 * @param id the caller's, to be echoed
 * @param inputs one for each of the graph's
 * @param outputs names of those wanted, in the order of the answer
 */
record TensorRequest(@Nullable String id, List<TensorData> inputs, List<String> outputs) {

    static final String EXPECTED =
            "expected {\"inputs\":[{\"name\",\"shape\":[integers],\"datatype\",\"data\":[...]}]}";

    private static final int LONGEST_ID = 1_024;

    /**
     * @param arena gives the memory that the data lie in
     * @throws BadInputException naming what was found and what the graph wants
     */
    static TensorRequest read(byte[] body, TensorSignature signature, Arena arena) throws BadInputException {
        var outline = RequestJson.read(
                body, EXPECTED, (parser, first) -> new Outline(signature, body.length).read(parser, first));
        var inputs = outline.inputs.stream()
                .map(header -> new TensorData(header, arena))
                .toList();
        RequestJson.read(body, EXPECTED, (parser, first) -> {
            fill(parser, inputs);
            return inputs;
        });
        return new TensorRequest(
                outline.id, inputs, outline.outputs.isEmpty() ? signature.outputs() : List.copyOf(outline.outputs));
    }

    /** How many rows all of its inputs have; empty if they do not have the same number, or none. */
    OptionalLong rows() {
        var rows = inputs.stream()
                .mapToLong(input -> input.shape().isEmpty() ? 0 : input.shape().getFirst())
                .distinct()
                .toArray();
        return rows.length == 1 && rows[0] > 0 ? OptionalLong.of(rows[0]) : OptionalLong.empty();
    }

    /** What its rows are like: those of two requests can be run together if this is equal. */
    Map<String, List<Long>> rowShapes() {
        return inputs.stream()
                .collect(Collectors.toMap(
                        TensorData::name,
                        input -> input.shape().subList(1, input.shape().size())));
    }

    TensorData input(String name) {
        return inputs.stream()
                .filter(input -> input.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    long bytes() {
        return inputs.stream().mapToLong(TensorData::bytes).sum();
    }

    /** The second reading; what it skips was checked by the first. */
    private static void fill(JsonParser parser, List<TensorData> inputs) throws BadInputException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean isInputs = parser.currentName().equals("inputs");
            parser.nextToken();
            if (!isInputs) {
                parser.skipChildren();
                continue;
            }
            for (var input : inputs) {
                parser.nextToken();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    boolean isData = parser.currentName().equals("data");
                    parser.nextToken();
                    if (isData) {
                        input.fill(parser);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            parser.nextToken();
        }
    }

    /** The first reading: all but the data. */
    private static final class Outline {

        private final TensorSignature signature;
        private final int bodyBytes;
        private final List<TensorHeader> inputs = new ArrayList<>();
        private final List<String> outputs = new ArrayList<>();
        private @Nullable String id;
        private boolean hasInputs;

        Outline(TensorSignature signature, int bodyBytes) {
            this.signature = signature;
            this.bodyBytes = bodyBytes;
        }

        Outline read(JsonParser parser, JsonToken first) throws BadInputException {
            if (first != JsonToken.START_OBJECT) {
                throw new BadInputException("the body is a JSON " + RequestJson.kind(first) + "; " + EXPECTED);
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                var value = parser.nextToken();
                switch (name) {
                    case "id" -> id = id(parser, value);
                    case "inputs" -> inputs(parser, value);
                    case "outputs" -> outputs(parser, value);
                    default -> parser.skipChildren();
                }
            }
            if (!hasInputs) {
                throw new BadInputException("the body has no 'inputs'; " + EXPECTED);
            }
            return this;
        }

        private static @Nullable String id(JsonParser parser, JsonToken value) throws BadInputException {
            if (value == JsonToken.VALUE_NULL) {
                return null;
            }
            if (value != JsonToken.VALUE_STRING || parser.getStringLength() > LONGEST_ID) {
                throw new BadInputException("the id is " + RequestJson.quote(parser) + ", expected a string of at most "
                        + LONGEST_ID + " characters");
            }
            return parser.getString();
        }

        private void inputs(JsonParser parser, JsonToken value) throws BadInputException {
            if (value != JsonToken.START_ARRAY || hasInputs) {
                throw new BadInputException(
                        (hasInputs ? "the body has 'inputs' twice; " : "'inputs' is no array; ") + EXPECTED);
            }
            hasInputs = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                var header = TensorHeader.read(parser, signature, bodyBytes);
                if (find(header.declared()).isPresent()) {
                    throw new BadInputException("input '" + header.declared().name()
                            + "' is given twice, expected each of " + signature.inputNames() + " once");
                }
                inputs.add(header);
            }
            for (var declared : signature.inputs()) {
                if (find(declared).isEmpty()) {
                    throw new BadInputException("input '" + declared.name() + "' is missing, expected each of "
                            + signature.inputNames() + " once");
                }
            }
            agree();
        }

        /** Dimensions to which the graph gives one name are equal. */
        private void agree() throws BadInputException {
            var given = new HashMap<String, TensorHeader>();
            for (var input : inputs) {
                for (var symbol : input.declared().symbols()) {
                    var other = symbol.isEmpty() ? null : given.putIfAbsent(symbol, input);
                    if (other != null && !other.dimension(symbol).equals(input.dimension(symbol))) {
                        throw new BadInputException("input '" + input.declared().name() + "' has "
                                + input.dimension(symbol) + " in the dimension '" + symbol + "', expected "
                                + other.dimension(symbol) + " as in input '"
                                + other.declared().name() + "'");
                    }
                }
            }
        }

        private Optional<TensorHeader> find(Declared declared) {
            return inputs.stream()
                    .filter(header -> header.declared().equals(declared))
                    .findFirst();
        }

        private void outputs(JsonParser parser, JsonToken value) throws BadInputException {
            if (value != JsonToken.START_ARRAY || !outputs.isEmpty()) {
                throw new BadInputException("'outputs' is " + RequestJson.quote(parser)
                        + ", expected one array of objects with a name of " + signature.outputs());
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                var name = outputName(parser);
                if (!signature.outputs().contains(name) || outputs.contains(name)) {
                    throw new BadInputException("output '" + RequestJson.shortened(name)
                            + "' cannot be given, expected each of " + signature.outputs() + " at most once");
                }
                outputs.add(name);
            }
        }

        private static String outputName(JsonParser parser) throws BadInputException {
            String name = "";
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new BadInputException(
                        "'outputs' holds " + RequestJson.quote(parser) + ", expected objects with a name");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean isName = parser.currentName().equals("name");
                if (parser.nextToken() == JsonToken.VALUE_STRING && isName) {
                    name = parser.getString();
                } else {
                    parser.skipChildren();
                }
            }
            return name;
        }
    }
}
