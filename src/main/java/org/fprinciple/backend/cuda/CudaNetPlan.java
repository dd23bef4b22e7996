package org.fprinciple.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import jcuda.Pointer;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.jspecify.annotations.Nullable;

/** What all plans of nets on a device share: samples, residuals, and the order of calls; kernels/net.cu. */
abstract class CudaNetPlan implements NetPlan {
    /** Samples of a block of net_residuals, its BLOCK. */
    private static final int RESIDUALS = 32;

    /** Steps without a wait, and the pairs of neurons and samples in them, times d: a fraction of a second on any device. */
    private static final int MOST_STEPS = 256;

    private static final double PAIRS = 1e11;
    /** Stages that are handed over at once. */
    private static final int MOST_STAGES = 128;
    /** Bytes before them. */
    private static final int STAGES_HEAD = 16;
    /** Blocks that fill any device, about. */
    static final int MANY = 1024;

    final CudaNet net;
    final CudaDevice device;
    /** x in the precision of the net (d, n). */
    final Buffer x;
    /** Outputs over s of each part of the net (parts, n). */
    final Buffer sums;

    int count;

    private final CudaGroup group;
    private final int capacity;
    private final Buffer y;
    private final CudaVec f;
    private final CudaVec r;
    /** Σ r² over each block of samples. */
    private final Buffer squares;
    /** Σ r² after each of several steps. */
    private final Buffer losses;
    /** How many of them there are (int). */
    private final Buffer stepsTaken;
    /** Combinations of several stages, kernels/net.cu's struct Stages. */
    private final Buffer stages;
    /** Where several steps began. */
    private @Nullable CudaVec before;
    /** The gradient that a product with the kernel goes along. */
    private @Nullable CudaVec along;
    /** What the call at hand has to launch. */
    private List<CudaGroup.Launch> launches = new ArrayList<>();

    CudaNetPlan(CudaBackend backend, CudaNet net, int capacity) {
        this.net = net;
        this.capacity = capacity;
        device = backend.device();
        group = backend.group();
        x = new Buffer(device);
        y = new Buffer(device);
        f = new CudaVec(backend, Precision.FLOAT64, capacity);
        r = new CudaVec(backend, Precision.FLOAT64, capacity);
        sums = new Buffer(device);
        squares = new Buffer(device);
        losses = new Buffer(device);
        stepsTaken = new Buffer(device);
        stages = new Buffer(device);
    }

    /** What plans take in training: two of all samples, and one of the points at which a net is looked at. */
    static double bytes(NetForm form, int width, int dimension, int samples, Precision precision, boolean descends) {
        double number = precision.bytes();
        boolean tiled = dimension > CudaDensePlan.MOST_INPUTS;
        boolean sorted = NetPlan.sortedByItself(form, dimension, samples, precision);
        int parts = sorted
                ? 1
                : tiled ? CudaTiledPlan.parts(width, samples) : CudaDensePlan.parts(width, samples, precision);
        double each = samples * (dimension * number + 8 * (3.0 + parts));
        if (sorted) {
            each += CudaSortedPlan.bytes(width, samples);
        }
        double slopes = tiled ? CudaTiledPlan.slopeBytes(width, dimension, samples, precision) : 0;
        // The gradient that a product with the kernel goes along, where several steps began, and what the rounding of
        // the start left.
        double vectors = 1 + (descends ? 1 : 0) + (precision == Precision.FLOAT32 ? 1 : 0);
        double lists = descends ? 0 : STAGES_HEAD + (double) CudaVec.TURNS_BYTES * MOST_STAGES;
        return lists + 3 * each + 2 * slopes + vectors * number * width * (dimension + 2.0);
    }

    /** The parts whose outputs are summed apart. */
    abstract int parts();

    /** Samples are there. */
    void samplesSet(double[] inputs) {}

    /** Residuals, or whatever else multiplies the gradients of the samples, are there (n). */
    void multipliersSet(long multipliers) {}

    /** Before a gradient at a displacement whose outputs were not the last computed. */
    void displaced(CudaVec delta) {}

    /** Writes the sums over parts of the outputs at θ₀ + δ. */
    abstract void outputs(CudaVec delta);

