package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.InfiniteWidthKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solution.Trajectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every backend must give for the problem on R^d: against dense matrices, and twice the same. */
class SpaceBackendTest {
    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    private static Kernel kernel(String operator, int d) {
        LfpOperator law = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d);
        return switch (operator) {
            case "simplified" -> law.kernel();
            case "exact" -> law.exact().kernel();
            case "law" -> law.exact().zeroMode(ZeroMode.LAW).kernel();
            case "tanh" ->
                LfpOperator.of(InitLaw.standard(), Activation.TANH, Parametrisation.STANDARD_BIAS, d)
                        .kernel();
            default -> InfiniteWidthKernel.of(InitLaw.gaussian(1, 1, 3), d);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "simplified, 1, 150, 1e-4rel",
        "simplified, 2, 300, 0",
        "exact, 2, 200, 1e-4rel",
        "simplified, 3, 300, 1e-3",
        "law, 2, 150, 0",
        "infinite-width, 2, 150, 1e-4rel",
        "tanh, 1, 60, 1e-4rel",
        "simplified, 10, 130, 0"
    })
    void theLimitAgainstTheDenseSystem(String operator, int d, int n, String ridge) {
        try (Backend backend = backend()) {
            Dataset data = Samples.smooth(n, d, 11 + d);
            MinimumFpNorm task = MinimumFpNorm.of(kernel(operator, d), data)
                    .from(Samples.START)
                    .ridge(Ridge.parse(ridge));
            LfpSolution dense = task.method(MinimumFpNorm.Method.DENSE).solve();
            LfpSolution local =
                    task.on(backend).method(MinimumFpNorm.Method.LOCAL).solve();
            assertThat(local.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
            assertThat(local.statistics().library())
                    .endsWith("kernel products by " + (operator.equals("tanh") ? "cpu" : backend.name()));
            DMatrixRMaj x = Samples.points(100, d, 77);
            assertThat(Samples.relative(local.function().at(x), dense.function().at(x)))
                    .isLessThan(1e-6);
            LfpSolution again =
                    task.on(backend).method(MinimumFpNorm.Method.LOCAL).solve();
            assertThat(again.alpha()).isEqualTo(local.alpha());
            assertThat(again.beta()).isEqualTo(local.beta());
            assertThat(again.function().at(x)).isEqualTo(local.function().at(x));
            // The factorisation is the CPU's everywhere.
            LfpSolution here =
                    task.on(backend).method(MinimumFpNorm.Method.DENSE).solve();
            assertThat(Samples.relative(here.function().at(x), dense.function().at(x)))
                    .isLessThan(1e-6);
        }
    }

    /** Krylov's method without a matrix. */
    @ParameterizedTest
    @CsvSource({
        "simplified, 1, 40, 1e-8",
        "simplified, 2, 90, 1e-8",
        "exact, 2, 80, 1e-6",
        "law, 3, 70, 1e-7",
        "infinite-width, 2, 60, 1e-8",
        "tanh, 1, 30, 1e-6"
    })
    void theDynamicsByKrylovsMethodAgainstTheModes(String operator, int d, int n, double tolerance) {
        try (Backend backend = backend()) {
            Dynamics dynamics = Dynamics.of(kernel(operator, d), Samples.smooth(n, d, 14))
                    .from(Samples.START)
                    .tolerance(tolerance);
            double[] rates = dynamics.method(Dynamics.Method.MODAL).solve(null).rates();
            double largest = rates[rates.length - 1];
            Times times = Times.logSpaced(0.1 / largest, 1e4 / largest, 7);
            Trajectory modal = dynamics.method(Dynamics.Method.MODAL).solve(times);
            Trajectory path =
                    dynamics.on(backend).method(Dynamics.Method.KRYLOV).solve(times);
            assertThat(path.statistics().method()).isEqualTo("krylov");
            assertThat(path.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
            assertThat(path.statistics().iterations()).isBetween(1, n);
            double[][] expected = modal.atSamples();
            double[][] found = path.atSamples();
            DMatrixRMaj x = Samples.points(50, d, 8);
            double[][] between = modal.at(x, Progress.NONE);
            double[][] h = path.at(x, Progress.NONE);
            for (int k = 0; k < times.size(); k++) {
                assertThat(Samples.relative(found[k], expected[k])).isLessThan(2 * tolerance);
                assertThat(Samples.relative(h[k], between[k])).isLessThan(30 * tolerance);
            }
            HalfLife[] lives = modal.halfLives(modal.defaultFrequencies());
            HalfLife[] again = path.halfLives(path.defaultFrequencies());
            assertThat(again).hasSameSizeAs(lives);
            for (int i = 0; i < lives.length; i++) {
                assertThat(again[i].reached()).isEqualTo(lives[i].reached());
                if (lives[i].reached()) {
                    assertThat(again[i].time()).isCloseTo(lives[i].time(), Offset.offset(1e-3 * lives[i].time()));
                }
            }
            assertThat(dynamics.on(backend)
                            .method(Dynamics.Method.KRYLOV)
                            .solve(times)
                            .at(x, Progress.NONE))
                    .isDeepEqualTo(h);
        }
    }

    @ParameterizedTest
    @CsvSource({"simplified, 2, 40", "exact, 3, 50", "infinite-width, 1, 30"})
    void theDynamicsAgainstTheCpus(String operator, int d, int n) {
        try (Backend backend = backend()) {
            Dynamics dynamics = Dynamics.of(kernel(operator, d), Samples.smooth(n, d, 4))
                    .from(Samples.START)
                    .tolerance(1e-6);
            Times times = Times.parse("log:1e-2:1e2:9");
            Trajectory path = dynamics.on(backend).solve(times);
            Trajectory cpu = dynamics.on(Backend.cpu(1)).solve(times);
            DMatrixRMaj x = Samples.points(50, d, 8);
            double[][] expected = cpu.at(x, Progress.NONE);
            double[][] h = path.at(x, Progress.NONE);
            for (int k = 0; k < times.size(); k++) {
                assertThat(Samples.relative(h[k], expected[k])).isLessThan(1e-9);
            }
            assertThat(dynamics.on(backend).solve(times).at(x, Progress.NONE)).isDeepEqualTo(h);
        }
    }
}
