package org.fprinciple.solver;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.SolveStatus;

/**
 * d = 1 on R^d in O(n) (theory-notes/fp-norm.md §7). Between samples h is cubic; at a sample its third derivative jumps
 * by 16π⁴A α and its slope by −4π²B α. With u the second derivatives at the inner samples (A &gt; 0) or the slopes
 * between samples (A = 0), α = c Q u and (T + εc QᵀD^{−1}Q) u = Qᵀ(y − h_ini), a symmetric positive definite band of
 * half-width at most 2.
 *
 * <p>Without a ridge the elimination subtracts nothing but data, so that samples at any distance keep full accuracy,
 * which the kernel's sums do not. With a ridge the accuracy falls with the ratio of the widest to the narrowest gap.
 */
final class BandedSpline {
    private final double[] x;
    private final double[] gap;
    private final boolean cubic;
    private final double kappa;

    /**
     * A solved system.
     *
     * @param u second derivatives at the inner samples, or slopes between samples
     * @param bend the change of the second derivative over every gap; 0 where A = 0
     */
    private record Fit(double[] u, double[] bend) {}

    private BandedSpline(PolyharmonicWeight weight, double[] sorted) {
        x = sorted;
        gap = new double[x.length - 1];
        for (int i = 0; i < gap.length; i++) {
            gap[i] = x[i + 1] - x[i];
        }
        if (x[x.length - 1] - x[0] > 1e100) {
            throw new InvalidInputException("The inputs span " + (x[x.length - 1] - x[0])
                    + ", beyond what float64 can work with: normalise them (--normalise unit).");
        }
        cubic = weight.a() > 0;
        kappa = cubic ? weight.b() / (4 * Math.PI * Math.PI * weight.a()) : 0;
    }

    static LfpSolution solve(
            PolyharmonicWeight weight,
            Dataset data,
            MergedSamples samples,
            PointFunction start,
            double epsilon,
            double tolerance,
            String why) {
        int n = samples.size();
        int[] order = ascending(samples.inputs().data, n);
        double[] h0 = start.at(samples.inputs());
        double[] x = new double[n];
        double[] y = new double[n];
        double[] multiplicity = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = samples.inputs().data[order[i]];
            y[i] = samples.targets()[order[i]] - h0[order[i]];
            multiplicity[i] = samples.multiplicity()[order[i]];
        }
        BandedSpline spline = new BandedSpline(weight, x);
        double c =
                spline.cubic ? 1 / (16 * Math.pow(Math.PI, 4) * weight.a()) : 1 / (4 * Math.PI * Math.PI * weight.b());
        Fit fit = epsilon == 0 ? spline.interpolate(y) : spline.smooth(y, epsilon * c, multiplicity);

