package dev.hearth.worker.task;

import dev.hearth.worker.task.TensorSignature.Declared;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * An input tensor without its data, as the graph wants it.
 *
 * @param shape at most {@value #MOST_DIMENSIONS} dimensions
 * @param elements the product of the shape
 */
record TensorHeader(Declared declared, List<Long> shape, int elements) {

    static final int MOST_DIMENSIONS = 32;

    /**
     * Reads one object of {@code inputs}, the parser being at its beginning.
     *
     * @param bodyBytes bound the number of elements, each of which takes two
     */
    static TensorHeader read(JsonParser parser, TensorSignature signature, int bodyBytes) throws BadInputException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new BadInputException("'inputs' holds " + RequestJson.quote(parser) + ", " + TensorRequest.EXPECTED);
        }
        var fields = new Fields();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            fields.read(parser);
        }
        return fields.checked(signature, bodyBytes);
    }

    /** Of tensors that differ in nothing but their first dimension, one below the other. */
    static TensorHeader stacked(List<TensorHeader> parts) {
        var first = parts.getFirst();
        var shape = new ArrayList<>(first.shape());
        shape.set(0, parts.stream().mapToLong(part -> part.shape().getFirst()).sum());
        int elements = parts.stream().mapToInt(TensorHeader::elements).reduce(0, Math::addExact);
        return new TensorHeader(first.declared(), List.copyOf(shape), elements);
    }

    /** Size of the first dimension of a name that the graph gives to one of them. */
    Long dimension(String symbol) {
        return shape.get(declared.symbols().indexOf(symbol));
    }

    /** The fields of one input, in whatever order they come. */
    private static final class Fields {

        private @Nullable String name;
        private @Nullable String datatype;
        private @Nullable List<Long> shape;
        private boolean hasData;

        void read(JsonParser parser) throws BadInputException {
            var field = parser.currentName();
            var value = parser.nextToken();
            switch (field) {
                case "name" -> name = text(parser, field, name);
                case "datatype" -> datatype = text(parser, field, datatype);
                case "shape" -> {
                    once(field, shape == null);
                    shape = shape(parser);
                }
                case "data" -> {
                    once(field, !hasData);
                    if (value != JsonToken.START_ARRAY) {
                        throw bad("has as data " + RequestJson.quote(parser) + ", expected an array");
                    }
                    hasData = true;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }

        TensorHeader checked(TensorSignature signature, int bodyBytes) throws BadInputException {
            if (name == null) {
                throw new BadInputException("an input has no name, expected one of " + signature.inputNames());
            }
            var declared = signature.input(name).orElse(null);
            if (declared == null) {
                throw new BadInputException("input '" + RequestJson.shortened(name)
                        + "' is not one of the graph, expected each of " + signature.inputNames() + " once");
            }
            if (!declared.type().name().equals(datatype)) {
                throw bad("has datatype '" + RequestJson.shortened(String.valueOf(datatype)) + "', expected "
                        + declared.type());
            }
            if (shape == null) {
                throw bad("has no shape, expected " + expected(declared));
            }
            if (!declared.admits(shape)) {
                throw bad("has shape " + written(shape) + ", expected " + expected(declared));
            }
            if (!hasData) {
                throw bad("has no data, expected an array; " + TensorRequest.EXPECTED);
            }
            return new TensorHeader(declared, shape, elements(shape, bodyBytes));
        }

        private int elements(List<Long> dimensions, int bodyBytes) throws BadInputException {
            int most = bodyBytes / 2;
            long elements = 1;
            for (long dimension : dimensions) {
                // An empty dimension empties the tensor, but ONNX Runtime multiplies the others all the same.
                elements *= Math.max(1, dimension);
                if (elements > most) {
                    throw bad("has shape " + written(dimensions) + ", which is more elements than a body of "
                            + bodyBytes + " bytes can hold");
                }
            }
            return dimensions.contains(0L) ? 0 : Math.toIntExact(elements);
        }

        private @Nullable String text(JsonParser parser, String field, @Nullable String before)
                throws BadInputException {
            once(field, before == null);
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw bad("has as " + field + " " + RequestJson.quote(parser) + ", expected a string");
            }
            return parser.getString();
        }

        private List<Long> shape(JsonParser parser) throws BadInputException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw bad("has as shape " + RequestJson.quote(parser) + ", expected an array of whole numbers");
            }
            var dimensions = new ArrayList<Long>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (dimensions.size() == MOST_DIMENSIONS) {
                    throw bad("has more than " + MOST_DIMENSIONS + " dimensions");
                }
                dimensions.add(dimension(parser));
            }
            return List.copyOf(dimensions);
        }

        private long dimension(JsonParser parser) throws BadInputException {
            boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() == JsonParser.NumberType.INT
                    && parser.getIntValue() >= 0;
            if (!whole) {
                throw bad("has the dimension " + RequestJson.quote(parser) + ", expected a whole number from 0 to "
                        + Integer.MAX_VALUE);
            }
            return parser.getIntValue();
        }

        private void once(String field, boolean first) throws BadInputException {
            if (!first) {
                throw bad("has '" + field + "' twice");
            }
        }

        private BadInputException bad(String complaint) {
            return new BadInputException(
                    (name == null ? "an input" : "input '" + RequestJson.shortened(name) + "'") + " " + complaint);
        }

        private static String expected(Declared declared) {
            return declared.shape() == null ? "any shape" : written(declared.shape());
        }

        private static String written(List<Long> shape) {
            return shape.toString().replace(" ", "");
        }
    }
}
