package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conjugate gradients on the dual of a box, against the dense saddle system and the modes. */
@Tag("any-jdk")
class DualConjugateGradientTest {
    private static LfpOperator operator(int d, boolean exact, boolean law, int modes) {
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d);
        operator = (exact ? operator.exact() : operator).onBox(3.2, modes);
        return operator.zeroMode(law ? ZeroMode.LAW : ZeroMode.FREE);
    }

    private static LfpSolution dual(LfpOperator operator, Dataset data, double epsilon, double tolerance, int threads) {
        BoxKernel kernel = (BoxKernel) operator.kernel();
        MergedSamples merged = MergedSamples.of(data);
        SaddleSystem system = new SaddleSystem(
                kernel,
                data,
                merged,
                new FreeSpace(kernel.freeFunctions(), merged),
                Backend.cpu(threads),
                Samples.START,
                epsilon,
                Progress.NONE);
        return new LocalCardinal(system, "cg", "conjugate gradients on the dual").solve(tolerance, "");
    }

    private static LfpSolution dense(LfpOperator operator, Dataset data, Ridge ridge) {
        return MinimumFpNorm.of(operator, data)
                .from(Samples.START)
                .ridge(ridge)
                .method(MinimumFpNorm.Method.DENSE)
                .solve();
    }

    private static void agree(LfpSolution solution, LfpSolution dense, int d, double most) {
        assertThat(solution.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
        DMatrixRMaj x = Samples.points(100, d, 77);
        assertThat(Samples.relative(solution.function().at(x), dense.function().at(x)))
                .isLessThan(most);
        assertThat(Samples.relative(
                        Objects.requireNonNull(solution.spectrum()).get(),
                        Objects.requireNonNull(dense.spectrum()).get()))
                .isLessThan(10 * most);
        assertThat(solution.fpNorm()).isCloseTo(dense.fpNorm(), Percentage.withPercentage(1e3 * most));
        assertThat(solution.residualRms()).isCloseTo(dense.residualRms(), Offset.offset(10 * most));
        assertThat(solution.alpha()).hasSameSizeAs(dense.alpha());
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, false, 512, 60, 1e-3rel",
        "1, false, false, 512, 100, 1e-12rel",
        "1, true, false, 512, 60, 1e-6rel",
        "1, true, true, 512, 60, 0",
        "1, false, false, 128, 400, 1e-6rel",
        "2, false, false, 32, 200, 1e-6rel",
        "2, true, false, 32, 200, 1e-9rel",
        "2, true, false, 64, 300, 0",
        "2, false, true, 24, 200, 0.3",
        "2, false, true, 64, 300, 0",
        "3, true, false, 16, 150, 1e-4rel",
        "3, false, false, 24, 300, 0",
    })
    void agreesWithTheDenseSystem(int d, boolean exact, boolean law, int modes, int n, String ridge) {
        LfpOperator operator = operator(d, exact, law, modes);
        Dataset data = Samples.smooth(n, d, 31 + d);
        LfpSolution dense = dense(operator, data, Ridge.parse(ridge));
        LfpSolution dual = dual(operator, data, dense.epsilon(), 1e-10, 2);
        agree(dual, dense, d, 1e-7);
        assertThat(dual.statistics().iterations()).isLessThan(60);
        assertThat(dual.statistics().library()).startsWith("conjugate gradients on the dual, ");
    }

    @Test
    void duplicatesCountAsOftenAsTheyAppear() {
        DMatrixRMaj x = Samples.points(300, 2, 4);
        System.arraycopy(x.data, 0, x.data, 500, 100);
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        Dataset data = Samples.of(x, p -> Samples.smooth(p) + 0.1 * random.nextDouble());
        LfpOperator operator = operator(2, false, false, 64);
        agree(dual(operator, data, 0.03, 1e-10, 2), dense(operator, data, new Ridge(0.03, false)), 2, 1e-8);
    }

    @Test
    void sameBitsForEveryNumberOfThreads() {
        LfpOperator operator = operator(2, true, false, 64);
        Dataset data = Samples.rough(300, 2, 8);
        double[] one = dual(operator, data, 1e-4, 1e-10, 1).alpha();
        assertThat(dual(operator, data, 1e-4, 1e-10, 3).alpha()).isEqualTo(one);
    }

    @Test
    void theMethodDependsOnTheRidge() {
        // 3e-8 of the largest eigenvalue: 20 iterations here, thousands on the modes.
        Dataset data = Samples.rough(1500, 2, 9);
        MinimumFpNorm task = MinimumFpNorm.of(operator(2, false, false, 96), data)
                .ridge(Ridge.parse("3e-8rel"))
                .method(MinimumFpNorm.Method.CG);
        LfpSolution solution = task.solve();
        assertThat(solution.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(solution.statistics().iterations()).isLessThan(40);
        assertThat(solution.statistics().why()).contains("on the dual");
        LfpSolution rough = task.ridge(Ridge.parse("0.01rel")).solve();
        assertThat(rough.statistics().why()).contains("on the modes");
    }

    @Test
    void whereTheModesAreTooFewTheLimitOfTrainingComesFromThem() {
        Dataset data = Samples.smooth(80, 1, 4);
        LfpSolution solution = MinimumFpNorm.of(operator(1, false, false, 16), data)
                .method(MinimumFpNorm.Method.CG)
                .solve();
        assertThat(solution.statistics().why()).contains("fewer than the samples");
        assertThat(solution.statistics().status()).isEqualTo(SolveStatus.NOT_INTERPOLABLE);
    }

    @Test
    void samplesNearerThanTheModesResolveEndWithARemedy() {
        DMatrixRMaj x = Samples.points(60, 1, 5);
        for (int i = 0; i < 10; i++) {
            x.data[i] = x.data[i + 10] + 1e-9;
        }
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        LfpSolution solution = MinimumFpNorm.of(operator(1, false, false, 256), Samples.of(x, p -> random.nextDouble()))
                .method(MinimumFpNorm.Method.CG)
                .solve();
        assertThat(solution.statistics().status()).isNotEqualTo(SolveStatus.CONVERGED);
        assertThat(solution.statistics().status().remedy()).contains("--ridge");
        assertThat(solution.statistics().toleranceReached()).isGreaterThan(1e-8);
    }
}
