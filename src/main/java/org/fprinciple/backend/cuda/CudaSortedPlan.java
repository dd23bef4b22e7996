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
        return Math.max(1, Math.min(MOST_COPIES, PLACES / (count + 1)));
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
    void residualsSet() {
        int blocks = sampleBlocks();
        if (blocks > 1) {
            device.launch(
                    "line_prefix_totals",
                    blocks,
                    1,
                    CudaDevice.THREADS,
                    totals.address(),
                    r.address(),
                    sorted.address(),
                    order.address(),
                    count);
        }
        device.launch(
                "line_prefix",
                blocks,
                1,
                CudaDevice.THREADS,
                prefix.address(),
                totals.address(),
                r.address(),
                sorted.address(),
                order.address(),
                count);
    }

    @Override
    void displaced(CudaVec delta) {
        place(delta, 0);
    }

    private void place(CudaVec delta, long along) {
        device.launch(
                "line_places" + bits(),
                blocks(),
                1,
                CudaDevice.THREADS,
                places.address(),
                bounds.address(),
                struct(delta),
                along,
                sorted.address(),
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
        device.launch("line_units", 1, 1, 2, units.address(), bounds.address(), blocks(), net.width());
        device.clear(counts.reserve(0), 32L * (count + 1) * copies());
        device.launch(
                "line_histogram" + bits(),
                blocks(),
                1,
                CudaDevice.THREADS,
                counts.address(),
                places.address(),
                units.address(),
                struct(delta),
                along,
                count,
                copies());
        int blocks = sampleBlocks();
        if (blocks > 1) {
            device.launch(
                    "line_value_totals",
                    blocks,
                    1,
                    CudaDevice.THREADS,
                    totals.address(),
                    counts.address(),
                    count,
                    copies());
        }
        device.launch(
                "line_values",
                blocks,
                1,
                CudaDevice.THREADS,
                sums.address(),
                totals.address(),
                counts.address(),
                units.address(),
                sorted.address(),
                order.address(),
                count,
                copies());
    }

    @Override
    void addGradient(CudaVec delta, CudaVec target, boolean add, double c) {
        device.launch(
                "line_gradient" + bits(),
                blocks(),
                1,
                CudaDevice.THREADS,
                target.address(),
                add ? 1 : 0,
                c,
                struct(delta),
                places.address(),
                prefix.address(),
                count);
    }
}
