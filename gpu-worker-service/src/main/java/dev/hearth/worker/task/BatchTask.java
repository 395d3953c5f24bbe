package dev.hearth.worker.task;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that reads and checks each input by itself and then runs several together.
 *
 * <p>An input that is not valid is no part of what runs. Where the run of several fails they are run once more, one by
 * one, so that only the one to blame fails.
 *
 * @param <P> an input that is ready to run
 */
public abstract class BatchTask<P> implements Task {

    private static final Logger log = LoggerFactory.getLogger(BatchTask.class);

    /**
     * @param arena of memory that is given back once all have run
     * @throws BadInputException if the input is not what the task takes
     */
    protected abstract P prepare(Input input, Arena arena) throws BadInputException;

    /**
     * @return one answer for each, in their order
     * @throws BadInputException if an input proves not to be what the graphs take
     * @throws TranslateException if inference failed
     */
    protected abstract List<Answer> infer(Map<String, Model> graphs, List<P> prepared)
            throws BadInputException, TranslateException;

    @Override
    public final Answer run(Map<String, Model> graphs, Input input) throws BadInputException, TranslateException {
        try (var arena = Arena.ofConfined()) {
            return infer(graphs, List.of(prepare(input, arena))).getFirst();
        }
    }

    @Override
    public final List<Result> run(Map<String, Model> graphs, List<Input> inputs) {
        try (var arena = Arena.ofConfined()) {
            var prepared = new LinkedHashMap<Integer, P>();
            var results = new TreeMap<Integer, Result>();
            for (int place = 0; place < inputs.size(); place++) {
                try {
                    prepared.put(place, prepare(inputs.get(place), arena));
                } catch (Throwable e) {
                    results.put(place, new Result.Failed(e));
                }
            }
            inferTogether(graphs, prepared, results);
            return List.copyOf(results.values());
        }
    }

    private void inferTogether(
            Map<String, Model> graphs, SequencedMap<Integer, P> prepared, Map<Integer, Result> results) {
        if (prepared.size() > 1) {
            try {
                var answers = infer(graphs, List.copyOf(prepared.values())).iterator();
                prepared.keySet().forEach(place -> results.put(place, new Result.Answered(answers.next())));
                return;
            } catch (Throwable e) {
                log.info("a batch of {} failed and is run one by one: {}", prepared.size(), e.toString());
            }
        }
        prepared.forEach((place, one) -> results.put(place, inferAlone(graphs, one)));
    }

    private Result inferAlone(Map<String, Model> graphs, P prepared) {
        try {
            return new Result.Answered(infer(graphs, List.of(prepared)).getFirst());
        } catch (Throwable e) {
            return new Result.Failed(e);
        }
    }
}