        double[] value = new double[n];
        double[] alpha = new double[n];
        double squares = samples.scatter();
        for (int i = 0; i < n; i++) {
            double a = c * spline.jump(fit, i);
            alpha[order[i]] = a;
            double miss = epsilon * a / multiplicity[i];
            value[i] = y[i] - miss;
            squares += multiplicity[i] * miss * miss;
        }
        double norm2 = c * spline.energy(fit);
        double reached = spline.backwardError(fit, value);
        SolveStatistics statistics = new SolveStatistics(
                "banded",
                why,
                "banded elimination",
                0,
                tolerance,
                reached,
                reached <= tolerance ? SolveStatus.CONVERGED : SolveStatus.TOLERANCE_NOT_REACHED,
                List.of());
        double[] slopes = spline.tailSlopes(value, fit);
        PointFunction curve = spline.curve(value, fit.u, slopes);
        PointFunction function = points -> {
            double[] h = start.at(points);
            double[] rest = curve.at(points);
            for (int i = 0; i < h.length; i++) {
                h[i] += rest[i];
            }
            return h;
        };
        return new LfpSolution(
                data.normalisation(),
                function,
                alpha,
                spline.beta(value, slopes),
                null,
                epsilon,
                Math.sqrt(norm2),
                Math.sqrt(squares / data.size()),
                statistics);
    }

    /**
     * The spline of a weight that takes these values at the samples.
     *
     * @param inputs distinct inputs (n, 1)
     * @param values values there (n)
     */
    static PointFunction interpolant(PolyharmonicWeight weight, DMatrixRMaj inputs, double[] values) {
        int[] order = ascending(inputs.data, values.length);
        double[] x = new double[values.length];
        double[] value = new double[values.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = inputs.data[order[i]];
            value[i] = values[order[i]];
        }
        BandedSpline spline = new BandedSpline(weight, x);
        Fit fit = spline.interpolate(value);
        return spline.curve(value, fit.u, spline.tailSlopes(value, fit));
    }

    private PointFunction curve(double[] value, double[] u, double[] slopes) {
        return points -> {
            double[] h = new double[points.numRows];
            for (int i = 0; i < h.length; i++) {
                h[i] = at(points.data[i], value, u, slopes);
            }
            return h;
        };
    }

    private static int[] ascending(double[] x, int n) {
        return IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> x[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The number of unknowns: inner samples or gaps. */
    private int size() {
        return cubic ? x.length - 2 : x.length - 1;
    }

    /** Qᵀ y. */
    private double[] transposed(double[] y) {
        double[] slope = new double[gap.length];
        for (int i = 0; i < gap.length; i++) {
            slope[i] = cubic ? (y[i + 1] - y[i]) / gap[i] : y[i + 1] - y[i];
        }
        if (!cubic) {
            return slope;
        }
        double[] q = new double[size()];
        for (int i = 0; i < q.length; i++) {
            q[i] = slope[i + 1] - slope[i];
        }
        return q;
    }

    /** The entries of column k of Q, at rows k, k+1 (and k+2 where cubic). */
    private double[] column(int k) {
        return cubic ? new double[] {1 / gap[k], -1 / gap[k] - 1 / gap[k + 1], 1 / gap[k + 1]} : new double[] {-1, 1};
    }

    /** T: diagonal and two superdiagonals, the second empty. */
    private double[][] band() {
        double[] diagonal = new double[size()];
        double[] above = new double[size()];
        for (int k = 0; k < diagonal.length; k++) {
            if (cubic) {
                diagonal[k] = (gap[k] + gap[k + 1]) / 3 + kappa * (1 / gap[k] + 1 / gap[k + 1]);
                above[k] = coupling(k + 1);
            } else {
                diagonal[k] = gap[k];
            }
        }
        return new double[][] {diagonal, above, new double[size()]};
    }

    /** Adds factor · QᵀD^{−1}Q to three diagonals. */
    private void addRidge(double[][] diagonals, double factor, double[] multiplicity) {
        for (int k = 0; k < size(); k++) {
            double[] q = column(k);
            for (int shift = 0; shift < q.length && k + shift < size(); shift++) {
                double[] other = column(k + shift);
                double sum = 0;
                for (int r = shift; r < q.length; r++) {
                    sum += q[r] * other[r - shift] / multiplicity[k + r];
                }
                diagonals[shift][k] += factor * sum;
            }
        }
    }

    /** Solves a symmetric positive definite system of half-width 2 by LDLᵀ. */
    private static double[] solveBand(double[][] a, double[] right) {
        int n = right.length;
        double[] d = a[0].clone();
        double[] l1 = new double[n];
        double[] l2 = new double[n];
        double[] z = right.clone();
        for (int k = 0; k < n; k++) {
            double first = k + 1 < n ? a[1][k] : 0;
            if (k > 0) {
                d[k] -= l1[k - 1] * l1[k - 1] * d[k - 1];
                first -= k + 1 < n ? l1[k - 1] * l2[k - 1] * d[k - 1] : 0;
                z[k] -= l1[k - 1] * z[k - 1];
            }
            if (k > 1) {
                d[k] -= l2[k - 2] * l2[k - 2] * d[k - 2];
                z[k] -= l2[k - 2] * z[k - 2];
            }
            l1[k] = first / d[k];
            l2[k] = k + 2 < n ? a[2][k] / d[k] : 0;
        }
        double[] u = new double[n];
        for (int k = n - 1; k >= 0; k--) {
            u[k] = z[k] / d[k];
            u[k] -= k + 1 < n ? l1[k] * u[k + 1] : 0;
            u[k] -= k + 2 < n ? l2[k] * u[k + 2] : 0;
        }
        return u;
    }

    /**
     * T u = Qᵀ y without cancellation. T is diagonally dominant: with o_k its off-diagonal entries and e_k what a row's
     * diagonal exceeds them by, a sum of positive terms, the pivots are f_k + |o_k| with f_k = e_k + |o_{k−1}| θ_{k−1}
     * and θ = f/(f + |o|); the right-hand side is a difference of slopes δ_{k+1} − w_k, with w_k a mean of δ_k and
     * w_{k−1} where o_{k−1} &lt; 0.
     */
    private Fit interpolate(double[] y) {
        int m = size();
        if (!cubic) {
            double[] slopes = transposed(y);
            for (int i = 0; i < m; i++) {
                slopes[i] /= gap[i];
            }
            return new Fit(slopes, new double[m]);
        }
        double[] theta = new double[m];
        double[] step = new double[m];
        double w = 0;
        for (int k = 0; k < m; k++) {
            double before = coupling(k);
            double left = (y[k + 1] - y[k]) / gap[k];
            double excess = dominance(k) + dominance(k + 1) + Math.abs(before) * (k == 0 ? 1 : theta[k - 1]);
            if (k == 0) {
                w = left;
            } else {
                double rest = 1 - theta[k - 1];
                w = before < 0 ? theta[k - 1] * left + rest * w : left + rest * (left - w);
            }
            double pivot = excess + Math.abs(coupling(k + 1));
            theta[k] = excess / pivot;
            step[k] = ((y[k + 2] - y[k + 1]) / gap[k + 1] - w) / pivot;
        }
        double[] u = new double[m];
        double[] differences = new double[gap.length];
        for (int k = m - 1; k >= 0; k--) {
            double next = k + 1 < m ? u[k + 1] : 0;
            double sign = Math.signum(coupling(k + 1));
            u[k] = step[k] - sign * (1 - theta[k]) * next;
            differences[k + 1] = sign < 0 ? theta[k] * next - step[k] : next - u[k];
        }
        differences[0] = m > 0 ? u[0] : 0;
        return new Fit(u, differences);
    }

    /** The off-diagonal entry of T that a gap makes: h/6 − κ/h. */
    private double coupling(int i) {
        return gap[i] / 6 - kappa / gap[i];
    }

    /** What a gap adds to the dominance of each of its rows: h/3 + κ/h − |h/6 − κ/h|, without the difference. */
    private double dominance(int i) {
        return coupling(i) < 0 ? gap[i] / 2 : gap[i] / 6 + 2 * kappa / gap[i];
    }

    /** The system with a ridge. */
    private Fit smooth(double[] y, double factor, double[] multiplicity) {
        double[][] system = band();
        addRidge(system, factor, multiplicity);
        double[] u = solveBand(system, transposed(y));
        double[] differences = new double[gap.length];
        for (int i = 0; cubic && i < gap.length; i++) {
            differences[i] = second(u, i + 1) - second(u, i);
        }
        return new Fit(u, differences);
    }

    /** (Q u)_i: the jump of the third derivative at sample i, or minus that of the slope. */
    private double jump(Fit fit, int i) {
        double[] u = fit.u;
        double[] bend = fit.bend;
        double before = 0;
        double after = 0;
        if (i > 0) {
            before = cubic ? bend[i - 1] / gap[i - 1] : -u[i - 1];
        }
        if (i < gap.length) {
            after = cubic ? bend[i] / gap[i] : -u[i];
        }
        return after - before;
    }

    /** uᵀTu as a sum of positive terms: of the squared second and third derivatives, or of the squared slope. */
    private double energy(Fit fit) {
        double[] u = fit.u;
        double[] bend = fit.bend;
        double sum = 0;
        for (int i = 0; i < gap.length; i++) {
            if (cubic) {
                double a = second(u, i);
                double b = second(u, i + 1);
                sum += gap[i] / 3 * (a * a + a * b + b * b) + kappa * bend[i] * bend[i] / gap[i];
            } else {
                sum += gap[i] * u[i] * u[i];
            }
        }
        return sum;
    }

    /** The largest of |T u − Qᵀ value| over the sum of its terms' sizes, row by row (Oettli and Prager 1964). */
    private double backwardError(Fit fit, double[] value) {
        double[] u = fit.u;
        double[] bend = fit.bend;
        double worst = 0;
        for (int k = 0; k < u.length; k++) {
            double[] terms;
            if (cubic) {
                double a = second(u, k);
                double b = second(u, k + 1);
                double d = second(u, k + 2);
                terms = new double[] {
                    gap[k] * (a + 2 * b) / 6,
                    gap[k + 1] * (2 * b + d) / 6,
                    kappa * bend[k] / gap[k],
                    -kappa * bend[k + 1] / gap[k + 1],
                    (value[k + 1] - value[k]) / gap[k],
                    -(value[k + 2] - value[k + 1]) / gap[k + 1]
                };
            } else {
                terms = new double[] {gap[k] * u[k], value[k] - value[k + 1]};
            }
            double size = Arrays.stream(terms).map(Math::abs).sum();
            worst = Math.max(
                    worst, size == 0 ? 0 : Math.abs(Arrays.stream(terms).sum()) / size);
        }
        return worst;
    }

    private double second(double[] u, int i) {
        return cubic && i > 0 && i <= u.length ? u[i - 1] : 0;
    }

    /** h between and beyond the samples. */
    private double at(double t, double[] value, double[] u, double[] slopes) {
        int last = x.length - 1;
        if (t <= x[0]) {
            return value[0] + slopes[0] * (t - x[0]);
        }
        if (t >= x[last]) {
            return value[last] + slopes[1] * (t - x[last]);
        }
        int i = Arrays.binarySearch(x, t);
        i = i >= 0 ? i : -i - 2;
        double h = gap[i];
        double left = (x[i + 1] - t) / h;
        double right = (t - x[i]) / h;
        double bend = (left * left * left - left) * second(u, i) + (right * right * right - right) * second(u, i + 1);
        return left * value[i] + right * value[i + 1] + bend * h * h / 6;
    }

    /** The slopes of h left and right of all samples, where it is straight. */
    private double[] tailSlopes(double[] value, Fit fit) {
        double[] u = fit.u;
        double[] bend = fit.bend;
        if (!cubic) {
            return new double[] {0, 0};
        }
        int last = gap.length - 1;
        double left = (value[1] - value[0]) / gap[0] - gap[0] * second(u, 1) / 6 + kappa * bend[0] / gap[0];
        double right = (value[last + 1] - value[last]) / gap[last]
                + gap[last] * second(u, last) / 6
                + kappa * bend[last] / gap[last];
        return new double[] {left, right};
    }

    /** The free part: beyond the samples the kernel's sum is the same line with opposite signs on the two sides. */
    private double[] beta(double[] value, double[] slopes) {
        int last = x.length - 1;
        double left = value[0] - slopes[0] * x[0];
        double right = value[last] - slopes[1] * x[last];
        double constant = (left + right) / 2;
        return cubic ? new double[] {constant, (slopes[0] + slopes[1]) / 2} : new double[] {constant};
    }
}
