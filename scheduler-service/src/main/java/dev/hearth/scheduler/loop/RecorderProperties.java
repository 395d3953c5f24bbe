package dev.hearth.scheduler.loop;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where the events that the core decides on are written.
 *
 * @param file the first file of the recording, later ones are named {@code FILE.1} and so on; empty for no recording
 * @param fileSize size of one file
 * @param files most files; the recording ends when the last is full
 */
@ConfigurationProperties("hearth.scheduler.recorder")
record RecorderProperties(
        @DefaultValue("") String file,
        @DefaultValue("64MB") DataSize fileSize,
        @DefaultValue("16") int files) {

    private static final DataSize SMALLEST = DataSize.ofKilobytes(64);

    RecorderProperties {
        if (fileSize.compareTo(SMALLEST) < 0) {
            throw new IllegalArgumentException(
                    "hearth.scheduler.recorder.file-size must be at least " + SMALLEST + ": " + fileSize);
        }
        if (files < 1) {
            throw new IllegalArgumentException("hearth.scheduler.recorder.files must be positive: " + files);
        }
    }

    boolean enabled() {
        return !file.isBlank();
    }
}
