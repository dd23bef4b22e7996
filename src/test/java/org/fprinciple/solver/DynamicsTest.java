package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.InfiniteWidthKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.ResidualSpectrum;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solution.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamicsTest {
    /**
     * dh/dt = −K D r integrated by Commons Math's Dormand–Prince 8(5,3) on samples and evaluation points together; a
     * free zero mode by projecting: h moves in K α, and Pβ is refitted.
     */
    private static double[] integrate(
            Kernel kernel, DMatrixRMaj x, double[] y, DMatrixRMaj at, PointFunction start, double time) {
        Backend backend = Backend.cpu(1);
        int n = x.numRows;
        DMatrixRMaj k = kernel.matrix(x, backend);
        DMatrixRMaj p = kernel.freeFunctions().at(x);
        double[] h0 = start.at(x);
        // State: α. Residual: r = Π (h_ini + K α − y), Π by Gram–Schmidt on the columns of P.
        double[][] basis = orthonormal(p);
        FirstOrderDifferentialEquations equations = new FirstOrderDifferentialEquations() {
            @Override
            public int getDimension() {
                return n;
            }

            @Override
            public void computeDerivatives(double t, double[] alpha, double[] derivative) {
                double[] r = new double[n];
                for (int i = 0; i < n; i++) {
                    r[i] = h0[i] - y[i];
                    for (int j = 0; j < n; j++) {
                        r[i] += k.get(i, j) * alpha[j];
                    }
                }
                project(r, basis);
                for (int i = 0; i < n; i++) {
                    derivative[i] = -r[i];
                }
            }
        };
        double[] alpha = new double[n];
        new DormandPrince853Integrator(1e-14, 1e9, 1e-13, 1e-13).integrate(equations, 0, alpha, time, alpha);
        // β from least squares of y − h_ini − Kα, by the normal equations of the small system.
        double[] rest = new double[n];
        for (int i = 0; i < n; i++) {
            rest[i] = y[i] - h0[i];
            for (int j = 0; j < n; j++) {
                rest[i] -= k.get(i, j) * alpha[j];
            }
        }
        double[] h = start.at(at);
        double[] image = kernel.product(at, x, DMatrixRMaj.wrap(n, 1, alpha), backend, Progress.NONE).data;
        DMatrixRMaj smooth = kernel.freeFunctions().at(at);
        double[] beta = new double[p.numCols];
        if (p.numCols > 0) {
            DMatrixRMaj solution = new DMatrixRMaj(p.numCols, 1);
            org.ejml.dense.row.CommonOps_DDRM.solve(p, DMatrixRMaj.wrap(n, 1, rest), solution);
            beta = solution.data;
        }
        for (int i = 0; i < h.length; i++) {
            h[i] += image[i];
            for (int c = 0; c < beta.length; c++) {
                h[i] += smooth.get(i, c) * beta[c];
            }
        }
        return h;
    }

    private static double[][] orthonormal(DMatrixRMaj p) {
        double[][] basis = new double[p.numCols][p.numRows];
        for (int c = 0; c < p.numCols; c++) {
            for (int i = 0; i < p.numRows; i++) {
                basis[c][i] = p.get(i, c);
            }
            project(basis[c], Arrays.copyOf(basis, c));
            double norm = Math.sqrt(Arrays.stream(basis[c]).map(v -> v * v).sum());
            for (int i = 0; i < p.numRows; i++) {
                basis[c][i] /= norm;
            }
        }
        return basis;
    }

    private static void project(double[] r, double[][] basis) {
        for (double[] q : basis) {
            double dot = 0;
            for (int i = 0; i < r.length; i++) {
                dot += q[i] * r[i];
            }
            for (int i = 0; i < r.length; i++) {
                r[i] -= dot * q[i];
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, simplified, free",
        "1, exact, free",
        "1, exact, law",
        "2, simplified, free",
        "2, exact, free",
        "3, exact, law",
        "1, infinite-width, law"
    })
    void modalAgreesWithDormandPrince(int d, String kind, String zero) {
        Dataset data = Samples.smooth(14, d, 21);
        DMatrixRMaj at = Samples.points(30, d, 77);
        LfpOperator operator =
                LfpOperator.of(InitLaw.standard(), d).zeroMode(zero.equals("law") ? ZeroMode.LAW : ZeroMode.FREE);
        Kernel kernel =
                switch (kind) {
                    case "exact" -> operator.exact().kernel();
                    case "simplified" -> operator.kernel();
                    default -> InfiniteWidthKernel.of(InitLaw.standard(), d);
                };
        Times times = Times.of(0.01, 0.3, 4, 60);
        Trajectory path = Dynamics.of(kernel, data).from(Samples.START).solve(times);
        double[][] h = path.predict(at);
        double[][] samples = path.atSamples();
        for (int k = 0; k < times.size(); k++) {
            double t = times.values()[k];
            double[] expected = integrate(kernel, data.inputs(), data.targets(), at, Samples.START, t);
            assertThat(Samples.relative(h[k], expected)).as("t = %s", t).isLessThan(1e-8);
            double[] there = integrate(kernel, data.inputs(), data.targets(), data.inputs(), Samples.START, t);
            assertThat(Samples.relative(samples[k], there)).as("t = %s", t).isLessThan(1e-8);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, simplified", "1, exact", "2, simplified", "2, exact", "3, simplified"})
    void theLimitOfTheDynamicsIsTheMinimiser(int d, String kind) {
        Dataset data = Samples.smooth(30, d, 31);
        LfpOperator operator = LfpOperator.of(InitLaw.standard(), d);
        operator = kind.equals("exact") ? operator.exact() : operator;
        DMatrixRMaj at = Samples.points(60, d, 78);
        Trajectory path = Dynamics.of(operator, data).solve(Times.of(1e14));
        double[] limit = MinimumFpNorm.of(operator, data).solve().predict(at);
        assertThat(Samples.relative(path.predict(at)[0], limit)).isLessThan(1e-8);
    }

    /** Rough data and a cubic weight: the kernel's sums lose eight digits, the spline none. */
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 0.1", "0, 1"})
    void theLimitOfRoughDataIsTheMinimiserToo(double a, double b) {
        Dataset data = Samples.rough(60, 1, 31);
        LfpOperator operator = LfpOperator.ofWeight(new PolyharmonicWeight(1, a, b));
        DMatrixRMaj at = Samples.points(60, 1, 78);
        Trajectory path = Dynamics.of(operator, data).solve(Times.of(1e16));
        double[] limit = MinimumFpNorm.of(operator, data).solve().predict(at);
        assertThat(Samples.relative(path.predict(at)[0], limit)).isLessThan(1e-11);
        assertThat(path.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
    }

    /** Values of exactly 0 at samples are values like others. */
    @Test
    void zerosAmongTheTargetsAreNumbers() {
        DMatrixRMaj x = new DMatrixRMaj(4, 1, true, -1, 0, 0.5, 1);
        Dataset data = Dataset.of(x, new double[] {1, 0, 0, -1});
        Trajectory path = Dynamics.of(LfpOperator.ofWeight(new PolyharmonicWeight(1, 0, 1)), data)
                .solve(Times.of(1, 1e9));
        assertThat(path.predict(new DMatrixRMaj(3, 1, true, -0.5, 0.25, 0.75))[1])
                .containsExactly(new double[] {0.5, 0, -0.5}, Offset.offset(1e-12));
    }

    @Test
    void theLimitOnABoxIsTheMinimiser() {
        Dataset data = Samples.smooth(20, 1, 31);
        for (ZeroMode zero : new ZeroMode[] {ZeroMode.FREE, ZeroMode.LAW, ZeroMode.of(2)}) {
            LfpOperator operator =
                    LfpOperator.of(InitLaw.standard(), 1).onBox(4, 256).zeroMode(zero);
            DMatrixRMaj at = Samples.points(60, 1, 78);
            Trajectory path = Dynamics.of(operator, data).solve(Times.of(1e14));
            double[] limit = MinimumFpNorm.of(operator, data).solve().predict(at);
            assertThat(Samples.relative(path.predict(at)[0], limit))
                    .as(zero.toString())
                    .isLessThan(1e-8);
        }
    }

    /** More samples than modes: training ends at the least-squares fit, and so does the minimiser. */
    @Test
    void theLimitOfTooFewModesIsTheMinimiserToo() {
        Dataset data = Samples.rough(40, 1, 31);
        LfpOperator operator = LfpOperator.of(InitLaw.standard(), 1).onBox(2.1, 16);
        DMatrixRMaj at = Samples.points(60, 1, 78);
        Trajectory path = Dynamics.of(operator, data).solve(Times.of(1e12));
        LfpSolution limit = MinimumFpNorm.of(operator, data).solve();
        assertThat(limit.statistics().status()).isEqualTo(SolveStatus.NOT_INTERPOLABLE);
        assertThat(limit.residualRms()).isGreaterThan(1e-6);
        assertThat(Samples.relative(path.predict(at)[0], limit.predict(at))).isLessThan(1e-8);
    }

    @Test
    void duplicatesMoveAsOneSampleThatCountsTwice() {
        DMatrixRMaj x = Samples.points(12, 1, 4);
        double[] y = new double[12];
        for (int i = 0; i < 12; i++) {
            x.data[i] = i < 9 ? x.data[i] : x.data[i - 9];
            y[i] = Math.sin(3 * x.data[i]) + 0.1 * i;
        }
        Kernel kernel = LfpOperator.of(InitLaw.standard(), 1).kernel();
        Trajectory path = Dynamics.of(kernel, Dataset.of(x, y)).solve(Times.of(0.5, 20));
        DMatrixRMaj at = Samples.points(30, 1, 77);
        for (int k = 0; k < 2; k++) {
            double[] expected = integrate(kernel, x, y, at, PointFunction.ZERO, path.times()[k]);
            assertThat(Samples.relative(path.predict(at)[k], expected)).isLessThan(1e-8);
        }
        double[] h = path.atSamples()[1];
        double squares = 0;
        for (int i = 0; i < 12; i++) {
            squares += (h[i] - y[i]) * (h[i] - y[i]);
        }
        assertThat(path.loss(Loss.HALF_SUM)[1]).isCloseTo(squares / 2, Offset.offset(1e-12));
        assertThat(path.loss(Loss.MEAN)[1]).isCloseTo(squares / 12, Offset.offset(1e-12));
    }

    /** Half-lives against a plain search on the residual of the trajectory itself. */
    @Test
    void halfLivesAreTheFirstCrossings() {
        Dataset data = Samples.of(
                Samples.points(40, 1, 3), x -> Math.sin(3 * x[0]) + Math.sin(11 * x[0]) + 0.5 * Math.cos(23 * x[0]));
        LfpOperator operator = LfpOperator.of(InitLaw.standard(), 1);
        Times fine = Times.logSpaced(1e-5, 1e6, 4001);
        Trajectory path = Dynamics.of(operator, data).solve(fine);
        ResidualSpectrum spectrum = path.defaultFrequencies();
        double[][] magnitude = path.residualMagnitude(spectrum);
        HalfLife[] found = path.halfLives(spectrum);
        assertThat(found).hasSize(20);
        double ratio = fine.values()[1] / fine.values()[0];
        for (int f = 0; f < found.length; f++) {
            int k = 0;
            // At 1e−5 nothing has moved yet, to 1e−4.
            while (magnitude[k][f] > magnitude[0][f] / 2) {
                k++;
            }
            assertThat(found[f].reached()).isTrue();
            assertThat(found[f].time() / fine.values()[k]).isBetween(1 / (ratio * 1.001), 1.001);
        }
    }

    @Test
    void threadsDoNotChangeTheBits() {
        Dataset data = Samples.smooth(50, 2, 9);
        LfpOperator operator = LfpOperator.of(InitLaw.standard(), 2);
        DMatrixRMaj at = Samples.points(500, 2, 78);
        double[][] one =
                Dynamics.of(operator, data).on(Backend.cpu(1)).solve(null).predict(at);
        double[][] three =
                Dynamics.of(operator, data).on(Backend.cpu(3)).solve(null).predict(at);
        assertThat(three).isDeepEqualTo(one);
    }

    /** OpenBLAS past n = 1,000 against EJML's work on the same problem, cut to pieces that both can do. */
    @Test
    void theLargeAlgebraAgreesWithTheSmall() {
        Dataset data = Samples.smooth(1003, 1, 12);
        LfpOperator operator = LfpOperator.ofWeight(new PolyharmonicWeight(1, 0, 1));
        DMatrixRMaj at = Samples.points(100, 1, 78);
        Trajectory path = Dynamics.of(operator, data).solve(Times.of(1e16));
        assertThat(path.statistics().library()).isEqualTo("OpenBLAS");
        double[] limit = MinimumFpNorm.of(operator, data).solve().predict(at);
        assertThat(Samples.relative(path.predict(at)[0], limit)).isLessThan(1e-7);
    }

    @Test
    void aKernelThatIsNotDefiniteIsRefused() {
        // Biases reach ±0.1 while w·x reaches several: the affine part belongs to another problem.
        InitLaw narrow = InitLaw.parse("w=normal(3),b=uniform(0.1),a=normal(1)");
        LfpOperator operator = LfpOperator.of(narrow, 1).zeroMode(ZeroMode.LAW);
        Dataset data = Samples.smooth(20, 1, 2);
        assertThatThrownBy(() -> Dynamics.of(operator, data).solve(null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not positive definite")
                .hasMessageContaining("--zero-mode free");
        assertThatThrownBy(() -> MinimumFpNorm.of(operator, data).solve())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not positive definite");
    }

    @Test
    void timesAreChecked() {
        assertThatThrownBy(() -> Times.parse("0,1")).hasMessageContaining("positive");
        assertThatThrownBy(() -> Times.parse("2,1")).hasMessageContaining("increase");
        assertThatThrownBy(() -> Times.parse("log:1:10")).hasMessageContaining("log:T0:T1:K");
        assertThatThrownBy(() -> Times.parse("log:10:1:5")).hasMessageContaining("T0 < T1");
        assertThat(Times.parse("log:0.01:100:5").values())
                .containsExactly(new double[] {0.01, 0.1, 1, 10, 100}, Offset.offset(1e-12));
    }
}
