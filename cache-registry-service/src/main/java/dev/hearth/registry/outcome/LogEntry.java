package dev.hearth.registry.outcome;

import java.time.Instant;
import java.util.Locale;

/** One line of {@code /system/logs}, as OpenFaaS clients read it. */
record LogEntry(String name, String namespace, String instance, Instant timestamp, String text) {

    static LogEntry of(LogQuery query, FunctionLog.Line line) {
        return new LogEntry(
                query.function(),
                query.namespace(),
                line.instance(query.function(), query.namespace()),
                Instant.ofEpochMilli(line.finished()),
                text(line));
    }

    private static String text(FunctionLog.Line line) {
        var timing = line.timing();
        var text = new StringBuilder(line.state().wireName());
        text.append(" invocation=").append(line.id());
        if (!line.label().equals(line.id())) {
            text.append(" label=").append(line.label());
        }
        if (line.cache() != null) {
            text.append(" cache=").append(line.cache().wireName());
        }
        text.append(String.format(
                Locale.ROOT,
                " queueMs=%.1f loadMs=%.1f transferMs=%.1f inferenceMs=%.1f totalMs=%.1f",
                timing.queueMs(),
                timing.loadMs(),
                timing.transferMs(),
                timing.inferenceMs(),
                timing.totalMs()));
        if (line.traceId() != null) {
            text.append(" trace=").append(line.traceId());
        }
        if (line.error() != null) {
            text.append(" error=")
                    .append(line.error().code())
                    .append(": ")
                    .append(line.error().message());
        }
        return text.toString();
    }
}
