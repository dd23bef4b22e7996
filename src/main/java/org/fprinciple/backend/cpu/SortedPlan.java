package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Parametrisation;

/**
 * ReLU and one input: in the order of x each neuron is active on the samples from a cut on (w &gt; 0) or before it, so that
 * two prefix sums give its gradient and two differences its part of f: O(m log n + n) a step. All sums are in float64
 * (theory-notes/training.md §3).
 */
final class SortedPlan extends CpuNetPlan {
    /** A neuron costs as much as more pairs than these; but parts have sums for all samples, which are added up. */
    private static final int PAIRS = 8;

    private final ParameterRows rows;
    private final String precision;
    private final LineBlock[] blocks;
    /** Σ of offsets and slopes of the neurons at each place (2, 2 (n + 1)), a part. */
    private final double[][] lines;
    /** The places of all neurons, for the displacement that was evaluated last. */
    private final int[] places;

    private SortedSamples samples = new SortedSamples(new double[1], 1);
    /** Σ r and Σ r x over the samples of each place (2 (n + 1), 2). */
    private double[] sums = new double[0];
    /** f / s in the order of x. */
    private double[] values = new double[0];

    SortedPlan(Team team, ParameterRows rows, NetForm form, int width, int capacity, String precision) {
        super(team, width, 1, form.scale(), capacity, LineBlock.SIZE, 32.0 * (capacity + 1), (double) PAIRS * width);
        this.rows = rows;
        this.precision = precision;
        blocks = new LineBlock[parts()];
        lines = new double[parts()][4 * (capacity + 1)];
        for (int p = 0; p < parts(); p++) {
            blocks[p] = new LineBlock(rows, form.parametrisation() == Parametrisation.ZHANG2019);
        }
        places = new int[width];
    }

    @Override
    public String method() {
        return "sorted samples, parameters in " + precision;
    }

    @Override
    void samplesSet() {
        samples = new SortedSamples(x, count);
        sums = new double[4 * (count + 1)];
        values = new double[count];
    }

    private interface Work {
        void run(LineBlock block, int from, int size);
    }

    private void blocks(int part, Vec displacement, Work work) {
        LineBlock block = blocks[part];
        for (int j = from(part); j < from(part + 1); j += LineBlock.SIZE) {
            int size = Math.min(LineBlock.SIZE, width - j);
            block.load(displacement, j, size);
            work.run(block, j, size);
        }
    }

    @Override
    void forward(int part, Vec displacement) {
        double[] to = cleared(part);
        blocks(part, displacement, (block, from, size) -> {
            samples.places(block, size, places, from);
            block.lines(size);
            addLines(block, from, size, to);
        });
    }

    @Override
    void descend(int part, Vec displacement, double c) {
        double[] to = cleared(part);
        blocks(part, displacement, (block, from, size) -> {
            sums(block, from, size);
            block.gradient(size, (row, g) -> rows.add(displacement, row, from, size, -c * scale, g));
            block.load(displacement, from, size);
            samples.places(block, size, places, from);
            block.lines(size);
            addLines(block, from, size, to);
        });
    }

    @Override
    void gradient(int part, Vec displacement, double c, Vec out) {
        blocks(part, displacement, (block, from, size) -> {
            sums(block, from, size);
            block.gradient(size, (row, g) -> rows.set(out, row, from, size, c * scale, g));
        });
    }

    @Override
    void kernel(int part, Vec displacement) {
        double[] to = cleared(part);
        blocks(part, displacement, (block, from, size) -> {
            samples.places(block, size, places, from);
            sums(block, from, size);
            block.tangents(size);
            addLines(block, from, size, to);
        });
    }

    private double[] cleared(int part) {
        Arrays.fill(lines[part], 0, 4 * (count + 1), 0);
        return lines[part];
    }

    private void sums(LineBlock block, int from, int size) {
        for (int j = 0; j < size; j++) {
            int place = places[from + j];
            block.s[j] = sums[2 * place];
            block.t[j] = sums[2 * place + 1];
        }
    }

    private void addLines(LineBlock block, int from, int size, double[] to) {
        double lost = 0;
        for (int j = 0; j < size; j++) {
            int place = places[from + j];
            to[2 * place] += block.offset[j];
            to[2 * place + 1] += block.slope[j];
            lost += 0 * (block.offset[j] + block.slope[j]);
        }
        // A neuron that is not finite must show, active or not: here all samples see it.
        to[2 * (count + 1)] += lost;
    }

    @Override
    void multipliersSet(int from, int to) {}

    @Override
    void multipliersComplete() {
        double s = 0;
        double t = 0;
        for (int k = 0; k < count; k++) {
            double residual = r[samples.order[k]];
            s += residual;
            t += residual * samples.x[k];
            sums[2 * k + 2] = s;
            sums[2 * k + 3] = t;
        }
        // All but the first k.
        for (int k = 0; k <= count; k++) {
            sums[2 * (count + 1 + k)] = s - sums[2 * k];
            sums[2 * (count + 1 + k) + 1] = t - sums[2 * k + 1];
        }
    }

    @Override
    void combine(int part, int other) {
        double[] to = lines[part];
        double[] from = lines[other];
        for (int i = 0; i < 4 * (count + 1); i++) {
            to[i] += from[i];
        }
    }

    @Override
    void partsComplete() {
        double[] all = lines[0];
        // Places 0 … count are those of neurons that end, from count + 1 on of those that begin.
        double offset = 0;
        double slope = 0;
        for (int k = 1; k <= count; k++) {
            offset += all[2 * k];
            slope += all[2 * k + 1];
        }
        for (int k = 0; k < count; k++) {
            int begins = count + 1 + k;
            offset += all[2 * begins];
            slope += all[2 * begins + 1];
            values[k] = offset + slope * samples.x[k];
            offset -= all[2 * (k + 1)];
            slope -= all[2 * (k + 1) + 1];
        }
    }

    @Override
    public void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step) {
        rows.adam(displacement, gradient, first, second, rate, step);
    }

    @Override
    void collect(int from, int to, double[] f) {
        for (int i = from; i < to; i++) {
            f[i] = values[samples.rank[i]];
        }
    }
}
