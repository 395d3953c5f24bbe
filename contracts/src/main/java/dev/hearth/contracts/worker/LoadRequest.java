package dev.hearth.contracts.worker;

import dev.hearth.contracts.json.RecordVersion;
import dev.hearth.contracts.model.ModelReference;
import java.util.List;

/**
 * A model to be brought onto a GPU for invocations to come: {@code POST /v1/loads} with this record as JSON. The exchange
 * ends when the load ends: 200 with a {@link LoadReply}, or 409 with a {@link Refusal}. The model stays, and nothing pins
 * it any more.
 *
 * @param recordVersion version of this shape
 * @param id names the load where an invocation would be named: in claims, logs and residency records; begins with {@link
 *     #ID_PREFIX}, as no invocation's id does
 * @param epoch the worker's incarnation that the scheduler planned for
 * @param gpu index in the worker
 * @param modelDigest sha256 over the manifest
 * @param evict victims the scheduler named, first to leave first
 */
public record LoadRequest(
        int recordVersion,
        String id,
        long epoch,
        int gpu,
        ModelReference model,
        String modelDigest,
        long modelBytes,
        List<ModelReference> evict) {

    public static final int RECORD_VERSION = 1;
    public static final String PATH = "/v1/loads";
    public static final String ID_PREFIX = "load:";

    public LoadRequest {
        RecordVersion.requireReadable(LoadRequest.class, recordVersion, RECORD_VERSION);
        evict = evict == null ? List.of() : List.copyOf(evict);
    }
}
