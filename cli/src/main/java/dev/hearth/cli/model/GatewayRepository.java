package dev.hearth.cli.model;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ImportRequest;
import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.PackedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The repository of the cluster behind a gateway. A single graph or an archive is sent as it is; what consists of several
 * files is packed first.
 */
final class GatewayRepository implements Destination {

    /** Longer than the gateway waits for the import. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private static final String PATH = "/v1/models";
    private static final Pattern REFERENCE = Pattern.compile("model://[a-z0-9._-]+:[0-9]+");

    private final GatewayClient gateway;
    private final PrintWriter progress;

    /** @param progress is told how far large uploads are */
    GatewayRepository(GatewayClient gateway, PrintWriter progress) {
        this.gateway = gateway;
        this.progress = progress;
    }

    static String path(ModelReference model) {
        return PATH + "/" + model.name() + "/" + model.version();
    }

    @Override
    public Imported add(ImportSource source, ImportWishes wishes, boolean ifAbsent) throws IOException {
        if (source.isArchive()) {
            if (!wishes.extraFiles().isEmpty()) {
                throw new CommandFailedException("an archive is sent as it is; put "
                        + wishes.extraFiles().getFirst().targetName() + " into it instead of naming it beside");
            }
            return send(source.path(), query(wishes), ifAbsent);
        }
        var request = source.request(wishes, Path.of(""));
        if (ifAbsent && isThere(request.reference())) {
            return Imported.before(request.reference());
        }
        return single(request)
                .map(onnx -> send(onnx, query(asWishes(request)), ifAbsent))
                .orElseGet(() -> pack(request, ifAbsent));
    }

    /** The model's only file, if it has only one. */
    private static Optional<Path> single(ImportRequest request) throws IOException {
        var onnx = request.graphs().get(ImportRequest.SINGLE_GRAPH);
        var alone = request.graphs().size() == 1 && request.extraFiles().isEmpty();
        return onnx != null && alone && Files.isRegularFile(onnx) && !PackedModel.isSplit(onnx)
                ? Optional.of(onnx)
                : Optional.empty();
    }

    private Imported pack(ImportRequest request, boolean ifAbsent) {
        try {
            var archive = Files.createTempFile("hearth-model", ".tar");
            try {
                PackedModel.write(request, archive);
                return send(archive, "", ifAbsent);
            } finally {
                Files.delete(archive);
            }
        } catch (IOException e) {
            throw new CommandFailedException(request.reference() + " cannot be packed: " + e, e);
        }
    }

    private Imported send(Path file, String query, boolean ifAbsent) {
        var answer = gateway.upload(
                PATH + query, file, LONGEST, new UploadProgress(file.toFile().length(), progress));
        if (ifAbsent) {
            var existing = existing(answer);
            if (existing.isPresent()) {
                return Imported.before(existing.get());
            }
        }
        var model =
                WireJson.mapper().readTree(GatewayClient.requireSuccess(answer).body());
        return new Imported(
                model.path("name").asString(""),
                model.path("version").asInt(0),
                true,
                model.path("task").asString(""),
                model.path("bytes").asLong(0));
    }

    private boolean isThere(ModelReference model) {
        return GatewayClient.isSuccess(
                gateway.send("GET", path(model), null, Map.of(), GatewayClient.MANAGEMENT_TIMEOUT));
    }

    /** The version that an answer says is there already; an archive's name is known to its receiver only. */
    private static Optional<ModelReference> existing(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != ErrorCode.MODEL_EXISTS.httpStatus()) {
            return Optional.empty();
        }
        try {
            var problem = WireJson.mapper().readTree(answer.body());
            var reference = REFERENCE.matcher(problem.path("detail").asString(""));
            return problem.path("code").asString("").equals(ErrorCode.MODEL_EXISTS.name()) && reference.find()
                    ? Optional.of(ModelReference.parse(reference.group()))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static ImportWishes asWishes(ImportRequest request) {
        return new ImportWishes(
                request.name(), request.version(), request.task(), request.extraFiles(), request.parameters());
    }

    private static String query(ImportWishes wishes) {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        add(query, "name", wishes.name());
        add(query, "version", wishes.version());
        add(query, "task", wishes.task());
        // JSON is YAML, and keeps a text from being read as a number.
        wishes.parameters()
                .forEach((key, value) ->
                        add(query, "parameter", key + "=" + WireJson.mapper().writeValueAsString(value)));
        return query.toString();
    }

    private static void add(StringJoiner query, String key, @Nullable Object value) {
        if (value != null) {
            query.add(key + "="
                    + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8)
                            .replace("+", "%20"));
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
