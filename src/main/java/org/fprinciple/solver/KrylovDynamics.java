package org.fprinciple.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Vec;
import org.fprinciple.operator.SpectralOperator;
import org.fprinciple.problem.Samples;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solution.SpectralTrajectory;
import org.fprinciple.solution.SpectralTrajectory.LineStretch;
import org.fprinciple.solution.Stretch;
import org.jspecify.annotations.Nullable;

/**
 * dz/dt = b − G z by Krylov's method (theory-notes/numerics.md §3): z(t) ≈ z_0 + V_m f_t(T_m) e_1 ‖r_0‖ with f_t(θ) = (1 −
 * e^{−θt})/θ and r_0 = b − G z_0. One basis serves every time. It leaves the defect δ(t) v_{m+1}, δ(t) = β_m ‖r_0‖ |e_mᵀ f_t(T_m)
 * e_1|, so that the error on the samples is at most √(2/e) √t max_{s≤t} δ(s). Where the memory ends before the last time,
 * the process begins anew from the last time that it reaches.
 */
final class KrylovDynamics {
    /** √(2/e): ∫_0^t sup_λ √λ e^{−λ(t−s)} ds = √(2t/e). */
    private static final double SMOOTHING = Math.sqrt(2 / Math.E);
    /** Times at which δ is looked at. */
    private static final int SCAN = 200;
    /** Below this share of the largest, Ritz values are rounding. */
    private static final double NOISE = 1e-14;
    /** Without progress over so many checks only rounding is left. */
    private static final int PATIENCE = 6;
    /** A shorter basis would not get anywhere. */
    private static final int LEAST_BASIS = 30;

    /** Enough for λ_max to three digits. */
    private static final int FIRST_STEPS = 16;

    private final SpectralOperator operator;
    private final double tolerance;
    private final Progress progress;
    private final SpectralLines lines;
    private final RunStore store;
    private final List<LineStretch> stretches = new ArrayList<>();
    private final List<double[]> states = new ArrayList<>();
    private double reached;
    private double rounding;
    private int steps;

    private KrylovDynamics(SpectralOperator operator, double tolerance, Progress progress, RunStore store) {
        this.store = store;
        this.operator = operator;
        this.tolerance = tolerance;
        this.progress = progress;
        this.lines = new SpectralLines(operator);
    }

    static SpectralTrajectory solve(
            Samples samples,
            SpectralOperator operator,
            @Nullable Times wanted,
            double tolerance,
            Progress progress,
            RunStore store,
            String why) {
        int most = mostVectors(operator, wanted == null ? Times.DEFAULT_COUNT : wanted.size());
        return new KrylovDynamics(operator, tolerance, progress, store).run(samples, wanted, why, most);
    }

    /** With at most so many vectors in a basis. */
    static SpectralTrajectory solve(
            Samples samples, SpectralOperator operator, Times wanted, double tolerance, int most) {
        return new KrylovDynamics(operator, tolerance, Progress.NONE, RunStore.NONE)
                .run(samples, wanted, "a basis of a given length", most);
    }

    private SpectralTrajectory run(Samples samples, @Nullable Times wanted, String why, int most) {
        progress.phase("Krylov basis", 0);
        Vec b = operator.rightSide();
        RunStore.Basis saved = store.loadBasis();
        Lanczos lanczos = saved == null ? new Lanczos(operator::apply, b) : new Lanczos(operator::apply, b, saved);
        Times times = wanted == null ? overSpectrum(lanczos) : wanted;
        double scale = operator.targetNorm();

        Vec state = b.like();
        double began = 0;
        boolean certain = true;
        int done = 0;
        double[] rates = new double[0];
        while (done < times.size()) {
            double left = times.last() - began;
            certain &= grow(lanczos, left, scale, most);
            if (lanczos.steps() == 0) {
                // Nothing is left to learn: the state stays.
                if (stretches.isEmpty()) {
                    stretches.add(still(times.last()));
                }
                while (done < times.size()) {
                    states.add(state.toArray());
                    done++;
                }
                break;
            }
            Tridiagonal t = lanczos.tridiagonal();
            double end = certain && error(lanczos, t, left) > bound(scale) ? reach(lanczos, t, left, scale) : left;
            if (rates.length == 0) {
                rates = t.values();
            }
            progress.phase("states at " + times.size() + " times", times.size());
            Vec[] basis = lanczos.basis();
            while (done < times.size() && times.values()[done] - began <= end) {
                states.add(at(state, basis, lanczos, t, times.values()[done] - began)
                        .toArray());
                progress.advance(1);
                done++;
            }
            stretches.add(stretch(lanczos, t, basis, began, began + end));
            // Errors of earlier stretches do not grow, but they add.
            reached += error(lanczos, t, end) / (scale == 0 ? 1 : scale);
            rounding = Math.max(rounding, rounding(t, end));
            steps += lanczos.steps();
            if (done < times.size()) {
                state = at(state, basis, lanczos, t, end);
                began += end;
                Vec rest = state.like();
                operator.apply(state, rest);
                rest.combine(new double[] {1, -1}, b, rest);
                progress.phase("Krylov basis from t = " + began, 0);
                lanczos = new Lanczos(operator::apply, rest);
            }
        }
        reached = Math.max(reached, rounding);
        boolean converged = certain && reached <= tolerance;
        SolveStatistics statistics = new SolveStatistics(
                "krylov",
                why,
                "Lanczos, " + operator.backend().transforms(),
                steps,
                tolerance,
                reached,
                converged ? SolveStatus.CONVERGED : SolveStatus.LATE_TIMES_UNCERTAIN,
                operator.droppedFree());
        return new SpectralTrajectory(samples, operator, times.values(), states, stretches, rates, statistics);
    }

