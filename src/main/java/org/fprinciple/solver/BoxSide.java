package org.fprinciple.solver;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ModeGrid;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the side of a periodic box costs, told from the data at hand (theory-notes/numerics.md §6): some of the samples are
 * solved for on the box and on one of twice the side with the same highest frequency. The images of the data move h by an
 * amount that about halves from the one to the other, so that twice the difference is about the distance to R^d.
 */
public final class BoxSide {
    /** Samples for d = 1, 2, 3 that are enough to see the smooth effect of images. */
    private static final int[] SAMPLES = {200, 100, 64};
    /** Modes to a span that resolve them, two or three for each on an axis. */
    private static final int[] MODES_PER_SPAN = {400, 24, 10};
    /** Points at which functions are compared. */
    private static final int POINTS = 400;
    /** The widest box that is chosen, over the span, for d = 1, 2, 3: the modes that it takes grow as its d-th power. */
    private static final int[] WIDEST = {32, 8, 4};
    /** What images do is smooth: noise, and samples that nearly coincide, need not be followed to see it. */
    private static final Ridge PROBE_RIDGE = new Ridge(1e-5, true);

    private final LfpOperator operator;
    private final DMatrixRMaj x;
    private final Dataset some;
    private final double share;
    private final double span;
    private final PointFunction start;
    private final Backend backend;

    private BoxSide(
            LfpOperator operator, DMatrixRMaj x, Dataset some, double share, PointFunction start, Backend backend) {
        this.operator = operator;
        this.x = x;
        this.some = some;
        this.share = share;
        this.span = span(some.inputs());
        this.start = start;
        this.backend = backend;
    }

    /**
     * For some of these samples.
     *
     * @param size the number of all samples, of which {@code data} may be a part
     * @param points where h is wanted, theory's units (p, d)
     */
    public static BoxSide of(
            LfpOperator operator, Dataset data, long size, DMatrixRMaj points, PointFunction start, Backend backend) {
        MergedSamples merged = MergedSamples.of(data);
        DMatrixRMaj x = every(merged.inputs(), SAMPLES[operator.dimension() - 1]);
        double[] y = new double[x.numRows];
        for (int i = 0; i < y.length; i++) {
            y[i] = merged.targets()[(int) ((long) i * merged.size() / y.length)];
        }
        return new BoxSide(
                operator, every(points, POINTS), Dataset.of(x, y), (double) x.numRows / size, start, backend);
    }

    private static double span(DMatrixRMaj x) {
        double widest = 0;
        for (int c = 0; c < x.numCols; c++) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < x.numRows; i++) {
                min = Math.min(min, x.get(i, c));
                max = Math.max(max, x.get(i, c));
            }
            widest = Math.max(widest, max - min);
        }
        return widest > 0 ? widest : 1;
    }

    /** So many rows, evenly spread. */
    private static DMatrixRMaj every(DMatrixRMaj all, int most) {
        int d = all.numCols;
        DMatrixRMaj some = new DMatrixRMaj(Math.min(all.numRows, most), d);
        for (int i = 0; i < some.numRows; i++) {
            int row = (int) ((long) i * all.numRows / some.numRows);
            System.arraycopy(all.data, row * d, some.data, i * d, d);
        }
        return some;
    }

    /**
     * Modes that resolve the few samples on a box of this side: as many to the span whatever the side, so that only images
     * differ between boxes.
     */
    private int modes(double side) {
        double wanted = MODES_PER_SPAN[operator.dimension() - 1] * Math.max(1, side / span);
        return 2 * (int) Math.ceil(Math.max(8, wanted) / 2);
    }

    /**
     * ‖h_L − h_∞‖/‖h_L − h_ini‖ over the points at t = ∞, about.
     *
     * @param ridge in the units of all samples
     */
    public double limit(ModeGrid grid, Ridge ridge) {
        Ridge scaled =
                ridge.value() == 0 ? PROBE_RIDGE : ridge.relative() ? ridge : new Ridge(ridge.value() * share, false);
        return 2 * difference(at(grid, 1, scaled), at(grid, 2, scaled));
    }

    private double[][] at(ModeGrid grid, int factor, Ridge ridge) {
        Kernel kernel = operator.onBox(factor * grid.side(), factor * modes(grid.side()))
                .kernel();
        // A few modes may not interpolate: then this compares the limits of training.
        return new double[][] {
            MinimumFpNorm.of(kernel, some)
                    .on(backend)
                    .from(start)
                    .ridge(ridge)
                    .method(MinimumFpNorm.Method.DENSE)
                    .solve()
                    .function()
                    .at(x)
        };
    }

    /** The same at the worst of some of the times; null stands for the times of the whole spectrum. */
    public double path(ModeGrid grid, @Nullable Times times) {
        double[] scaled;
        if (times == null) {
            double[] rates = Dynamics.of(operator.onBox(grid.side(), modes(grid.side())), some)
                    .on(backend)
                    .method(Dynamics.Method.MODAL)
                    .solve(Times.of(1))
                    .rates();
            double largest = rates.length == 0 ? 1 : rates[rates.length - 1];
            scaled = Times.logSpaced(0.1 / largest, 1e6 / largest, 12).values();
        } else {
            // Fewer samples learn as much more slowly.
            scaled = Arrays.stream(times.values()).map(t -> t / share).toArray();
            scaled = thinned(scaled, 12);
        }
        return 2 * difference(along(grid, 1, scaled), along(grid, 2, scaled));
    }

    private static double[] thinned(double[] times, int most) {
        int count = Math.min(times.length, most);
        double[] some = new double[count];
        for (int k = 0; k < count; k++) {
            some[k] = times[count == 1 ? 0 : (int) ((long) k * (times.length - 1) / (count - 1))];
        }
        return some;
    }

    private double[][] along(ModeGrid grid, int factor, double[] times) {
        return Dynamics.of(operator.onBox(factor * grid.side(), factor * modes(grid.side())), some)
                .on(backend)
                .from(start)
                .method(Dynamics.Method.MODAL)
                .solve(Times.of(times))
                .at(x, Progress.NONE);
    }

    /** The worst over the rows of ‖a − b‖ over the largest ‖b − h_ini‖. */
    private double difference(double[][] a, double[][] b) {
        double[] initial = start.at(x);
        double worst = 0;
        double largest = 0;
        for (int k = 0; k < a.length; k++) {
            double difference = 0;
            double size = 0;
            for (int i = 0; i < initial.length; i++) {
                difference += (a[k][i] - b[k][i]) * (a[k][i] - b[k][i]);
                size += (b[k][i] - initial[i]) * (b[k][i] - initial[i]);
            }
            worst = Math.max(worst, difference);
            largest = Math.max(largest, size);
        }
        return largest == 0 ? 0 : Math.sqrt(worst / largest);
    }

    /**
     * The first of 2, 4, 8, … times the span whose cost at t = ∞ is below a tolerance; the widest where none is.
     *
     * @param span the widest span of samples and points
     */
    public double choose(double span, double tolerance) {
        int factor = 2;
        while (factor < WIDEST[operator.dimension() - 1] && limit(grid(factor * span), PROBE_RIDGE) > tolerance) {
            factor *= 2;
        }
        return factor * span;
    }

    private ModeGrid grid(double side) {
        return new ModeGrid(operator.dimension(), side, modes(side));
    }
}
