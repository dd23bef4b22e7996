package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solution.Trajectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every backend must give for the problem on a box: against dense matrices, and twice the same. */
class BoxBackendTest {
    private static final double SIDE = 3.2;

    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    private static LfpOperator operator(int d, boolean exact, ZeroMode zero, int modes) {
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d);
        return (exact ? operator.exact() : operator).onBox(SIDE, modes).zeroMode(zero);
    }

    @ParameterizedTest
    @CsvSource({
        "1, true, 64, 40, KRYLOV",
        "1, false, 64, 40, RK",
        "2, false, 16, 60, KRYLOV",
        "2, true, 16, 60, RK",
        "3, true, 8, 60, KRYLOV"
    })
    void theDynamicsAgainstTheModes(int d, boolean exact, int modes, int n, Dynamics.Method method) {
        try (Backend backend = backend()) {
            Dataset data = Samples.smooth(n, d, 21 + d);
            Dynamics dynamics = Dynamics.of(operator(d, exact, ZeroMode.FREE, modes), data)
                    .from(Samples.START)
                    .tolerance(1e-6);
            double[] rates = dynamics.method(Dynamics.Method.MODAL).solve(null).rates();
            double largest = rates[rates.length - 1];
            Times times = Times.logSpaced(0.1 / largest, 1e3 / largest, 5);
            Trajectory modal = dynamics.method(Dynamics.Method.MODAL).solve(times);
            Trajectory path = dynamics.on(backend).method(method).solve(times);
            assertThat(path.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
            assertThat(path.statistics().library()).endsWith(backend.transforms());
            SpectralDynamicsTest.agree(path, modal, d, 1e-6);
            // The same run gives the same bits.
            Trajectory again = dynamics.on(backend).method(method).solve(times);
            for (int k = 0; k < times.size(); k++) {
                assertThat(again.spectrum(k)).isEqualTo(path.spectrum(k));
            }
            DMatrixRMaj x = Samples.points(20, d, 8);
            assertThat(again.at(x, Progress.NONE)).isDeepEqualTo(path.at(x, Progress.NONE));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false, 64, 40, 1e-3rel", "2, true, 16, 80, 1e-4rel", "3, false, 8, 60, 1e-4rel"})
    void theLimitAgainstTheDenseSystem(int d, boolean exact, int modes, int n, String ridge) {
        try (Backend backend = backend()) {
            Dataset data = Samples.rough(n, d, 31 + d);
            MinimumFpNorm task = MinimumFpNorm.of(operator(d, exact, ZeroMode.FREE, modes), data)
                    .from(Samples.START)
                    .ridge(Ridge.parse(ridge));
            LfpSolution dense = task.method(MinimumFpNorm.Method.DENSE).solve();
            LfpSolution cg = task.on(backend).method(MinimumFpNorm.Method.CG).solve();
            assertThat(cg.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
            DMatrixRMaj x = Samples.points(100, d, 77);
            assertThat(Samples.relative(cg.function().at(x), dense.function().at(x)))
                    .isLessThan(1e-7);
        }
    }
}
