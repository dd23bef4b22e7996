package org.fprinciple.backend.cpu;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.Vec;

/**
 * What all plans of nets on the CPU share: neurons are divided into parts by the sizes of the problem, never by the number
 * of threads; each part has sums of its own, which are added in pairs, and the pairs in pairs, as soon as both are there:
 * so that a thread adds what is still in its core's caches, and the result does not depend on who added.
 */
abstract class CpuNetPlan implements NetPlan {
    /** Pairs of neurons and samples in a part, where that gives enough parts, and not too many. */
    private static final double PART_PAIRS = 1 << 19;

    private static final int FEW_PARTS = 8;
    private static final int MOST_PARTS = 64;
    /** Samples whose residuals are one task. */
    private static final int RANGE = 4096;

    final int width;
    final int dimension;
    /** s. */
    final double scale;

    final int capacity;
    final double[] x;
    final double[] y;
    /** Residuals, or whatever multiplies the gradients of the samples. */
    final double[] r;

    int count;

    private final Team team;
    private final int parts;
    private final int unit;
    private final double[] f;
    /** Σ r² of each range. */
    private double[] squares = {};
    /** How often a half of a pair has come, by the first part of its second half; a cache line apart from each other. */
    private final AtomicIntegerArray arrived;

    /**
     * @param unit neurons that belong together
     * @param partBytes memory of a part's sums
     * @param work neurons times what each costs, in pairs
     */
    CpuNetPlan(
            Team team, int width, int dimension, double scale, int capacity, int unit, double partBytes, double work) {
        this.team = team;
        this.width = width;
        this.dimension = dimension;
        this.scale = scale;
        this.capacity = capacity;
        this.unit = unit;
        double most = Math.min(MOST_PARTS, Math.max(1, 64e6 / partBytes));
        int units = (width + unit - 1) / unit;
        // Whole eights, so that few threads have as many parts each.
        double wanted = FEW_PARTS * Math.max(1, Math.ceil(work / PART_PAIRS / FEW_PARTS));
        parts = (int) Math.max(1, Math.min(Math.min(most, units), wanted));
        x = new double[Math.multiplyExact(capacity, dimension)];
        y = new double[capacity];
        r = new double[capacity];
        f = new double[capacity];
        arrived = new AtomicIntegerArray((parts + 1) * Team.LINE);
    }

    final int parts() {
        return parts;
    }

    /** The first neuron of a part; of the part behind the last one, m. */
    final int from(int part) {
        long units = (width + (long) unit - 1) / unit;
        return (int) Math.min(width, units * part / parts * unit);
    }

    @Override
    public final void setSamples(double[] inputs, double[] targets, int samples) {
        if (samples > capacity) {
            throw new IllegalArgumentException(samples + " samples for a plan of " + capacity);
        }
        count = samples;
        System.arraycopy(inputs, 0, x, 0, samples * dimension);
        System.arraycopy(targets, 0, y, 0, samples);
        samplesSet();
    }

    /** Samples are there. */
    abstract void samplesSet();

    /** Multipliers r are there, for samples from … to − 1. */
    abstract void multipliersSet(int from, int to);

    /** All multipliers are there. */
    void multipliersComplete() {}

    /** Sums of outputs over a part's neurons, in place of what it had. */
    abstract void forward(int part, Vec displacement);

    /** A step of the part's neurons, and sums of outputs over them as they are then. */
    abstract void descend(int part, Vec displacement, double c);

    abstract void gradient(int part, Vec displacement, double c, Vec g);

    /** Sums of J Jᵀ r over a part's neurons, in units of s². */
    abstract void kernel(int part, Vec displacement);

    /** Adds another part's sums to a part's. */
    abstract void combine(int part, int other);

    /** The sums of all parts are in those of part 0. */
    void partsComplete() {}

    /** values_i ← the sums of part 0. */
    abstract void collect(int from, int to, double[] values);

    /** Runs {@code work} for all parts, and combines their sums into those of part 0. */
    private void sumOverParts(IntConsumer work) {
        try {
            team.run(parts, part -> {
                work.accept(part);
                combineFrom(part);
            });
        } catch (RuntimeException | Error e) {
            for (int k = 0; k < arrived.length(); k++) {
                arrived.set(k, 0);
            }
            throw e;
        }
        partsComplete();
    }

    /** Combines all pairs whose other half has come before. */
    private void combineFrom(int part) {
        int left = part;
        for (int half = 1; half < parts; half *= 2) {
            left = left / (2 * half) * (2 * half);
            int right = left + half;
            if (right < parts) {
                boolean first = arrived.incrementAndGet((right + 1) * Team.LINE) % 2 != 0;
                if (first) {
                    return;
                }
                combine(left, right);
            }
        }
    }

    @Override
    public final void forward(Vec displacement) {
        sumOverParts(part -> forward(part, displacement));
        residuals();
    }

    @Override
    public final double squares() {
        return Arrays.stream(squares).sum();
    }

    @Override
    public final double descend(Vec displacement, double c) {
        sumOverParts(part -> descend(part, displacement, c));
        residuals();
        return squares();
    }

    @Override
    public final void gradient(Vec displacement, double c, Vec g) {
        team.run(parts, part -> gradient(part, displacement, c, g));
    }

    private void residuals() {
        double[] sums = new double[ranges()];
        inRanges((from, to) -> {
            collect(from, to, f);
            double sum = 0;
            for (int i = from; i < to; i++) {
                f[i] *= scale;
                double residual = f[i] - y[i];
                r[i] = residual;
                sum += residual * residual;
            }
            sums[from / RANGE] = sum;
            multipliersSet(from, to);
        });
        multipliersComplete();
        squares = sums;
    }

    @Override
    public final void kernel(Vec displacement, Vec v, Vec image) {
        CpuVec from = CpuVec.of(v, count);
        CpuVec to = CpuVec.of(image, count);
        System.arraycopy(from.data(), from.offset(), r, 0, count);
        multipliersSet(0, count);
        multipliersComplete();
        sumOverParts(part -> kernel(part, displacement));
        collect(0, count, f);
        for (int i = 0; i < count; i++) {
            to.data()[to.offset() + i] = scale * scale * f[i];
        }
    }

    private interface Range {
        void run(int from, int to);
    }

    private int ranges() {
        return (count + RANGE - 1) / RANGE;
    }

    /** Runs {@code work} for ranges that make up 0 … n − 1. */
    private void inRanges(Range work) {
        team.run(ranges(), k -> work.run(k * RANGE, Math.min(count, (k + 1) * RANGE)));
    }

    @Override
    public final void outputs(Vec values) {
        copy(f, values);
    }

    @Override
    public final void residuals(Vec values) {
        copy(r, values);
    }

    private void copy(double[] from, Vec values) {
        CpuVec to = CpuVec.of(values, count);
        System.arraycopy(from, 0, to.data(), to.offset(), count);
    }
}
