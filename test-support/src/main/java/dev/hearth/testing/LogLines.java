package dev.hearth.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The lines that loggers of this JVM write below a name, from DEBUG on, until it is closed. */
public final class LogLines implements AutoCloseable {

    private final Logger logger;
    private final @Nullable Level before;
    private final Kept kept = new Kept();

    private LogLines(Logger logger) {
        this.logger = logger;
        this.before = logger.getLevel();
    }

    /** @param logger name of a package */
    public static LogLines of(String logger) {
        var lines = new LogLines((Logger) LoggerFactory.getLogger(logger));
        lines.kept.setContext(lines.logger.getLoggerContext());
        lines.kept.start();
        lines.logger.setLevel(Level.DEBUG);
        lines.logger.addAppender(lines.kept);
        return lines;
    }

    /** Those whose text holds this. */
    public List<Line> containing(String text) {
        return kept.lines.stream().filter(line -> line.text().contains(text)).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(kept);
        logger.setLevel(before);
    }

    /** One line, and the names that it carries beside its text; empty if it does not. */
    public record Line(String text, String callId, String traceId) {}

    private static final class Kept extends AppenderBase<ILoggingEvent> {

        private final List<Line> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            var names = event.getMDCPropertyMap();
            lines.add(new Line(
                    event.getFormattedMessage(), names.getOrDefault("callId", ""), names.getOrDefault("traceId", "")));
        }
    }
}
