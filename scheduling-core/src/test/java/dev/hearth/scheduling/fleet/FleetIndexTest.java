package dev.hearth.scheduling.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.Expected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the index answers is what a look at every GPU would: whatever happens, and while time passes. */
class FleetIndexTest {

    private static final int MODELS = 4;
    private static final int WORKERS = 5;

    private final Fleet fleet = new Fleet(1);
    private final List<Flight> flights = new ArrayList<>();
    private final List<InvocationId> waiting = new ArrayList<>();
    private long nowNanos;
    private long sequence;
    private int invocations;

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void answersAsALookAtEveryGpuWould(int seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 1500; step++) {
            change(random);
            nowNanos += random.nextInt(3) == 0 ? random.nextInt(8) : 0;
            fleet.passTo(nowNanos);
            long guess = random.nextInt(10);

            for (int number = 0; number < MODELS; number++) {
                ModelId model = model(number);
                List<Gpu> holders =
                        fleet.all().stream().filter(gpu -> gpu.holds(model)).toList();
                assertThat(fleet.holders(model))
                        .as("holders, seed %d, step %d", seed, step)
                        .containsExactlyElementsOf(holders);
                assertThat(fleet.freeHolder(model))
                        .as("free holder, seed %d, step %d", seed, step)
                        .isEqualTo(holders.stream()
                                .filter(gpu -> gpu.idle() && !gpu.hasWaiting())
                                .findFirst());
                assertThat(fleet.soonestHolder(model, guess))
                        .as("soonest holder, seed %d, step %d", seed, step)
                        .isEqualTo(holders.stream()
                                .filter(Gpu::busy)
                                .min(Comparator.comparingLong((Gpu gpu) -> gpu.finishNanos(nowNanos, guess))
                                        .thenComparing(Gpu::id)));
                assertThat(fleet.allHoldersAbsorb(model))
                        .as("all absorb, seed %d, step %d", seed, step)
                        .isEqualTo(holders.stream().allMatch(gpu -> gpu.absorbing(model)));
            }
            assertThat(fleet.idle())
                    .containsExactlyElementsOf(
                            fleet.all().stream().filter(Gpu::idle).toList());
        }
    }

    private void change(Random random) {
        String worker = "worker-" + random.nextInt(WORKERS);
        List<Gpu> gpus = List.copyOf(fleet.all());
        switch (random.nextInt(12)) {
            case 0 -> report(worker, 1, random);
            case 1 -> fleet.suspend(worker, random.nextBoolean()).waiting().forEach(one -> waiting.remove(one.id()));
            case 2 -> fleet.backOff(new GpuId(worker, 0), random.nextBoolean());
            case 3 -> {
                if (random.nextInt(8) == 0) {
                    forget(fleet.lose(worker, 1));
                }
            }
            case 4 -> {
                if (!waiting.isEmpty()) {
                    fleet.leave(waiting.remove(random.nextInt(waiting.size())));
                }
            }
            case 5, 6, 7 -> land(random);
            default -> {
                if (!gpus.isEmpty()) {
                    send(gpus.get(random.nextInt(gpus.size())), model(random.nextInt(MODELS)), random);
                }
            }
        }
    }

    private void report(String worker, long epoch, Random random) {
        List<Resident> residents = IntStream.range(0, MODELS)
                .filter(_ -> random.nextInt(3) == 0)
                .mapToObj(number -> new Resident(model(number), 1, true))
                .toList();
        List<InvocationId> working = IntStream.range(0, random.nextInt(3))
                .mapToObj(number -> new InvocationId("foreign-" + number))
                .toList();
        GpuReport report = new GpuReport(new GpuId(worker, 0), "gpu", epoch, ++sequence, 100, residents, working);
        forget(fleet.report(worker, epoch, List.of(report)));
    }

    private void send(Gpu gpu, ModelId model, Random random) {
        InvocationId id = new InvocationId("invocation-" + invocations++);
        Admitted admitted = new Admitted(new Invocation(id, model, 1, 1, Long.MAX_VALUE), invocations, 0);
        if (gpu.holds(model) && random.nextBoolean()) {
            fleet.join(admitted, gpu.id(), 1 + random.nextInt(5));
            waiting.add(id);
            return;
        }
        Expected expected = new Expected(Tier.REPOSITORY, gpu.holds(model) ? 0 : 10, 1 + random.nextInt(5));
        Flight flight = gpu.holds(model)
                ? Flight.hit(admitted, gpu.id(), gpu.epoch(), expected, nowNanos)
                : Flight.load(admitted, gpu.id(), gpu.epoch(), false, List.of(), expected, nowNanos);
        fleet.takeOff(flight, nowNanos);
        flights.add(flight);
    }

    private void land(Random random) {
        if (!flights.isEmpty()) {
            InvocationId id = flights.remove(random.nextInt(flights.size())).id();
            Flight flight = fleet.flight(id).orElseThrow();
            forget(fleet.land(flight, nowNanos, random.nextBoolean(), Optional.empty()));
        }
    }

    private void forget(Displaced displaced) {
        displaced
                .flights()
                .forEach(lost -> flights.removeIf(flight -> flight.id().equals(lost.id())));
        displaced.waiting().forEach(one -> waiting.remove(one.id()));
    }

    private static ModelId model(int number) {
        return new ModelId("model-" + number);
    }
}
