package dev.hearth.contracts.error;

import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param detail names the value that was refused and what was expected
 * @param instance the invocation's path, where there is one
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        ErrorCode code,
        @Nullable Long retryAfterMs) {

    public static Problem of(ErrorCode code, String detail) {
        return of(code, detail, null, null);
    }

    public static Problem of(ErrorCode code, String detail, @Nullable String instance, @Nullable Long retryAfterMs) {
        var name = code.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return new Problem(
                "https://hearth.dev/errors/" + name,
                name.replace('-', ' '),
                code.httpStatus(),
                detail,
                instance,
                code,
                retryAfterMs);
    }
}