    /** The vectors that fit beside the states at all times. */
    private static int mostVectors(SpectralOperator operator, int times) {
        double bytes = 8.0 * operator.rightSide().length();
        // Not all that is left, since the pictures and files of the result need some too.
        double vectors = 0.6 * operator.backend().available() / bytes - times - 4;
        operator.backend()
                .require(
                        bytes * (times + 4.0 + LEAST_BASIS) / 0.6,
                        String.format(
                                java.util.Locale.ROOT,
                                "The states at %d times and a Krylov basis of %,d numbers a vector",
                                times,
                                operator.rightSide().length()),
                        "ask for fewer --times or --modes");
        return (int) Math.min(vectors, Integer.MAX_VALUE / 2.0);
    }

    private static Times overSpectrum(Lanczos lanczos) {
        while (lanczos.steps() < FIRST_STEPS && !lanczos.invariant()) {
            lanczos.step();
        }
        if (lanczos.steps() == 0) {
            return Times.byLargestRate(0);
        }
        // Of the first steps alone, so that a run that goes on takes the same times.
        double[] theta = lanczos.tridiagonal(FIRST_STEPS).values();
        double largest = theta[theta.length - 1];
        return Times.byLargestRate(largest);
    }

    private double bound(double scale) {
        // Half, since the states are rounded too.
        return 0.5 * tolerance * scale;
    }

    /**
     * Adds vectors until the error at the last time is small, the memory ends, or rounding is all that is left.
     *
     * @return false in the last case
     */
    private boolean grow(Lanczos lanczos, double time, double scale, int most) {
        int next = Math.max(FIRST_STEPS, lanczos.steps());
        double best = Double.POSITIVE_INFINITY;
        int stale = 0;
        while (true) {
            while (lanczos.steps() < Math.min(next, most) && !lanczos.invariant()) {
                lanczos.step();
                progress.advance(1);
            }
            if (lanczos.invariant() || lanczos.steps() >= most) {
                return true;
            }
            double error = error(lanczos, lanczos.tridiagonal(), time);
            if (error <= bound(scale)) {
                return true;
            }
            stale = error < 0.7 * best ? 0 : stale + 1;
            best = Math.min(best, error);
            // Early the error may stand still while the basis is too short to see the slow modes at all.
            if (stale >= PATIENCE && best < 1e-4 * scale) {
                return false;
            }
            if (stretches.isEmpty()) {
                store.saveBasis(lanczos::saved);
            }
            if (lanczos.steps() <= 2 * FIRST_STEPS) {
                foresee(lanczos, time);
            }
            next = lanczos.steps() + Math.max(8, lanczos.steps() / 10);
        }
    }

    /** Tells about how many vectors it will take: they grow as the degree of a polynomial that sees e^{−λt}. */
    private void foresee(Lanczos lanczos, double time) {
        double[] theta = lanczos.tridiagonal().values();
        double degree = Math.sqrt(theta[theta.length - 1] * time);
        long expected = Math.max(lanczos.steps() + 1L, Math.round(Math.min(0.22 * degree + 20, 1e6)));
        progress.phase("Krylov basis", expected);
        progress.advance(lanczos.steps());
    }

    /** δ(s) of the basis. */
    private static double defect(Lanczos lanczos, Tridiagonal t, double time) {
        double sum = 0;
        int m = t.values().length;
        double[] response = responses(t, time);
        for (int j = 0; j < m; j++) {
            double[] v = t.vectors()[j];
            sum += v[0] * v[m - 1] * response[j];
        }
        return lanczos.next() * lanczos.startNorm() * Math.abs(sum);
    }

