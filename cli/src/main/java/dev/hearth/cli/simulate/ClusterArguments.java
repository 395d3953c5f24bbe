package dev.hearth.cli.simulate;

import dev.hearth.costs.CostTable;
import dev.hearth.simulator.ClusterShape;
import dev.hearth.simulator.Hops;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the load runs on. */
public final class ClusterArguments {

    private static final long MEGABYTE = 1_000_000;
    private static final double GIGABYTE = 1e9;
    private static final double MILLISECOND = 1e6;

    @Option(names = "--gpus", defaultValue = "12", paramLabel = "N", description = "GPUs, all alike.")
    private int gpus;

    @Option(names = "--gpus-per-node", defaultValue = "4", paramLabel = "N", description = "GPUs that share a link.")
    private int gpusPerNode;

    @Option(
            names = "--gpu-memory-mb",
            defaultValue = "7800",
            paramLabel = "MB",
            description = "Memory of a GPU for models, in 10^6 bytes.")
    private long gpuMemoryMegabytes;

    @Option(
            names = "--cost",
            defaultValue = CostTable.TABLE_1,
            paramLabel = "table1|FILE",
            description = "What models take: the paper's Table I, or a CSV of model,mb,load_s,inference_s and, for"
                    + " --host-tier, weights_mib.")
    private String cost = CostTable.TABLE_1;

    @Option(
            names = "--host-tier",
            description = "All models lie in the host memory of every node: a load takes 5 ms and its weights' way over"
                    + " the node's link.")
    private boolean hostTier;

    @Option(
            names = "--pcie-gbps",
            defaultValue = "12",
            paramLabel = "GB/S",
            description = "Pace of that link, in 10^9 bytes/s.")
    private double gigabytesPerSecond;

    @Option(
            names = "--batch-marginal",
            defaultValue = "1.0",
            paramLabel = "X",
            description = "What an invocation adds to a batch, as a share of one inference.")
    private double batchMarginal;

    @Option(
            names = "--report-delay-ms",
            defaultValue = "5",
            paramLabel = "MS",
            description = "How late several schedulers hear of a change on a GPU.")
    private double reportDelayMillis;

    @Option(
            names = "--hop-ms",
            defaultValue = "0",
            paramLabel = "MS",
            description = "What a message takes from one process to the next: three are in a latency, two between one"
                    + " inference and the next.")
    private double hopMillis;

    @Option(
            names = "--hop-seed",
            paramLabel = "N",
            description = "Draw each message's time exponentially about --hop-ms, as those of a running system scatter;"
                    + " without it all take just that.")
    private @Nullable Long hopSeed;

    public ClusterShape shape() {
        return new ClusterShape(
                gpus,
                gpusPerNode,
                Math.multiplyExact(gpuMemoryMegabytes, MEGABYTE),
                hostTier ? OptionalDouble.of(gigabytesPerSecond * GIGABYTE) : OptionalDouble.empty(),
                batchMarginal,
                Math.round(reportDelayMillis * MILLISECOND),
                hops());
    }

    private Hops hops() {
        long nanos = Math.round(hopMillis * MILLISECOND);
        return hopSeed == null ? Hops.each(nanos) : Hops.drawn(nanos, hopSeed);
    }

    public CostTable costs() {
        return CostTable.named(cost);
    }
}
