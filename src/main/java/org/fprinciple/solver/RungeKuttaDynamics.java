package org.fprinciple.solver;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Vec;
import org.fprinciple.flow.Flow;
import org.fprinciple.flow.FlowState;
import org.fprinciple.flow.FlowStatistics;
import org.fprinciple.flow.FlowStatus;
import org.fprinciple.operator.SpectralOperator;
import org.fprinciple.problem.Samples;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solution.SpectralTrajectory;
import org.fprinciple.solution.SpectralTrajectory.LineStretch;
import org.fprinciple.solution.Stretch;
import org.jspecify.annotations.Nullable;

/**
 * dz/dt = b − G z by the stabilised Runge–Kutta method of {@link Flow}, step by step. It knows nothing of Krylov's method but
 * the right-hand side, and so checks it.
 */
final class RungeKuttaDynamics {
    /** The power of Lanczos' lower bound to be a bound from above. */
    private static final double SAFETY = 1.02;
    /** The integrator's vectors. */
    private static final int WORK = 12;

    /** Times λ_max: beyond, the cost is linear in t and rounding has the last word. */
    private static final double MOST_TIME = 1e9;

    private final SpectralOperator operator;
    private final SpectralLines lines;
    private final List<LineStretch> stretches = new ArrayList<>();
    private double before;
    private @Nullable Vec defect;
    private @Nullable Vec change;

    private RungeKuttaDynamics(SpectralOperator operator) {
        this.operator = operator;
        this.lines = new SpectralLines(operator);
    }

    static SpectralTrajectory solve(
            Samples samples,
            SpectralOperator operator,
            @Nullable Times wanted,
            double tolerance,
            Progress progress,
            String why) {
        return new RungeKuttaDynamics(operator).run(samples, wanted, tolerance, progress, why);
    }

    private SpectralTrajectory run(
            Samples samples, @Nullable Times wanted, double tolerance, Progress progress, String why) {
        Vec b = operator.rightSide();
        int count = wanted == null ? Times.DEFAULT_COUNT : wanted.size();
        operator.backend()
                .require(
                        8.0 * b.length() * (WORK + count),
                        String.format(
                                java.util.Locale.ROOT, "The states at %d times, %,d numbers each,", count, b.length()),
                        "ask for fewer --times or --modes");
        progress.phase("largest eigenvalue", 0);
        double radius = LargestEigenvalue.of(operator::apply, b);
        Times times = wanted == null ? Times.byLargestRate(radius) : wanted;
        if (radius * times.last() > MOST_TIME) {
            throw new InvalidInputException(String.format(
                    java.util.Locale.ROOT,
                    "The time %g is %.1g times 1/λ_max, and --method rk goes to %.0g times that: ask for times up to %.3g, or"
                            + " use --method krylov.",
                    times.last(),
                    radius * times.last(),
                    MOST_TIME,
                    MOST_TIME / radius));
        }
        keep(0, b);
        List<double[]> states = new ArrayList<>();
        progress.phase("Runge-Kutta steps", 0);
        FlowStatistics statistics = Flow.of((t, z, rate) -> {
                    operator.apply(z, rate);
                    rate.combine(new double[] {1, -1}, b, rate);
                })
                .spectralRadius((t, z) -> SAFETY * radius)
                .tolerance(tolerance)
                .progress(progress)
                .listener((t, z, rate, state) -> {
                    keep(t, rate);
                    return true;
                })
                .run(FlowState.at(0, new double[b.length()]), b, times.values(), (k, t, z) -> states.add(z.toArray()));
        boolean done = statistics.status() == FlowStatus.REACHED;
        if (!done) {
            // What is left stays at the last state that was reached.
            while (states.size() < times.size()) {
                states.add(states.isEmpty() ? new double[b.length()] : states.get(states.size() - 1));
            }
        }
        return new SpectralTrajectory(
                samples,
                operator,
                times.values(),
                states,
                stretches,
                new double[] {radius},
                new SolveStatistics(
                        "rk",
                        why,
                        "Runge-Kutta-Chebyshev of order 4, " + statistics.rates() + " right-hand sides, "
                                + operator.backend().transforms(),
                        statistics.steps(),
                        tolerance,
                        done ? tolerance : Double.POSITIVE_INFINITY,
                        done ? SolveStatus.CONVERGED : SolveStatus.STEPS_ENDED,
                        operator.droppedFree()));
    }

    /** û_ρ over the last step as the cubic through its values b − G z and their change −G (b − G z) at both ends. */
    private void keep(double t, Vec rate) {
        Vec now = rate.like();
        now.copy(rate);
        Vec slope = rate.like();
        operator.apply(now, slope);
        slope.scale(-1);
        if (defect != null && change != null) {
            double h = t - before;
            DMatrixRMaj[] cubic = lines.matrices(4);
            lines.add(1, defect, cubic, 0);
            lines.add(h, change, cubic, 1);
            lines.add(-3, defect, cubic, 2);
            lines.add(3, now, cubic, 2);
            lines.add(-2 * h, change, cubic, 2);
            lines.add(-h, slope, cubic, 2);
            lines.add(2, defect, cubic, 3);
            lines.add(-2, now, cubic, 3);
            lines.add(h, change, cubic, 3);
            lines.add(h, slope, cubic, 3);
            stretches.add(new LineStretch(before, t, new Stretch.Cubic(h), cubic));
        }
        before = t;
        defect = now;
        change = slope;
    }
}
