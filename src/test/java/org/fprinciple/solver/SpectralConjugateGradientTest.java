package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conjugate gradients on the modes of a box against the dense saddle system. */
class SpectralConjugateGradientTest {
    private static LfpOperator operator(int d, boolean exact, boolean law, int modes) {
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d);
        operator = (exact ? operator.exact() : operator).onBox(3.2, modes);
        return operator.zeroMode(law ? ZeroMode.LAW : ZeroMode.FREE);
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, false, 128, 60, 1e-3rel",
        "1, false, false, 128, 300, 1e-6rel",
        "1, true, false, 128, 60, 1e-6rel",
        "1, true, true, 128, 60, 0.01",
        "2, false, false, 24, 200, 1e-6rel",
        "2, true, false, 24, 200, 1e-5rel",
        "2, false, true, 24, 200, 0.3",
        "3, true, false, 10, 150, 1e-4rel",
    })
    void aRidge(int d, boolean exact, boolean law, int modes, int n, String ridge) {
        Dataset data = Samples.rough(n, d, 31 + d);
        MinimumFpNorm task = MinimumFpNorm.of(operator(d, exact, law, modes), data)
                .on(Backend.cpu(2))
                .from(Samples.START)
                .ridge(Ridge.parse(ridge));
        LfpSolution dense = task.method(MinimumFpNorm.Method.DENSE).solve();
        LfpSolution modesOnly = task.method(MinimumFpNorm.Method.CG).solve();
        agree(modesOnly, dense, d, 1e-7);
        assertThat(modesOnly.epsilon()).isCloseTo(dense.epsilon(), Percentage.withPercentage(1e-7));
        // The error on the samples is below what the residual promises.
        assertThat(Samples.relative(
                        modesOnly.function().at(data.inputs()), dense.function().at(data.inputs())))
                .isLessThan(2e-8);
    }

    private static void agree(LfpSolution solution, LfpSolution dense, int d, double tolerance) {
        assertThat(solution.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
        DMatrixRMaj x = Samples.points(100, d, 77);
        assertThat(Samples.relative(solution.function().at(x), dense.function().at(x)))
                .isLessThan(tolerance);
        assertThat(Samples.relative(spectrum(solution), spectrum(dense))).isLessThan(10 * tolerance);
        assertThat(solution.fpNorm()).isCloseTo(dense.fpNorm(), Percentage.withPercentage(100 * 10 * tolerance));
        assertThat(solution.residualRms())
                .isCloseTo(dense.residualRms(), org.assertj.core.data.Offset.offset(10 * tolerance));
    }

    private static double[] spectrum(LfpSolution solution) {
        return Objects.requireNonNull(solution.spectrum()).get();
    }

    @ParameterizedTest
    @CsvSource({"1, false, 128, 30", "1, true, 128, 30", "2, false, 32, 60"})
    void interpolation(int d, boolean exact, int modes, int n) {
        Dataset data = Samples.smooth(n, d, 41 + d);
        MinimumFpNorm task =
                MinimumFpNorm.of(operator(d, exact, false, modes), data).tolerance(1e-6);
        LfpSolution dense = task.method(MinimumFpNorm.Method.DENSE).solve();
        LfpSolution modesOnly = task.method(MinimumFpNorm.Method.CG).solve();
        assertThat(modesOnly.residualRms()).isLessThan(1e-6);
        agree(modesOnly, dense, d, 1e-4);
    }

    @Test
    void fewerModesThanSamplesEndAtTheLimitOfTraining() {
        Dataset data = Samples.smooth(80, 1, 4);
        MinimumFpNorm task =
                MinimumFpNorm.of(operator(1, false, false, 16), data).tolerance(1e-8);
        LfpSolution dense = task.method(MinimumFpNorm.Method.DENSE).solve();
        LfpSolution modesOnly = task.method(MinimumFpNorm.Method.CG).solve();
        assertThat(modesOnly.statistics().status()).isEqualTo(SolveStatus.NOT_INTERPOLABLE);
        DMatrixRMaj x = Samples.points(100, 1, 77);
        assertThat(Samples.relative(modesOnly.function().at(x), dense.function().at(x)))
                .isLessThan(1e-7);
        assertThat(modesOnly.residualRms()).isCloseTo(dense.residualRms(), Percentage.withPercentage(1e-4));
    }

    @Test
    void theModesOfABoxAreNeeded() {
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), 1);
        assertThatThrownBy(() -> MinimumFpNorm.of(operator, Samples.smooth(10, 1, 1))
                        .method(MinimumFpNorm.Method.CG)
                        .solve())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--domain box:auto");
    }
}
