package dev.hearth.registry.catalogue;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.registry.problem.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Reads the JSON body of a management call, whatever content type it came with; at most {@link #LIMIT_BYTES}. */
final class JsonBody {

    static final int LIMIT_BYTES = 1 << 20;

    private JsonBody() {}

    /** @throws RefusedException 413 above the limit, 400 if it is not the JSON expected */
    static <T> T read(InputStream body, Class<T> type) throws IOException {
        var bytes = body.readNBytes(LIMIT_BYTES + 1);
        if (bytes.length > LIMIT_BYTES) {
            throw new RefusedException(ErrorCode.BODY_TOO_LARGE, "the body is larger than " + LIMIT_BYTES + " bytes");
        }
        try {
            var value = WireJson.mapper().readValue(bytes, type);
            if (value != null) {
                return value;
            }
        } catch (MismatchedInputException e) {
            throw new RefusedException(ErrorCode.BAD_INPUT, mismatch(e), e);
        } catch (JacksonException e) {
            throw new RefusedException(
                    ErrorCode.BAD_INPUT, "the body is not the JSON of a function: " + e.getOriginalMessage(), e);
        }
        throw new RefusedException(ErrorCode.BAD_INPUT, "the body is 'null'; expected a JSON object");
    }

    private static String mismatch(MismatchedInputException failure) {
        var field = failure.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .collect(Collectors.joining("."));
        return field.isEmpty()
                ? "the body is not a JSON object"
                : "the body's '" + field + "' is of the wrong type; expected " + expected(failure.getTargetType());
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null || type == String.class) {
            return "a text";
        }
        return Collection.class.isAssignableFrom(type) ? "a list of texts" : "an object of texts";
    }
}
