package dev.hearth.scheduling.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import org.junit.jupiter.api.Test;

class GlobalQueueTest {

    private final GlobalQueue queue = new GlobalQueue();
    private final Admitted first = admitted(1, "bert");
    private final Admitted second = admitted(2, "resnet");
    private final Admitted third = admitted(3, "bert");

    @Test
    void givesWhatReturnsItsOldPlace() {
        queue.add(third);
        queue.add(second);
        queue.add(first);

        assertThat(queue.first()).contains(first);
        assertThat(queue.all()).containsExactly(first, second, third);
        assertThat(queue.ofModel(new ModelId("bert"))).containsExactly(first, third);
    }

    @Test
    void knowsTheFirstOfEachModel() {
        queue.add(third);
        queue.add(second);
        assertThat(queue.firstOfEachModel()).containsExactly(second, third);

        queue.add(first);
        assertThat(queue.firstOfEachModel()).containsExactly(first, second);

        queue.remove(first.id());
        assertThat(queue.firstOfEachModel()).containsExactly(second, third);

        queue.remove(third.id());
        assertThat(queue.firstOfEachModel()).containsExactly(second);
        assertThat(queue.countByModel()).hasToString("{resnet=1}");
    }

    @Test
    void takesNobodyTwice() {
        queue.add(first);

        assertThatIllegalStateException().isThrownBy(() -> queue.add(first)).withMessageContaining("1");
    }

    private static Admitted admitted(long arrival, String model) {
        InvocationId id = new InvocationId("invocation-" + arrival);
        return new Admitted(new Invocation(id, new ModelId(model), 1, 1, Long.MAX_VALUE), arrival, 0);
    }
}
