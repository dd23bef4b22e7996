package org.fprinciple.backend.cpu;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;

/**
 * ReLU and one input: in the order of x each neuron is active on the samples from a cut on (w &gt; 0) or before it, so that
 * two prefix sums give its gradient and two differences its part of f: O(m log n + n) a step. All sums are in float64
 * (theory-notes/training.md §3).
 */
final class SortedPlan extends CpuNetPlan {
    /** From so many samples on it is the faster one here; see theory-notes/performance.md. */
    static final int WORTH = 64;
    /** A neuron costs about as much as so many pairs. */
    private static final int PAIRS = 8;
    /** Cells of the table of cuts, a sample. */
    private static final int CELLS = 32;

    private static final int MOST_CELLS = 1 << 20;

    private final ParameterRows rows;
    private final String precision;
    private final LineBlock[] blocks;
    /** Σ a b and Σ a w of the neurons that begin at a sample, or end there with a minus; (2 (n + 1)) a part. */
    private final double[][] jumps;
    /** Where each neuron begins or ends, for the displacement that was evaluated last. */
    private final int[] cuts;
    /** Position in the order of x → sample. */
    private int[] order = new int[0];

    /** Sample → position in the order of x. */
    private int[] rank = new int[0];

    private double[] sorted = new double[0];
    /** Σ r and Σ r x over the first k samples in the order of x (2 (n + 1)). */
    private double[] prefix = new double[2];
    /** f / s in the order of x. */
    private double[] values = new double[0];
    /** The first sample at or beyond a cell's left end. */
    private int[] table = new int[0];

    private double perCell;

    SortedPlan(Team team, ParameterRows rows, NetForm form, int width, int capacity, String precision) {
        super(team, width, 1, form.scale(), capacity, LineBlock.SIZE, 16.0 * (capacity + 1), (double) PAIRS * width);
        this.rows = rows;
        this.precision = precision;
        blocks = new LineBlock[parts()];
        jumps = new double[parts()][2 * (capacity + 1)];
        for (int p = 0; p < parts(); p++) {
            blocks[p] = new LineBlock(rows, form.parametrisation() == Parametrisation.ZHANG2019);
        }
        cuts = new int[width];
    }

    /**
     * Whether it is the plan to take.
     *
     * @throws InvalidInputException if it is asked for where it cannot serve
     */
    static boolean serves(DeviceNet net, int capacity, NetPlan.Choice choice) {
        boolean can = net.dimension() == 1 && net.form().activation() == Activation.RELU;
        if (choice == NetPlan.Choice.SORTED && !can) {
            throw new InvalidInputException("Sorted samples serve ReLU nets of one input only.");
        }
        return can && (choice == NetPlan.Choice.SORTED || (choice == NetPlan.Choice.AUTO && capacity >= WORTH));
    }

    @Override
    public String method() {
        return "sorted samples, parameters in " + precision;
    }

