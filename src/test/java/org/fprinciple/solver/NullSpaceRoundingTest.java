package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.problem.Dataset;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solution.Trajectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * More modes than samples: G has a null space, along which nothing may drift, however late the time or however many the
 * iterations.
 */
class NullSpaceRoundingTest {
    private static LfpOperator operator(int d, boolean exact, int modes) {
        LfpOperator operator = LfpOperator.ofWeight(new PolyharmonicWeight(d, 0.2, 0.5));
        return (exact ? operator.exact() : operator).onBox(4, modes);
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, 15, 64, 1e-6",
        "1, false, 15, 64, 1e-8",
        "1, false, 15, 64, 1e-12",
        "1, true, 15, 64, 1e-8",
        "2, false, 60, 24, 1e-10",
        "2, true, 60, 24, 1e-8",
        "2, true, 30, 32, 1e-4"
    })
    void conjugateGradientsStopWhereOnlyRoundingIsLeft(int d, boolean exact, int n, int modes, double tolerance) {
        Dataset data = Samples.smooth(n, d, 3);
        LfpOperator operator = operator(d, exact, modes);
        DMatrixRMaj x = Samples.points(200, d, 9);
        LfpSolution dense = MinimumFpNorm.of(operator, data)
                .method(MinimumFpNorm.Method.DENSE)
                .solve();
        MinimumFpNorm task = MinimumFpNorm.of(operator, data).tolerance(tolerance);
        LfpSolution byModes = task.byModes("the modes, though the dual would do");
        // Between the samples the error is larger by the condition of the kernel.
        double allowed = Math.max(1e-7, 1e3 * tolerance);
        assertThat(Samples.relative(byModes.function().at(x), dense.function().at(x)))
                .isLessThan(allowed);
        assertThat(byModes.fpNorm())
                .isCloseTo(dense.fpNorm(), org.assertj.core.data.Percentage.withPercentage(100 * allowed));
    }

    @ParameterizedTest
    @CsvSource({"1, false, 30, 64", "1, false, 30, 256", "2, true, 30, 32"})
    void krylovDoesNotDriftAtLateTimes(int d, boolean exact, int n, int modes) {
        Dataset data = Samples.smooth(n, d, 3);
        LfpOperator operator = operator(d, exact, modes);
        DMatrixRMaj x = Samples.points(200, d, 9);
        Times times = Times.of(1e4, 1e8, 1e12, 1e16);
        Dynamics dynamics = Dynamics.of(operator, data);
        Trajectory modal = dynamics.method(Dynamics.Method.MODAL).solve(times);
        Trajectory krylov = dynamics.method(Dynamics.Method.KRYLOV).solve(times);
        double[][] h = krylov.at(x, Progress.NONE);
        double[][] expected = modal.at(x, Progress.NONE);
        double reached = krylov.statistics().toleranceReached();
        for (int k = 0; k < h.length; k++) {
            assertThat(Samples.relative(h[k], expected[k])).as("time %d", k).isLessThan(Math.max(1e-7, 100 * reached));
        }
        assertThat(reached).isGreaterThan(1e-17);
        assertThat(krylov.statistics().status() == SolveStatus.CONVERGED).isEqualTo(reached <= 1e-8);
    }
}
