package dev.hearth.worker.task;

import dev.hearth.contracts.model.ModelManifest;
import java.util.Arrays;
import java.util.List;

/**
 * The parameters in a model's manifest, read with their defaults. Each method throws {@link IllegalArgumentException} with
 * the value found and what was expected.
 */
public record TaskParameters(ModelManifest manifest) {

    public int positiveInteger(String name, int otherwise) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        if (value instanceof Integer number && number > 0) {
            return number;
        }
        throw invalid(name, value, "a positive integer");
    }

    public boolean flag(String name, boolean otherwise) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw invalid(name, value, "true or false");
    }

    public String oneOf(String name, List<String> allowed) {
        var value = manifest.parameters().getOrDefault(name, allowed.getFirst());
        if (value instanceof String text && allowed.contains(text)) {
            return text;
        }
        throw invalid(name, value, "one of " + allowed);
    }

    String text(String name, String otherwise) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        if (value instanceof String text) {
            return text;
        }
        throw invalid(name, value, "a text");
    }

    public List<String> texts(String name) {
        var value = manifest.parameters().getOrDefault(name, List.of());
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw invalid(name, value, "a list of texts");
    }

    /** Within {@code least} and {@code most}, both included. */
    public int integer(String name, int otherwise, int least, int most) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        throw invalid(name, value, "an integer within " + least + " and " + most);
    }

    /** Within {@code least} and {@code most}, both included. */
    public double number(String name, double otherwise, double least, double most) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        if (value instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most) {
            return number.doubleValue();
        }
        throw invalid(name, value, "a number within " + least + " and " + most);
    }

    /** A list of {@code count} numbers; a single number stands for all of them. */
    public float[] numbers(String name, float otherwise, int count) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        var numbers = new float[count];
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            Arrays.fill(numbers, number.floatValue());
            return numbers;
        }
        if (value instanceof List<?> list && list.size() == count) {
            for (int i = 0; i < count; i++) {
                if (!(list.get(i) instanceof Number number) || !Double.isFinite(number.doubleValue())) {
                    throw invalid(name, value, count + " numbers");
                }
                numbers[i] = number.floatValue();
            }
            return numbers;
        }
        throw invalid(name, value, "a number or a list of " + count);
    }

    /** A name for a field of the answer. */
    public String fieldName(String name, String otherwise) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        if (value instanceof String text && text.matches("[A-Za-z][A-Za-z0-9_]{0,62}")) {
            return text;
        }
        throw invalid(name, value, "a name of letters, digits and underscores");
    }

    public IllegalArgumentException invalid(String name, Object value, String expected) {
        return new IllegalArgumentException(
                "parameter " + name + " of " + manifest.reference() + " is '" + value + "', expected " + expected);
    }
}
