package dev.hearth.telemetry.trace;

/** Takes the spans of this process. */
interface SpanExport extends AutoCloseable {

    /** Records nothing. */
    SpanExport NONE = new SpanExport() {
        @Override
        public Tracing tracing() {
            return Tracing.off();
        }

        @Override
        public void close() {}
    };

    Tracing tracing();

    /** Sends what is left. */
    @Override
    void close();
}
