package dev.hearth.settings;

import java.util.List;
import java.util.stream.Collectors;

/** A service was started with settings that it does not know. */
final class UnknownSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownSettingsException(List<UnknownSetting> unknown) {
        super(unknown.stream().map(UnknownSetting::message).collect(Collectors.joining("; ")));
    }
}