    /** (1 − e^{−θt})/θ for each θ; 0 for those that are rounding, along which G moves nothing. */
    private static double[] responses(Tridiagonal t, double time) {
        double[] theta = t.values();
        double noise = NOISE * theta[theta.length - 1];
        double[] response = new double[theta.length];
        for (int j = 0; j < theta.length; j++) {
            response[j] = theta[j] > noise ? -Math.expm1(-theta[j] * time) / theta[j] : 0;
        }
        return response;
    }

    /**
     * What rounding leaves of z at a time, over ‖z‖: b is right to some units in the last place, and slow modes are enlarged
     * by their response.
     */
    private static double rounding(Tridiagonal t, double time) {
        double[] response = responses(t, time);
        double largest = 0;
        double square = 0;
        for (int j = 0; j < response.length; j++) {
            largest = Math.max(largest, response[j]);
            square += Math.pow(t.vectors()[j][0] * response[j], 2);
        }
        return square == 0 ? 0 : Math.ulp(1.0) * largest / Math.sqrt(square);
    }

    /** The most that h on the samples may be off at a time. */
    private static double error(Lanczos lanczos, Tridiagonal t, double time) {
        if (lanczos.invariant()) {
            return 0;
        }
        double worst = 0;
        for (int i = 0; i <= SCAN; i++) {
            worst = Math.max(worst, defect(lanczos, t, time * Math.pow(10, -12.0 * i / SCAN)));
        }
        return SMOOTHING * Math.sqrt(time) * worst;
    }

    /** The last time that a short basis serves, leaving room for the errors of the stretches to come. */
    private double reach(Lanczos lanczos, Tridiagonal t, double time, double scale) {
        double low = 0;
        double high = time;
        for (int i = 0; i < 60; i++) {
            double middle = low == 0 ? high / 1e3 : Math.sqrt(low * high);
            if (error(lanczos, t, middle) <= bound(scale) / 8) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double largest = t.values()[t.values().length - 1];
        if (!(low * largest > 1)) {
            throw new org.fprinciple.InsufficientResourceException(
                    "A Krylov basis of " + lanczos.steps()
                            + " vectors, all that fit into memory, does not reach the first time: take fewer --modes, or more memory.");
        }
        return low;
    }

    private static Vec at(Vec state, Vec[] basis, Lanczos lanczos, Tridiagonal t, double time) {
        int m = basis.length;
        double[] coefficients = new double[m + 1];
        coefficients[0] = 1;
        double[] response = responses(t, time);
        for (int j = 0; j < m; j++) {
            double[] v = t.vectors()[j];
            double amplitude = lanczos.startNorm() * v[0] * response[j];
            for (int i = 0; i < m; i++) {
                coefficients[i + 1] += amplitude * v[i];
            }
        }
        Vec[] terms = new Vec[m + 1];
        terms[0] = state;
        System.arraycopy(basis, 0, terms, 1, m);
        Vec sum = state.like();
        sum.combine(coefficients, terms);
        return sum;
    }

    private LineStretch still(double to) {
        return new LineStretch(0, to, new Stretch.Exponentials(new double[0]), lines.matrices(0));
    }

    /** b − G z = V_m e^{−tT_m} e_1 ‖r_0‖ on the lines of the spectrum that half-lives are told from. */
    private LineStretch stretch(Lanczos lanczos, Tridiagonal t, Vec[] basis, double from, double to) {
        int m = basis.length;
        DMatrixRMaj[] vectors = lines.matrices(m);
        for (int i = 0; i < m; i++) {
            lines.add(1, basis[i], vectors, i);
        }
        DMatrixRMaj turn = new DMatrixRMaj(m, m);
        for (int j = 0; j < m; j++) {
            double[] v = t.vectors()[j];
            for (int i = 0; i < m; i++) {
                turn.data[i * m + j] = lanczos.startNorm() * v[0] * v[i];
            }
        }
        DMatrixRMaj[] amplitudes = lines.matrices(m);
        for (int a = 0; a < amplitudes.length; a++) {
            operator.backend().dense(m).multiplyAdd(vectors[a], false, turn, false, amplitudes[a]);
        }
        double noise = NOISE * t.values()[m - 1];
        double[] rates = Arrays.stream(t.values()).map(v -> v > noise ? v : 0).toArray();
        return new LineStretch(from, to, new Stretch.Exponentials(rates), amplitudes);
    }
}
