package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.json.WireJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The {@code hearth} script against a real cluster: what it prints and what it exits with. */
@ExtendWith(SharedCluster.class)
class CommandLineIT {

    private static final String UNKNOWN = "nobody-knows";

    private final HearthCluster cluster;

    CommandLineIT(HearthCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void printsTheAnswerOfAFunctionAsItCame() {
        var invoked = cluster.hearth("invoke", "embed", "-d", "guitar").requireSuccess();

        assertThat(invoked.out())
                .isEqualTo(cluster.caller().invoke("embed", "guitar").text());
        assertThat(invoked.errors()).isEmpty();
    }

    @Test
    void saysInOneLineThatAFunctionIsUnknown() {
        for (var command : List.of(
                List.of("invoke", UNKNOWN, "-d", "guitar"), List.of("describe", UNKNOWN), List.of("remove", UNKNOWN))) {
            var finished = cluster.hearth(command.toArray(String[]::new));

            assertThat(finished.status()).as("exit code of %s", command).isEqualTo(1);
            assertThat(finished.out()).isEmpty();
            assertThat(finished.errors())
                    .as("what %s says", command)
                    .singleElement()
                    .asString()
                    .startsWith("hearth: ")
                    .contains(UNKNOWN, "404");
        }
    }

    @Test
    void saysInOneLineThatAPortIsTaken() {
        var other = cluster.data().resolve("other");

        var finished = new HearthScript().run("up", "--data", other.toString(), "--port", "" + cluster.port());

        assertThat(finished.status()).isEqualTo(1);
        assertThat(finished.errors())
                .containsExactly("hearth: port " + cluster.port()
                        + " of 127.0.0.1 is taken; choose another one for the gateway with --port");
    }

    @Test
    void exitsWithTwoWhereTheUsageIsWrong() {
        var finished = cluster.hearth("invoke");

        assertThat(finished.status()).isEqualTo(2);
        assertThat(finished.errors().getFirst()).startsWith("hearth: ").contains("NAME");
    }

    @Test
    void readsAsJsonWhatTheGatewayAnswers() {
        var listed = cluster.hearth("list", "-o", "json").requireSuccess();
        var models = cluster.hearth("models", "list", "-o", "json").requireSuccess();

        assertThat(WireJson.mapper().readTree(listed.out()))
                .isEqualTo(cluster.caller().get("/system/functions").json());
        assertThat(WireJson.mapper().readTree(models.out()))
                .isEqualTo(cluster.caller().get("/v1/models").json());
    }
}
