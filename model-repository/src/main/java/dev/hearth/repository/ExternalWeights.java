package dev.hearth.repository;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files beside an ONNX file that it keeps weights in. Reads the file as a stream and passes over the weights
 * within it, so that it takes no memory to speak of however large the file is.
 */
final class ExternalWeights {

    private static final int DEEPEST = 100;

    /** The messages of ONNX on the way to where a tensor says where it lies; by field number. */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        ENTRY;

        /** The one that lies in a field; none if it is of no interest. */
        @Nullable
        Message in(int field) {
            return switch (this) {
                case MODEL -> field == 7 ? GRAPH : null;
                case GRAPH -> field == 1 ? NODE : field == 5 ? TENSOR : null;
                case NODE -> field == 5 ? ATTRIBUTE : null;
                case ATTRIBUTE -> field == 5 || field == 10 ? TENSOR : field == 6 || field == 11 ? GRAPH : null;
                case TENSOR -> field == 13 ? ENTRY : null;
                case ENTRY -> null;
            };
        }
    }

    private static final int KEY = 1;
    private static final int VALUE = 2;

    private final CodedInputStream input;
    private final SequencedSet<String> locations = new LinkedHashSet<>();

    private ExternalWeights(CodedInputStream input) {
        this.input = input;
    }

    /**
     * The files, in the order in which they are named; empty for a file that is not ONNX.
     *
     * @throws ModelImportException if one lies elsewhere than in the ONNX file's own folder
     */
    static SequencedSet<Path> files(Path onnx) throws IOException {
        var files = new LinkedHashSet<Path>();
        for (var location : locations(onnx)) {
            files.add(beside(onnx, location));
        }
        return files;
    }

    private static SequencedSet<String> locations(Path onnx) throws IOException {
        try (var stream = Files.newInputStream(onnx)) {
            var found = new ExternalWeights(CodedInputStream.newInstance(stream));
            try {
                found.read(Message.MODEL, DEEPEST);
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                // Whoever loads it says what is wrong with it.
            }
            return found.locations;
        }
    }

    private static Path beside(Path onnx, String location) {
        try {
            var file = onnx.resolveSibling(location);
            if (file.normalize().equals(file)
                    && onnx.resolveSibling(file.getFileName()).equals(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            // told below
        }
        throw ModelImportException.invalid(
                onnx + " keeps weights in '" + location + "'; expected the name of a file beside it", null);
    }

    private void read(Message message, int deeper) throws IOException {
        var key = "";
        var value = "";
        for (var tag = input.readTag(); tag != 0; tag = input.readTag()) {
            var field = WireFormat.getTagFieldNumber(tag);
            var within = message.in(field);
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                input.skipField(tag);
            } else if (within != null && deeper > 0) {
                var limit = input.pushLimit(input.readRawVarint32());
                read(within, deeper - 1);
                input.popLimit(limit);
            } else if (message == Message.ENTRY && field == KEY) {
                key = input.readString();
            } else if (message == Message.ENTRY && field == VALUE) {
                value = input.readString();
            } else {
                input.skipField(tag);
            }
        }
        if (key.equals("location")) {
            locations.add(value);
        }
    }
}
