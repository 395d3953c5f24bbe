package dev.hearth.worker.keeping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.worker.model.ModelWishes;
import dev.hearth.worker.model.RequestedModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

class FunctionsTailTest {

    private static final ModelReference BERT = new ModelReference("bert", 1);
    private static final long LAST_USED = 1_000;

    private final FunctionWishes wishes = new FunctionWishes();
    private final List<RequestedModel> staged = new ArrayList<>();
    private int changes;
    private final FunctionsTail tail =
            new FunctionsTail(wishes, () -> changes++, staged::add, new DefaultKafkaConsumerFactory<>(Map.of()));

    @Test
    void asksNothingOfModelsWhoseFunctionsDoNot() {
        deploy("plain", "");

        assertThat(wishes.keptUntilEpochMillis(BERT, LAST_USED)).isEqualTo(ModelWishes.MAY_LEAVE);
        assertThat(wishes.staysInHostMemory(BERT)).isFalse();
        assertThat(staged).isEmpty();
    }

    @Test
    void ofSeveralWishesTheFurthestReachingHolds() {
        deploy("short", ",\"keeping\":{\"warmMillis\":10}");
        deploy("long", ",\"keeping\":{\"warmMillis\":500}");
        assertThat(wishes.keptUntilEpochMillis(BERT, LAST_USED)).isEqualTo(1_500);

        deploy("pinned", ",\"keeping\":{\"pinned\":true}");
        assertThat(wishes.keptUntilEpochMillis(BERT, LAST_USED)).isEqualTo(ModelWishes.ALWAYS);
    }

    @Test
    void aWishEndsWithItsFunctionOrWithTheDeploymentThatDropsIt() {
        deploy("pinned", ",\"keeping\":{\"pinned\":true}");
        deploy("warm", ",\"keeping\":{\"warmMillis\":10}");

        remove("pinned");
        assertThat(wishes.keptUntilEpochMillis(BERT, LAST_USED)).isEqualTo(1_010);

        deploy("warm", "");
        assertThat(wishes.keptUntilEpochMillis(BERT, LAST_USED)).isEqualTo(ModelWishes.MAY_LEAVE);
    }

    @Test
    void tellsWhenWishesComeAndGo() {
        deploy("plain", "");
        remove("plain");
        assertThat(changes).isZero();

        deploy("pinned", ",\"keeping\":{\"pinned\":true}");
        assertThat(changes).isEqualTo(1);
        remove("pinned");
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void stagesWhatAsksForIt() {
        deploy("staged", ",\"keeping\":{\"stage\":\"host\"}");

        assertThat(staged).containsExactly(new RequestedModel(BERT, "digest", 40));
        assertThat(wishes.staysInHostMemory(BERT)).isTrue();
        remove("staged");
        assertThat(wishes.staysInHostMemory(BERT)).isFalse();
    }

    private void deploy(String name, String keeping) {
        accept(
                name,
                "{\"name\":\"" + name + "\",\"namespace\":\"ns\",\"model\":\"bert:1\",\"modelDigest\":\"digest\","
                        + "\"modelBytes\":40" + keeping + "}");
    }

    private void remove(String name) {
        tail.accept(new ConsumerRecord<>(Topics.FUNCTIONS, 0, 0, name + ".ns", null));
    }

    private void accept(String name, String json) {
        tail.accept(new ConsumerRecord<>(Topics.FUNCTIONS, 0, 0, name + ".ns", json.getBytes(StandardCharsets.UTF_8)));
    }
}
