package org.fprinciple.backend.cuda;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import jcuda.Pointer;

/** ReLU and one input by sorted samples: O(m log n + n) a step; kernels/lines.cu. */
final class CudaSortedPlan extends CudaNetPlan {
    /** Places of all copies of the sums over neurons, about. */
    private static final int PLACES = 1 << 15;

    private static final int MOST_COPIES = 64;
    /** Samples of a block of running sums, at least. */
    private static final int SAMPLES = 2048;

    /** x in its order (n). */
    private final Buffer sorted;
    /** The samples in the order of x (n) int. */
    private final Buffer order;
    /** Of each neuron (m) int. */
    private final Buffer places;

    private final Buffer bounds;
    private final Buffer units;
    private final Buffer counts;
    /** Sums over the samples of each block, before they are running ones. */
    private final Buffer totals;
    /** Σ r and Σ r x over the samples before each place (n + 1, 2). */
    private final Buffer prefix;

    CudaSortedPlan(CudaBackend backend, CudaNet net, int capacity) {
        super(backend, net, capacity);
        sorted = new Buffer(device);
        order = new Buffer(device);
        places = new Buffer(device);
        bounds = new Buffer(device);
        units = new Buffer(device);
        counts = new Buffer(device);
        totals = new Buffer(device);
        prefix = new Buffer(device);
        places.reserve(4L * net.width());
        bounds.reserve(16L * blocks());
        units.reserve(16);
    }

    @Override
    public String method() {
        return "sorted samples, parameters in " + numbers() + ", CUDA";
    }

    private int blocks() {
        return device.blocks(net.width());
    }

    private int sampleBlocks() {
        return Math.max(1, Math.min(MANY, (count + SAMPLES - 1) / SAMPLES));
    }

    private int copies() {
        return copies(count);
    }

    private static int copies(int samples) {
        return Math.max(1, Math.min(MOST_COPIES, PLACES / (samples + 1)));
    }

    /** Beside what all plans take: places, and sums of each. */
    static double bytes(int width, int samples) {
        return 4.0 * width + (32.0 * copies(samples) + 28) * (samples + 1);
    }

    @Override
    void samplesSet(double[] inputs) {
        int[] samples = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> inputs[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] inOrder = Arrays.stream(samples).mapToDouble(i -> inputs[i]).toArray();
        device.upload(order.reserve(4L * count), 0, Pointer.to(samples), 4L * count);
        device.upload(sorted.reserve(8L * count), 0, Pointer.to(inOrder), 8L * count);
        counts.reserve(32L * (count + 1) * copies());
        totals.reserve(32L * sampleBlocks());
        prefix.reserve(16L * (count + 1));
    }

    @Override
    int parts() {
        return 1;
    }

    @Override
    void multipliersSet(long multipliers) {
        int blocks = sampleBlocks();
        long[] own = own(prefix.address(), totals.address(), multipliers, sorted.address(), order.address());
        if (blocks > 1) {
            launch("line_prefix_totals", blocks, own, count);
        }
        launch("line_prefix", blocks, own, count);
    }

    @Override
    void displaced(CudaVec delta) {
        place(delta, 0);
    }

    private void place(CudaVec delta, long along) {
        launch(
                "line_places" + bits(),
                blocks(),
                own(
                        places.address(),
                        bounds.address(),
                        net.theta().address(),
                        delta.address(),
                        along,
                        sorted.address()),
                net.shape(),
                count);
    }

    @Override
    void outputs(CudaVec delta) {
        add(delta, 0);
    }

    @Override
    void tangents(CudaVec delta, CudaVec gradient) {
        add(delta, gradient.address());
    }

    private void add(CudaVec delta, long along) {
        place(delta, along);
        int numbers = 4 * (count + 1) * copies();
        launch(
                "line_units",
                device.blocks(numbers),
                own(units.address(), bounds.address(), counts.address()),
                net.width(),
                blocks(),
                numbers);
        launch(
                "line_histogram" + bits(),
                blocks(),
                own(
                        counts.address(),
                        places.address(),
                        units.address(),
                        net.theta().address(),
                        delta.address(),
                        along),
                net.shape(),
                count,
                copies());
        int blocks = sampleBlocks();
        if (blocks > 1) {
            launch("line_value_totals", blocks, own(totals.address(), counts.address()), count, copies());
        }
        launch(
                "line_values",
                blocks,
                own(
                        sums.address(),
                        totals.address(),
                        counts.address(),
                        units.address(),
                        sorted.address(),
                        order.address()),
                count,
                copies());
    }

    @Override
    void addGradient(CudaVec delta, CudaVec target, boolean add, double c, long multipliers) {
        launch(
                "line_gradient" + bits(),
                blocks(),
                own(
                        target.address(),
                        bits(c),
                        net.theta().address(),
                        delta.address(),
                        places.address(),
                        prefix.address()),
                net.shape(),
                add ? 1 : 0,
                count);
    }
}
