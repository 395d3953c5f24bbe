package dev.hearth.worker.task;

import dev.hearth.repository.GraphSignature;
import dev.hearth.repository.GraphSignature.Value;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The inputs and outputs of a graph whose tensors can travel as JSON.
 *
 * @param takesRows whether inputs of several requests can be run one below the other
 */
record TensorSignature(List<Declared> inputs, List<String> outputs, boolean takesRows) {

    TensorSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** @throws IllegalArgumentException if the graph has an input or output of a type that the task cannot carry */
    static TensorSignature of(GraphSignature graph) {
        for (var output : graph.outputs()) {
            if (TensorType.declared(output.type()).isEmpty()) {
                throw unsupported("output", output);
            }
        }
        return new TensorSignature(
                graph.inputs().stream().map(TensorSignature::input).toList(),
                graph.outputs().stream().map(Value::name).toList(),
                graph.takesRows());
    }

    private static Declared input(Value value) {
        var type = TensorType.declared(value.type())
                .filter(found -> found.inputType().isPresent())
                .orElseThrow(() -> unsupported("input", value));
        return new Declared(value.name(), type, value.shape(), value.symbols());
    }

    private static IllegalArgumentException unsupported(String kind, Value value) {
        return new IllegalArgumentException(kind + " '" + value.name() + "' of the graph is of ONNX type "
                + value.type() + ", which the task tensor does not take as an " + kind);
    }

    List<String> inputNames() {
        return inputs.stream().map(Declared::name).toList();
    }

    Optional<Declared> input(String name) {
        return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
    }

    /**
     * An input as the graph declares it.
     *
     * @param shape {@link GraphSignature#ANY} where a dimension is open; absent where even their number is
     * @param symbols the graph's names of dimensions, empty where it gives none; those of one name are equal
     */
    record Declared(String name, TensorType type, @Nullable List<Long> shape, List<String> symbols) {

        boolean admits(List<Long> given) {
            if (shape == null) {
                return true;
            }
            if (given.size() != shape.size()) {
                return false;
            }
            for (int i = 0; i < given.size(); i++) {
                long wanted = shape.get(i);
                if (wanted != GraphSignature.ANY && wanted != given.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }
}