    @Override
    void samplesSet() {
        order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> x[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        sorted = Arrays.stream(order).mapToDouble(i -> x[i]).toArray();
        rank = new int[count];
        for (int k = 0; k < count; k++) {
            rank[order[k]] = k;
        }
        prefix = new double[2 * (count + 1)];
        values = new double[count];
        double span = count == 0 ? 0 : sorted[count - 1] - sorted[0];
        int cells = span > 0 ? Math.min(MOST_CELLS, CELLS * count) : 1;
        perCell = span > 0 ? cells / span : 0;
        table = new int[cells + 2];
        int k = 0;
        for (int cell = 0; cell <= cells + 1; cell++) {
            // A little to the left, lest rounding put a sample into the cell before.
            double left = count == 0 ? 0 : sorted[0] + (cell - 1e-6) / Math.max(perCell, 1e-300);
            while (k < count && sorted[k] < left) {
                k++;
            }
            table[cell] = cell == 0 ? 0 : k;
        }
    }

    /** How many samples in the order of x lie before the change of sign of w x + b. */
    private int cut(double w, double b) {
        int n = count;
        if (w == 0) {
            // Active everywhere, or nowhere: as if it ended behind the last sample, or before the first.
            return b > 0 ? n : 0;
        }
        boolean rising = w > 0;
        double cell = (-b / w - sorted[0]) * perCell;
        int k;
        if (!(cell > 0)) {
            k = 0;
        } else if (cell >= table.length - 2) {
            k = n;
        } else {
            k = table[(int) cell];
            int end = table[(int) cell + 1];
            // Many samples in a cell: halve.
            while (end - k > 8) {
                int middle = (k + end) >>> 1;
                if ((w * sorted[middle] + b > 0) == rising) {
                    end = middle;
                } else {
                    k = middle;
                }
            }
        }
        // w x + b is monotone in x, in rounded arithmetic too: the walk ends at the one change of sign.
        while (k < n && (w * sorted[k] + b > 0) != rising) {
            k++;
        }
        while (k > 0 && (w * sorted[k - 1] + b > 0) == rising) {
            k--;
        }
        return k;
    }

    /** The part of f that a part's neurons are, neuron by neuron: slope x + offset where it is active. No branches. */
    private static final class Jumps {
        private final double[] jump;
        private double offsets;
        private double slopes;

        Jumps(double[] jump) {
            this.jump = jump;
            Arrays.fill(jump, 0);
        }

        void add(double w, int cut, double offset, double slope) {
            double begins = w > 0 ? 1 : -1;
            double ends = w > 0 ? 0 : 1;
            jump[2 * cut] += begins * offset;
            jump[2 * cut + 1] += begins * slope;
            offsets += ends * offset;
            slopes += ends * slope;
        }

        void close() {
            jump[0] += offsets;
            jump[1] += slopes;
        }
    }

    private void outputs(LineBlock block, int from, int size, Jumps jumps) {
        for (int j = 0; j < size; j++) {
            double w = block.w[j];
            double b = block.b[j];
            int k = cut(w, b);
            cuts[from + j] = k;
            jumps.add(w, k, block.a[j] * b, block.a[j] * w);
        }
    }

    private void sums(LineBlock block, int j, int cut) {
        double begins = block.w[j] > 0 ? 1 : -1;
        double all = block.w[j] > 0 ? 1 : 0;
        block.s[j] = all * prefix[2 * count] - begins * prefix[2 * cut];
        block.t[j] = all * prefix[2 * count + 1] - begins * prefix[2 * cut + 1];
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
        Jumps sums = new Jumps(jumps[part]);
        blocks(part, displacement, (block, from, size) -> outputs(block, from, size, sums));
        sums.close();
    }

    @Override
    void descend(int part, Vec displacement, double c) {
        Jumps sums = new Jumps(jumps[part]);
        blocks(part, displacement, (block, from, size) -> {
            for (int j = 0; j < size; j++) {
                sums(block, j, cuts[from + j]);
            }
            block.gradient(size, (row, g) -> rows.add(displacement, row, from, size, -c * scale, g));
            block.load(displacement, from, size);
            outputs(block, from, size, sums);
        });
        sums.close();
    }

    @Override
    void gradient(int part, Vec displacement, double c, Vec out) {
        blocks(part, displacement, (block, from, size) -> {
            for (int j = 0; j < size; j++) {
                sums(block, j, cuts[from + j]);
            }
            block.gradient(size, (row, g) -> rows.set(out, row, from, size, c * scale, g));
        });
    }

    @Override
    void kernel(int part, Vec displacement) {
        Jumps sums = new Jumps(jumps[part]);
        blocks(part, displacement, (block, from, size) -> {
            for (int j = 0; j < size; j++) {
                int k = cut(block.w[j], block.b[j]);
                sums(block, j, k);
                sums.add(block.w[j], k, block.offset(j), block.slope(j));
            }
        });
        sums.close();
    }

    @Override
    void multipliersSet(int from, int to) {}

    @Override
    void multipliersComplete() {
        double s = 0;
        double t = 0;
        for (int k = 0; k < count; k++) {
            double residual = r[order[k]];
            s += residual;
            t += residual * sorted[k];
            prefix[2 * k + 2] = s;
            prefix[2 * k + 3] = t;
        }
    }

    @Override
    void partsComplete() {
        double offset = 0;
        double slope = 0;
        for (int k = 0; k < count; k++) {
            for (double[] jump : jumps) {
                offset += jump[2 * k];
                slope += jump[2 * k + 1];
            }
            values[k] = offset + slope * sorted[k];
        }
    }

    @Override
    public void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step) {
        rows.adam(displacement, gradient, first, second, rate, step);
    }

    @Override
    void collect(int from, int to, double[] f) {
        for (int i = from; i < to; i++) {
            f[i] = values[rank[i]];
        }
    }
}
