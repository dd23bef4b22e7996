package org.fprinciple.solver;

import java.util.List;
import org.fprinciple.Progress;
import org.fprinciple.backend.Vec;
import org.fprinciple.operator.SpectralOperator;
import org.fprinciple.problem.Samples;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.SolveStatus;

/**
 * (G + ε) z = b by conjugate gradients on the modes of a box, at a cost of an iteration that does not depend on n
 * (theory-notes/numerics.md §5). With a ridge the residual r bounds the error of h on the samples, ‖Φ e‖ ≤ ‖r‖/(2√ε), which is
 * what the tolerance is held against. Without one z tends to the interpolant of least norm, or, where the modes cannot
 * interpolate, to the limit of training; the tolerance is held against the misfit of the samples.
 */
final class SpectralConjugateGradient {
    static final int MOST_ITERATIONS = 50_000;
    /** Without a halving of the residual in so many iterations only rounding is left. */
    private static final int PATIENCE = 3000;
    /** Iterations between looks at the samples, where there is no ridge. */
    private static final int LOOK = 10;
    /** Below this share of the largest, eigenvalues are rounding, and so is what is left of b. */
    private static final double NOISE = 1e-13;

    private final SpectralOperator operator;
    private final Samples samples;
    private final double epsilon;
    private final double tolerance;
    private final double scale;
    private final Vec z;
    private final Vec residual;
    private int iterations;
    private double largest;

    SpectralConjugateGradient(SpectralOperator operator, Samples samples, double epsilon, double tolerance) {
        this.operator = operator;
        this.samples = samples;
        this.epsilon = epsilon;
        this.tolerance = tolerance;
        this.scale = operator.targetNorm();
        this.z = operator.rightSide().like();
        this.residual = operator.rightSide().like();
        residual.copy(operator.rightSide());
    }

    LfpSolution solve(Progress progress, String why) {
        double reached = reached();
        Decades decades = new Decades(Math.max(reached, tolerance), tolerance, progress);
        Vec best = z.like();
        while (reached > tolerance && iterations < MOST_ITERATIONS) {
            double before = reached;
            best.copy(z);
            iterate(decades);
            trueResidual();
            reached = reached();
            if (reached > before) {
                z.copy(best);
                trueResidual();
                reached = before;
                break;
            }
            if (!(reached <= before / 2)) {
                break;
            }
        }
        double squares = operator.squares(samples, List.of(z))[0];
        double misfit = scale == 0 ? 0 : Math.sqrt(squares) / scale;
        SolveStatus status = SolveStatus.CONVERGED;
        if (epsilon == 0 && misfit > tolerance) {
            status = stationary() ? SolveStatus.NOT_INTERPOLABLE : SolveStatus.ITERATIONS_ENDED;
        } else if (epsilon > 0 && reached > tolerance) {
            status = SolveStatus.ITERATIONS_ENDED;
        }
        double[] beta = operator.beta(z);
        return new LfpSolution(
                samples.normalisation(),
                x -> {
                    operator.kernel().requireCovers(operator.bounds(), x);
                    return operator.at(x).at(z);
                },
                new double[0],
                beta,
                () -> operator.spectra(z),
                epsilon,
                z.norm(),
                Math.sqrt(squares / (double) operator.size()),
                new SolveStatistics(
                        "cg",
                        why,
                        "conjugate gradients, " + operator.backend().transforms(),
                        iterations,
                        tolerance,
                        epsilon == 0 ? misfit : reached,
                        status,
                        operator.droppedFree()));
    }

    /** r ← b − (G + ε) z. */
    private void trueResidual() {
        operator.apply(z, residual);
        residual.combine(new double[] {1, -1, -epsilon}, operator.rightSide(), residual, z);
    }

    /** What the tolerance is held against. */
    private double reached() {
        if (scale == 0) {
            return 0;
        }
        return epsilon > 0
                ? residual.norm() / (2 * Math.sqrt(epsilon)) / scale
                : Math.sqrt(operator.squares(samples, List.of(z))[0]) / scale;
    }

    /** Whether z is where training ends, though it may not interpolate. */
    private boolean stationary() {
        return residual.norm() <= 0.1 * tolerance * operator.rightSide().norm();
    }

    /** ‖h − y‖² over the samples, to about 1e−15 of that at the start: zᵀGz − 2 bᵀz = −zᵀ(b + r). */
    private double misfit() {
        return scale * scale - z.dot(operator.rightSide()) - z.dot(residual);
    }

    private void iterate(Decades decades) {
        Vec direction = z.like();
        direction.copy(residual);
        Vec image = z.like();
        double square = residual.dot(residual);
        double mark = square;
        int marked = iterations;
        // Where there is nothing to interpolate the gradient says when training has ended, else only rounding does.
        boolean overdetermined = operator.size() > operator.kernel().rank();
        double floor = (overdetermined ? 0.05 * tolerance : NOISE)
                * operator.rightSide().norm();
        while (square > 0 && iterations < MOST_ITERATIONS && iterations - marked < PATIENCE) {
            operator.apply(direction, image);
            image.add(epsilon, direction);
            double curvature = direction.dot(image);
            double length = direction.dot(direction);
            largest = Math.max(largest, curvature / length);
            // A direction that G does not move but for rounding: what follows would drift along it.
            if (!(curvature > NOISE * largest * length)) {
                return;
            }
            double step = square / curvature;
            z.add(step, direction);
            residual.add(-step, image);
            double next = residual.dot(residual);
            direction.combine(new double[] {1, next / square}, residual, direction);
            square = next;
            iterations++;
            if (square <= mark / 4) {
                mark = square;
                marked = iterations;
            }
            if (epsilon > 0) {
                double now = Math.sqrt(square) / (2 * Math.sqrt(epsilon)) / scale;
                decades.reached(now);
                if (now <= 0.7 * tolerance) {
                    return;
                }
            } else {
                double now = Math.sqrt(Math.max(0, misfit())) / scale;
                decades.reached(Math.max(now, tolerance));
                if (now <= 0.5 * tolerance || Math.sqrt(square) <= floor) {
                    return;
                }
                // The sum above is good to half of the digits: below that the samples are asked.
                if (now <= 1e-6 && iterations % LOOK == 0 && reached() <= tolerance) {
                    return;
                }
            }
        }
    }
}