    /**
     * target ← [target +] c Σ_i r_i ∂f_i/∂θ / s.
     *
     * @param multipliers r (n), of which {@link #multipliersSet} has heard
     */
    abstract void addGradient(CudaVec delta, CudaVec target, boolean add, double c, long multipliers);

    /** Writes the sums over parts of what outputs at θ₀ + δ change by along a gradient that {@link #addGradient} has written. */
    abstract void tangents(CudaVec delta, CudaVec gradient);

    /** "_relu_2_32": the kernels for these nets. */
    final String suffix(String inputs) {
        return "_" + net.form().activation().name().toLowerCase(Locale.ROOT) + inputs + bits();
    }

    final String bits() {
        return net.precision() == Precision.FLOAT32 ? "_32" : "_64";
    }

    /** For people. */
    final String numbers() {
        return net.precision() == Precision.FLOAT32 ? "float32" : "float64";
    }

    /** What is a net's own among a kernel's arguments, in its order. */
    static long[] own(long... numbers) {
        return numbers;
    }

    /** A float64 among them. */
    static long bits(double number) {
        return Double.doubleToRawLongBits(number);
    }

    /**
     * Adds a launch to the call at hand.
     *
     * @param common what nets that are in one launch share: int, or a shape
     */
    final void launch(String kernel, int blocks, long[] own, Object... common) {
        launches.add(new CudaGroup.Launch(kernel, blocks, own, List.of(common)));
    }

    /** The launches of the call at hand, which are then another's to carry out. */
    private List<CudaGroup.Launch> taken() {
        List<CudaGroup.Launch> taken = launches;
        launches = new ArrayList<>();
        return taken;
    }

    @Override
    public final void setSamples(double[] inputs, double[] targets, int samples) {
        if (samples > capacity) {
            throw new IllegalArgumentException(samples + " samples for a plan of " + capacity);
        }
        count = samples;
        int d = net.dimension();
        Pointer columns;
        if (net.precision() == Precision.FLOAT32) {
            float[] rounded = new float[d * samples];
            for (int k = 0; k < rounded.length; k++) {
                rounded[k] = (float) inputs[k % samples * d + k / samples];
            }
            columns = Pointer.to(rounded);
        } else {
            double[] exact = new double[d * samples];
            for (int k = 0; k < exact.length; k++) {
                exact[k] = inputs[k % samples * d + k / samples];
            }
            columns = Pointer.to(exact);
        }
        long bytes = (long) net.precision().bytes() * d;
        device.upload(x.reserve(bytes * capacity), 0, columns, bytes * samples);
        device.upload(y.reserve(8L * capacity), 0, Pointer.to(targets), 8L * samples);
        squares.reserve(8L * blocks());
        losses.reserve(8L * MOST_STEPS);
        samplesSet(inputs);
        sums.reserve(8L * parts() * samples);
    }

    private int blocks() {
        return (count + RESIDUALS - 1) / RESIDUALS;
    }

    /** values ← factor times the sums over parts; where {@code targets} is not 0 residuals too. */
    private void collect(CudaVec values, long targets, double factor) {
        launch(
                "net_residuals",
                blocks(),
                own(values.address(), r.address(), squares.address(), sums.address(), targets, bits(factor)),
                count,
                parts());
    }

    /** What leads to f, r and what follows from them. */
    private void residuals() {
        collect(f, y.address(), net.form().scale());
        multipliersSet(r.address());
    }

    /** A vector over the samples. */
    private CudaVec overSamples(Vec vec) {
        if (vec instanceof CudaVec own && own.length() == count && own.precision() == Precision.FLOAT64) {
            return own;
        }
        throw new IllegalArgumentException("not a vector over the samples");
    }

    @Override
    public final void forward(Vec displacement) {
        outputs(net.entries(displacement));
        residuals();
        group.run(taken());
    }

    @Override
    public final double squares() {
        return group.sum(taken(), squares.address(), blocks());
    }

    @Override
    public final double evaluate(Vec displacement) {
        outputs(net.entries(displacement));
        residuals();
        return squares();
    }

    @Override
    public final double descend(Vec displacement, double c) {
        step(net.entries(displacement), c);
        return squares();
    }

    private void step(CudaVec delta, double c) {
        addGradient(delta, delta, true, -c * net.form().scale(), r.address());
        outputs(delta);
        residuals();
    }

