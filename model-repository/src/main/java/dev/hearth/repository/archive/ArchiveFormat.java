package dev.hearth.repository.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The formats that are unpacked, recognised by a file's first bytes, whatever it is called. */
public enum ArchiveFormat {
    ZIP,
    TAR,
    /** A tar within gzip. */
    TAR_GZ;

    private static final int HEAD_BYTES = 512;
    private static final byte[] TAR_MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);
    private static final int TAR_MAGIC_AT = 257;

    /** Empty if the file is none of them. */
    public static Optional<ArchiveFormat> of(Path file) throws IOException {
        byte[] head;
        try (var stream = Files.newInputStream(file)) {
            head = stream.readNBytes(HEAD_BYTES);
        }
        if (startsWith(head, 'P', 'K', 3, 4) || startsWith(head, 'P', 'K', 5, 6)) {
            return Optional.of(ZIP);
        }
        if (startsWith(head, 0x1f, 0x8b)) {
            return Optional.of(TAR_GZ);
        }
        return isTar(head) ? Optional.of(TAR) : Optional.empty();
    }

    static boolean isTar(byte[] head) {
        var magicEnd = TAR_MAGIC_AT + TAR_MAGIC.length;
        return head.length >= magicEnd && Arrays.equals(head, TAR_MAGIC_AT, magicEnd, TAR_MAGIC, 0, TAR_MAGIC.length);
    }

    private static boolean startsWith(byte[] head, int... expected) {
        for (var i = 0; i < expected.length; i++) {
            if (head.length <= i || head[i] != (byte) expected[i]) {
                return false;
            }
        }
        return true;
    }
}
