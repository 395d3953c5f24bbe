package dev.hearth.gateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.model.ModelReference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionCatalogueTest {

    private final FunctionCatalogue catalogue = new FunctionCatalogue();

    @Test
    void findsABareNameInTheDefaultNamespace() {
        catalogue.put(function("embed", "openfaas-fn"));

        assertThat(catalogue.find("embed")).map(FunctionRecord::key).hasValue("embed.openfaas-fn");
        assertThat(catalogue.find("embed.openfaas-fn")).isPresent();
    }

    @Test
    void findsANameInTheNamespaceBehindTheLastDot() {
        catalogue.put(function("embed", "openfaas-fn"));
        catalogue.put(function("embed", "blue"));

        assertThat(catalogue.find("embed.blue")).map(FunctionRecord::namespace).hasValue("blue");
        assertThat(catalogue.find("embed.green")).isEmpty();
    }

    @Test
    void takesADotAsPartOfTheNameWhereNoNamespaceFits() {
        catalogue.put(function("embed.v2", "openfaas-fn"));

        assertThat(catalogue.find("embed.v2")).map(FunctionRecord::name).hasValue("embed.v2");
    }

    @Test
    void forgetsARemovedFunction() {
        catalogue.put(function("embed", "openfaas-fn"));

        catalogue.remove("embed.openfaas-fn");

        assertThat(catalogue.find("embed")).isEmpty();
        assertThat(catalogue.size()).isZero();
    }

    @Test
    void isReadOnlyOnceItIsSaid() {
        assertThat(catalogue.isRead()).isFalse();

        catalogue.markRead();

        assertThat(catalogue.isRead()).isTrue();
    }

    private static FunctionRecord function(String name, String namespace) {
        return new FunctionRecord(
                1,
                name,
                namespace,
                1,
                new ModelReference("minilm", 1),
                "digest",
                1,
                "text-embedding",
                30_000,
                1,
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                null,
                0);
    }
}