    /** The host is to hear of training in time. */
    private int stepsAtOnce() {
        double pairs = (double) net.width() * net.dimension() * count;
        return (int) Math.max(1, Math.min(MOST_STEPS, PAIRS / pairs));
    }

    @Override
    public final int descend(Vec displacement, double c, double[] losses, IntPredicate last) {
        int steps = Math.min(losses.length, stepsAtOnce());
        if (steps == 1) {
            return NetPlan.super.descend(displacement, c, losses, last);
        }
        CudaVec delta = net.entries(displacement);
        if (before == null) {
            before = net.entries(delta.like());
        }
        before.copyBits(delta);
        steps(delta, c, steps);
        device.download(Pointer.to(losses), this.losses.reserve(0), 0, 8L * steps);
        for (int k = 0; k < steps; k++) {
            if (last.test(k)) {
                if (k + 1 < steps) {
                    // Back, and as far as it was to go.
                    delta.copyBits(before);
                    forward(delta);
                    steps(delta, c, k + 1);
                }
                return k + 1;
            }
        }
        return steps;
    }

    /** Steps one behind the other, and the loss after each to its place. */
    private void steps(CudaVec delta, double c, int steps) {
        device.clear(stepsTaken.reserve(4), 4);
        step(delta, c);
        launch("net_loss", 1, own(losses.address(), stepsTaken.address(), squares.address()), blocks());
        group.repeat(taken(), steps);
    }

    @Override
    public final void gradient(Vec displacement, double c, Vec g) {
        addGradient(
                net.entries(displacement), net.entries(g), false, c * net.form().scale(), r.address());
        group.run(taken());
    }

    @Override
    public final void gradients(List<List<Vec.Combination>> turns, Vec displacement, double c, Vec g) {
        CudaVec delta = net.entries(displacement);
        if (!turns.stream().allMatch(delta::fitATurn)) {
            NetPlan.super.gradients(turns, displacement, c, g);
            return;
        }
        for (int from = 0; from < turns.size(); from += MOST_STAGES) {
            List<List<Vec.Combination>> some = turns.subList(from, Math.min(turns.size(), from + MOST_STAGES));
            ByteBuffer table = ByteBuffer.allocateDirect(STAGES_HEAD + CudaVec.TURNS_BYTES * some.size())
                    .order(ByteOrder.nativeOrder())
                    .position(STAGES_HEAD);
            some.forEach(each -> delta.putTurns(each, table));
            DeviceMemory there = stages.reserve(STAGES_HEAD + (long) CudaVec.TURNS_BYTES * MOST_STAGES);
            device.upload(there, 0, Pointer.to(table.rewind()), table.capacity());
            launch("net_stage" + bits(), device.blocks(delta.length()), own(there.at(0)), delta.length());
            outputs(delta);
            residuals();
            addGradient(delta, net.entries(g), false, c * net.form().scale(), r.address());
            group.stages(taken(), some.size());
        }
    }

    @Override
    public final void kernel(Vec displacement, Vec v, Vec image) {
        CudaVec delta = net.entries(displacement);
        if (along == null) {
            along = net.entries(delta.like());
        }
        long multipliers = overSamples(v).address();
        multipliersSet(multipliers);
        displaced(delta);
        addGradient(delta, along, false, 1, multipliers);
        tangents(delta, along);
        collect(overSamples(image), 0, net.form().scale() * net.form().scale());
        group.run(taken());
    }

    @Override
    public final void outputs(Vec values) {
        overSamples(values).copyBits(f.slice(0, count));
    }

    @Override
    public final void residuals(Vec values) {
        overSamples(values).copyBits(r.slice(0, count));
    }

    @Override
    public final void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step) {
        CudaVec delta = net.entries(displacement);
        launch(
                "net_adam" + bits(),
                device.blocks(delta.length()),
                own(
                        delta.address(),
                        net.entries(gradient).address(),
                        net.entries(first).address(),
                        net.entries(second).address(),
                        bits(rate / (1 - Math.pow(0.9, (double) step))),
                        bits(1 / (1 - Math.pow(0.999, (double) step)))),
                delta.length());
        group.run(taken());
    }
}
