package dev.hearth.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The parts of a log that a person wants to see first. */
public final class LogExcerpt {

    private static final int TAIL_BYTES = 256 << 10;
    private static final int LONGEST = 300;

    private static final Pattern FRAME = Pattern.compile("\\s*(at \\S+\\(.*|\\.\\.\\. \\d+ (more|common frames.*))");
    private static final Pattern SPACE = Pattern.compile("No space left on device|disk is full|Disk quota exceeded");
    private static final Pattern PORT =
            Pattern.compile("Address already in use|Port \\d+ was already in use|port is taken");
    private static final String CAUSED_BY = "Caused by: ";

    private LogExcerpt() {}

    /**
     * The one line of the log's end that says best why a process failed: a full disk or a taken port, else Spring Boot's
     * own description, else the innermost cause of an exception, else the last error or warning, else the last line
     * that is no stack frame.
     */
    public static String cause(Path log) {
        var lines = tail(log, Integer.MAX_VALUE).stream()
                .filter(line -> !line.isBlank() && !FRAME.matcher(line).matches())
                .toList();
        return last(lines, line -> SPACE.matcher(line).find())
                .or(() -> last(lines, line -> PORT.matcher(line).find()))
                .or(() -> afterLast(lines, "Description:"))
                .or(() -> last(lines, line -> line.stripLeading().startsWith(CAUSED_BY)))
                .or(() -> last(lines, line -> line.contains(" ERROR ")))
                .or(() -> last(lines, line -> line.contains(" WARN ")))
                .or(() -> last(lines, line -> true))
                .map(LogExcerpt::oneLine)
                .orElse("it wrote nothing");
    }

    /**
     * The last {@code count} lines, oldest first; empty when the file is not there. Looks at the last 256 KiB only.
     */
    public static List<String> tail(Path log, int count) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var length = (int) Math.min(file.length(), TAIL_BYTES);
            file.seek(file.length() - length);
            var bytes = new byte[length];
            file.readFully(bytes);
            var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<String> last(List<String> lines, Predicate<String> wanted) {
        return lines.reversed().stream().filter(wanted).findFirst();
    }

    private static Optional<String> afterLast(List<String> lines, String heading) {
        var at = lines.lastIndexOf(heading);
        return at >= 0 && at + 1 < lines.size() ? Optional.of(lines.get(at + 1)) : Optional.empty();
    }

    private static String oneLine(String line) {
        var text = line.strip();
        text = text.startsWith(CAUSED_BY) ? text.substring(CAUSED_BY.length()) : text;
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }
}
