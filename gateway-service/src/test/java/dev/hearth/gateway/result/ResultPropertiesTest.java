package dev.hearth.gateway.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.gateway.InstanceProperties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResultPropertiesTest {

    private static final int LOCAL_PARTITIONS = 4;

    @Test
    void derivesAPartitionOfTheTopicFromTheInstancesName() {
        var partitions = IntStream.range(0, 100)
                .map(i -> new ResultProperties(null).partition(instance("gateway-" + i, false)))
                .distinct()
                .sorted()
                .toArray();

        assertThat(partitions).containsExactly(0, 1, 2, 3);
    }

    @Test
    void takesTheConfiguredPartition() {
        assertThat(new ResultProperties(2).partition(instance("gateway-1", false)))
                .isEqualTo(2);
        assertThat(new ResultProperties(31).partition(instance("gateway-1", true)))
                .isEqualTo(31);
    }

    @Test
    void refusesAPartitionThatTheTopicLacks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResultProperties(LOCAL_PARTITIONS).partition(instance("gateway-1", false)))
                .withMessageContaining("is 4")
                .withMessageContaining("0 to 3");
    }

    private static InstanceProperties instance(String name, boolean production) {
        return new InstanceProperties(name, new InstanceProperties.TopicLayout(production));
    }
}
