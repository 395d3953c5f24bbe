package dev.hearth.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells of unknown settings in one line instead of a stack trace. */
final class UnknownSettingsFailureAnalyzer extends AbstractFailureAnalyzer<UnknownSettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, UnknownSettingsException cause) {
        return new FailureAnalysis(cause.getMessage(), "Correct the name, or leave the setting out.", cause);
    }
}
