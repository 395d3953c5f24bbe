package dev.hearth.cli.bench;

import dev.hearth.cli.function.FunctionDeployment;
import dev.hearth.cli.function.StackFile;
import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.sample.Sample;
import dev.hearth.repository.ImportWishes;
import dev.hearth.repository.ModelImporter;
import dev.hearth.repository.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the platform is loaded with: a model that does nothing, or one that does what it is made for. */
enum MeasuredModel {

    /** Adds one to 64 numbers: all that is measured is the platform's. */
    NOOP("overhead") {
        @Override
        FunctionDeployment function(Checkout checkout) {
            return StackFile.read(checkout.examples().resolve("noop/stack.yml"))
                    .deployments()
                    .getFirst();
        }

        @Override
        Path importInto(Path repository, Checkout checkout) throws IOException {
            return NoopModel.importInto(repository);
        }

        @Override
        Requests requests() {
            return new NoopRequests();
        }

        @Override
        InProcessTarget inProcess(Path model) throws IOException {
            return InProcessTarget.load(model);
        }
    },

    /** The sample of that name, MiniLM in int8: two devices that infer on one thread each. */
    EMBED("inference") {
        @Override
        List<String> clusterOptions() {
            return List.of("--workers", "2", "--devices", "1", "--set", "hearth.worker.inference.threads=1");
        }

        @Override
        FunctionDeployment function(Checkout checkout) {
            return sample(checkout).function();
        }

        @Override
        Path importInto(Path repository, Checkout checkout) throws IOException {
            var manifest = new ModelImporter(repository)
                    .importModel(ModelSource.described(sample(checkout).model(), ImportWishes.none()));
            return repository.resolve(manifest.name()).resolve(Integer.toString(manifest.version()));
        }

        @Override
        Requests requests() {
            return new SentenceRequests("minilm-int8:1", Sentences.OF_21_TOKENS);
        }

        private Sample sample(Checkout checkout) {
            return new Sample(checkout.examples().resolve("embed"));
        }
    };

    private final String report;

    MeasuredModel(String report) {
        this.report = report;
    }

    /** What the benchmark with it is called. */
    String report() {
        return report;
    }

    /** More of {@code hearth up}. */
    List<String> clusterOptions() {
        return List.of();
    }

    abstract FunctionDeployment function(Checkout checkout);

    /** Imports it into a repository that does not have it; returns the folder where its files then lie. */
    abstract Path importInto(Path repository, Checkout checkout) throws IOException;

    abstract Requests requests();

    /** The same without the platform; absent where that is no measure of the platform. */
    @Nullable
    InProcessTarget inProcess(Path model) throws IOException {
        return null;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
