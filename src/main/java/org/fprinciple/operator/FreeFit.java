package org.fprinciple.operator;

import java.util.ArrayList;
import java.util.List;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.Vec;

/**
 * The free functions of a {@link SpectralOperator}, fitted at every instant: P = Q R with orthonormal columns Q on the
 * samples, by a Cholesky factor of their few sums of products. Π = 1 − QQᵀ takes from G = ΦᵀΦ the outer products of
 * ΦᵀQ, so that no sum over samples is left (theory-notes/numerics.md §2).
 */
final class FreeFit {
    /** A function whose rest, the others taken away, is this share of its sum of squares depends on them. */
    private static final double DEPENDENT = 1e-13;

    /** Gives Φᵀ p_a, p_a = 1 or x_a − o_a. */
    interface Column {
        Vec of(int a, double origin, Vec[] moments, HalfSpectrum doubled);
    }

    private final int functions;
    private final double[] origin;
    private final List<Integer> kept = new ArrayList<>();
    private final List<Integer> dropped = new ArrayList<>();
    /** Rows of R, one a kept function. */
    private final List<double[]> rows = new ArrayList<>();
    /** ΦᵀQ. */
    private final List<Vec> images = new ArrayList<>();
    /** Qᵀ s. */
    private final List<Double> targets = new ArrayList<>();

    private FreeFit(int functions, double[] origin) {
        this.functions = functions;
        this.origin = origin;
    }

    static FreeFit of(FreeFunctions functions, SampleSums sums, Vec[] moments, Column columns, HalfSpectrum doubled) {
        double[] origin = sums.origin();
        FreeFit fit = new FreeFit(functions.count(origin.length), origin);
        for (int a = 0; a < fit.functions; a++) {
            fit.add(a, sums, columns.of(a, a == 0 ? 0 : origin[a - 1], moments, doubled));
        }
        return fit;
    }

    /** One more column of R: r_j = q_j·p_a, and what is left of p_a is the next q. */
    private void add(int a, SampleSums sums, Vec image) {
        double square = sums.gram()[a][a];
        double[] column = new double[kept.size() + 1];
        double rest = square;
        double target = sums.projections()[a];
        for (int j = 0; j < kept.size(); j++) {
            double overlap = sums.gram()[a][kept.get(j)];
            for (int i = 0; i < j; i++) {
                overlap -= rows.get(j)[i] * column[i];
            }
            column[j] = overlap / rows.get(j)[j];
            rest -= column[j] * column[j];
            target -= column[j] * targets.get(j);
            image.add(-column[j], images.get(j));
        }
        if (!(rest > DEPENDENT * square)) {
            dropped.add(a);
            return;
        }
        double length = Math.sqrt(rest);
        column[kept.size()] = length;
        image.scale(1 / length);
        kept.add(a);
        rows.add(column);
        images.add(image);
        targets.add(target / length);
    }

    List<Integer> dropped() {
        return dropped;
    }

    /** ‖QQᵀs‖². */
    double targetSquare() {
        double sum = 0;
        for (double t : targets) {
            sum += t * t;
        }
        return sum;
    }

    /** Φᵀ Π s from Φᵀ s, in place. */
    Vec project(Vec b) {
        for (int j = 0; j < images.size(); j++) {
            b.add(-targets.get(j), images.get(j));
        }
        return b;
    }

    /** Φᵀ Π Φ z from Φᵀ Φ z, in place. */
    void projectImage(Vec z, Vec image) {
        for (Vec q : images) {
            image.add(-q.dot(z), q);
        }
    }

    /** R⁻¹ Qᵀ (s − Φ z), for p_a = 1, x_1, …; 0 for dropped ones. */
    double[] beta(Vec z) {
        int p = kept.size();
        double[] solution = new double[p];
        for (int j = p - 1; j >= 0; j--) {
            double sum = targets.get(j) - images.get(j).dot(z);
            for (int i = j + 1; i < p; i++) {
                sum -= rows.get(i)[j] * solution[i];
            }
            solution[j] = sum / rows.get(j)[j];
        }
        double[] beta = new double[functions];
        for (int j = 0; j < p; j++) {
            int a = kept.get(j);
            beta[a] += solution[j];
            if (a > 0) {
                // From x_a − o_a to x_a.
                beta[0] -= origin[a - 1] * solution[j];
            }
        }
        return beta;
    }
}
