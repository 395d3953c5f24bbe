package dev.hearth.gateway.invocation;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.gateway.problem.RefusedException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** What a caller may say about its invocation in headers. */
final class CallerHeaders {

    private static final int LABEL_LIMIT = 256;
    private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,9})(ms|s|m|h)?");

    private CallerHeaders() {}

    /**
     * The caller's label, else {@code id}.
     *
     * @throws RefusedException if it is longer than 256 characters or not all printable ASCII
     */
    static String label(HttpHeaders headers, String id) {
        var label = headers.getFirst(HearthHeaders.CALL_ID);
        if (label == null || label.isEmpty()) {
            return id;
        }
        if (label.length() > LABEL_LIMIT || !label.chars().allMatch(CallerHeaders::isPrintable)) {
            throw new RefusedException(
                    ErrorCode.BAD_INPUT,
                    HearthHeaders.CALL_ID + " has " + label.length() + " characters; expected at most " + LABEL_LIMIT
                            + ", all of them printable ASCII");
        }
        return label;
    }

    /**
     * The time the caller gives its invocation, at most {@code cap}; {@code cap} where it says nothing.
     *
     * @throws RefusedException if it is not a positive duration
     */
    static Duration timeout(HttpHeaders headers, Duration cap) {
        var text = headers.getFirst(HearthHeaders.TIMEOUT);
        if (text == null) {
            return cap;
        }
        var matcher = TIMEOUT.matcher(text);
        var timeout = matcher.matches() ? duration(matcher) : Duration.ZERO;
        if (timeout.isZero()) {
            throw new RefusedException(
                    ErrorCode.BAD_INPUT,
                    HearthHeaders.TIMEOUT + " is '" + text
                            + "'; expected a positive whole number with ms, s, m or h, or of seconds, such as 500ms or 5s");
        }
        return timeout.compareTo(cap) < 0 ? timeout : cap;
    }

    private static Duration duration(Matcher matcher) {
        var amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case null, default -> Duration.ofSeconds(amount);
        };
    }

    private static boolean isPrintable(int character) {
        return character >= ' ' && character <= '~';
    }
}
