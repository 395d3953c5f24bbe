package dev.hearth.worker.task;

import dev.hearth.contracts.topic.Topics;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests that run together, the rows of their inputs one below the other; or one by itself.
 *
 * @param rows of each request; not looked at where there is one only
 */
record TensorBatch(List<TensorRequest> requests, List<Long> rows) {

    /** Of all inputs of one run of several requests. */
    private static final long MOST_BYTES = Topics.BODY_LIMIT_BYTES;

    /**
     * The fewest batches in which requests can be run, up to the bound of bytes; those of one batch keep their order.
     *
     * @param takesRows whether the graph takes several requests at all
     */
    static List<TensorBatch> of(List<TensorRequest> requests, boolean takesRows) {
        var batches = new ArrayList<TensorBatch>();
        var open = new HashMap<Map<String, List<Long>>, TensorBatch>();
        for (var request : requests) {
            var rows = request.rows();
            if (!takesRows || rows.isEmpty()) {
                batches.add(new TensorBatch(List.of(request), List.of()));
                continue;
            }
            var batch = open.get(request.rowShapes());
            if (batch == null || batch.bytes() + request.bytes() > MOST_BYTES) {
                batch = new TensorBatch(new ArrayList<>(), new ArrayList<>());
                open.put(request.rowShapes(), batch);
                batches.add(batch);
            }
            batch.requests.add(request);
            batch.rows.add(rows.getAsLong());
        }
        return batches;
    }

    private long bytes() {
        return requests.stream().mapToLong(TensorRequest::bytes).sum();
    }

    /** What the graph is given. */
    List<TensorData> inputs(Arena arena) {
        var first = requests.getFirst();
        return requests.size() == 1
                ? first.inputs()
                : first.inputs().stream()
                        .map(input -> TensorData.stacked(named(input.name()), arena))
                        .toList();
    }

    private List<TensorData> named(String name) {
        return requests.stream().map(request -> request.input(name)).toList();
    }

    /** Which rows of each output are those of each request, in the requests' order. */
    List<TensorAnswer.Rows> answers() {
        if (requests.size() == 1) {
            return List.of(TensorAnswer.Rows.ALL);
        }
        long total = rows.stream().mapToLong(Long::longValue).sum();
        var answers = new ArrayList<TensorAnswer.Rows>();
        long from = 0;
        for (long count : rows) {
            answers.add(new TensorAnswer.Rows(from, count, total));
            from += count;
        }
        return answers;
    }
}
