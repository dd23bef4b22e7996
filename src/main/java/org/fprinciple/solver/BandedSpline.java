package org.fprinciple.solver;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
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
 * half-width at most 2. Unlike the kernel's sums, which cancel, this keeps full accuracy for samples at any distance.
 */
final class BandedSpline {
    private final double[] x;
    private final double[] gap;
    private final boolean cubic;
    private final double kappa;

    private BandedSpline(PolyharmonicWeight weight, double[] sorted) {
        x = sorted;
        gap = new double[x.length - 1];
        for (int i = 0; i < gap.length; i++) {
            gap[i] = x[i + 1] - x[i];
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
            double tolerance) {
        int n = samples.size();
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> samples.inputs().data[i]))
                .mapToInt(Integer::intValue)
                .toArray();
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
        double[] right = spline.transposed(y);
        int size = right.length;
        double[][] stiffness = spline.band();
        double[][] system = new double[][] {stiffness[0].clone(), stiffness[1].clone(), new double[size]};
        spline.addRidge(system, epsilon * c, multiplicity);
        double[] u = solveBand(system, right);

        double[] jumps = spline.times(u);
        double[] value = new double[n];
        double[] alpha = new double[n];
        double squares = samples.scatter();
        for (int i = 0; i < n; i++) {
            double a = c * jumps[i];
            alpha[order[i]] = a;
            double miss = epsilon * a / multiplicity[i];
            value[i] = y[i] - miss;
            squares += multiplicity[i] * miss * miss;
        }
        double norm2 = c * quadratic(stiffness, u);
        double reached = spline.residual(u, value, y);
        SolveStatistics statistics = new SolveStatistics(
                "banded",
                "one input on R^d: a spline system in O(n), accurate for samples at any distance",
                "own banded Cholesky",
                0,
                tolerance,
                reached,
                reached <= tolerance ? SolveStatus.CONVERGED : SolveStatus.TOLERANCE_NOT_REACHED,
                List.of());
        double[] slopes = spline.tailSlopes(value, u);
        PointFunction function = points -> {
            double[] h = start.at(points);
            for (int i = 0; i < h.length; i++) {
                h[i] += spline.at(points.data[i], value, u, slopes);
            }
            return h;
        };
        return new LfpSolution(
                data,
                function,
                alpha,
                spline.beta(value, slopes),
                epsilon,
                Math.sqrt(norm2),
                Math.sqrt(squares / data.size()),
                statistics);
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

    /** Q u. */
    private double[] times(double[] u) {
        double[] y = new double[x.length];
        for (int k = 0; k < u.length; k++) {
            double[] q = column(k);
            for (int r = 0; r < q.length; r++) {
                y[k + r] += q[r] * u[k];
            }
        }
        return y;
    }

    /** T: diagonal and first superdiagonal. */
    private double[][] band() {
        double[] diagonal = new double[size()];
        double[] above = new double[size()];
        for (int k = 0; k < diagonal.length; k++) {
            if (cubic) {
                diagonal[k] = (gap[k] + gap[k + 1]) / 3 + kappa * (1 / gap[k] + 1 / gap[k + 1]);
                above[k] = gap[k + 1] / 6 - kappa / gap[k + 1];
            } else {
                diagonal[k] = gap[k];
            }
        }
        return new double[][] {diagonal, above};
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

    private static double quadratic(double[][] tridiagonal, double[] u) {
        double sum = 0;
        for (int k = 0; k < u.length; k++) {
            sum += tridiagonal[0][k] * u[k] * u[k];
            if (k + 1 < u.length) {
                sum += 2 * tridiagonal[1][k] * u[k] * u[k + 1];
            }
        }
        return sum;
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

    /** How well u meets T u = Qᵀ value, carried back to values at the samples and relative to y. */
    private double residual(double[] u, double[] value, double[] y) {
        double[] right = transposed(value);
        double[][] t = band();
        double worst = 0;
        for (int k = 0; k < u.length; k++) {
            double image = t[0][k] * u[k];
            image += k > 0 ? t[1][k - 1] * u[k - 1] : 0;
            image += k + 1 < u.length ? t[1][k] * u[k + 1] : 0;
            double[] q = column(k);
            double weight = Arrays.stream(q).map(Math::abs).max().orElse(1);
            worst = Math.max(worst, Math.abs(image - right[k]) / weight);
        }
        double scale = Math.sqrt(Arrays.stream(y).map(v -> v * v).sum() / y.length);
        return scale == 0 ? worst : worst / scale;
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
    private double[] tailSlopes(double[] value, double[] u) {
        if (!cubic) {
            return new double[] {0, 0};
        }
        int last = gap.length - 1;
        double m1 = second(u, 1);
        double mn = second(u, last);
        double left = (value[1] - value[0]) / gap[0] - gap[0] * m1 / 6 + kappa * m1 / gap[0];
        double right = (value[last + 1] - value[last]) / gap[last] + gap[last] * mn / 6 - kappa * mn / gap[last];
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
