package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.InfiniteWidthKernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-jdk")
class LocalCardinalTest {
    private static LfpOperator weight(int d, double a, double b) {
        return LfpOperator.ofWeight(new PolyharmonicWeight(d, a, b));
    }

    private static LfpSolution local(MinimumFpNorm problem) {
        LfpSolution solution = problem.method(MinimumFpNorm.Method.LOCAL).solve();
        assertThat(solution.statistics().method()).isEqualTo("local");
        return solution;
    }

    private static void agreesWithDense(MinimumFpNorm problem, int d, double most) {
        LfpSolution local = local(problem.tolerance(1e-10));
        LfpSolution dense = problem.method(MinimumFpNorm.Method.DENSE).solve();
        assertThat(local.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
        DMatrixRMaj at = Samples.points(200, d, 99);
        assertThat(Samples.relative(local.predict(at), dense.predict(at))).isLessThan(most);
        assertThat(local.fpNorm()).isCloseTo(dense.fpNorm(), Offset.offset(1e-6 * dense.fpNorm()));
        assertThat(local.residualRms()).isCloseTo(dense.residualRms(), Offset.offset(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 400, 1, 1, 0",
        "2, 800, 0.05, 1, 0",
        "2, 800, 1, 0, 0",
        "2, 500, 0, 1, 0",
        "2, 500, 20, 1, 1e-4",
        "3, 800, 0.05, 1, 0",
        "3, 800, 1, 0, 0",
        "3, 500, 1, 1, 1e-2",
        "7, 300, 1, 1, 0",
        "12, 100, 1, 1, 0"
    })
    void polyharmonicWeights(int d, int n, double a, double b, double epsilon) {
        agreesWithDense(
                MinimumFpNorm.of(weight(d, a, b), Samples.smooth(n, d, 5)).ridge(new Ridge(epsilon, false)), d, 1e-8);
    }

    @ParameterizedTest
    @CsvSource({
        "1, exact, free, 0",
        "2, exact, free, 0",
        "3, exact, free, 1e-3",
        "2, simplified, law, 0",
        "2, exact, law, 0",
        "4, exact, law, 1e-4"
    })
    void operatorsOfALaw(int d, String kind, String zero, double epsilon) {
        LfpOperator operator =
                LfpOperator.of(InitLaw.standard(), d).zeroMode(zero.equals("law") ? ZeroMode.LAW : ZeroMode.FREE);
        operator = kind.equals("exact") ? operator.exact() : operator;
        agreesWithDense(
                MinimumFpNorm.of(operator, Samples.smooth(300, d, 6)).ridge(new Ridge(epsilon, false)), d, 1e-8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theInfiniteWidthKernel(int d) {
        InfiniteWidthKernel kernel = InfiniteWidthKernel.of(InitLaw.standard(), d);
        agreesWithDense(MinimumFpNorm.of(kernel, Samples.smooth(300, d, 7)), d, 1e-8);
    }

    @Test
    void tanhWithARidge() {
        LfpOperator tanh = LfpOperator.of(InitLaw.standard(), Activation.TANH, Parametrisation.STANDARD_BIAS, 1);
        agreesWithDense(MinimumFpNorm.of(tanh, Samples.smooth(120, 1, 7)).ridge(new Ridge(1e-6, true)), 1, 1e-6);
    }

    @Test
    void duplicatesCountAsOftenAsTheyAppear() {
        DMatrixRMaj x = Samples.points(300, 2, 4);
        System.arraycopy(x.data, 0, x.data, 500, 100);
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        Dataset data = Samples.of(x, p -> Samples.smooth(p) + 0.1 * random.nextDouble());
        agreesWithDense(MinimumFpNorm.of(weight(2, 1, 1), data).ridge(new Ridge(0.3, false)), 2, 1e-8);
    }

    @Test
    void aStartIsCarried() {
        MinimumFpNorm problem = MinimumFpNorm.of(weight(2, 1, 1), Samples.smooth(300, 2, 2))
                .from(x -> {
                    double[] h = new double[x.numRows];
                    for (int i = 0; i < h.length; i++) {
                        h[i] = Math.cos(5 * x.get(i, 0));
                    }
                    return h;
                });
        agreesWithDense(problem, 2, 1e-8);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 3", "3, 5", "5, 41", "5, 6"})
    void fewSamples(int d, int n) {
        agreesWithDense(MinimumFpNorm.of(weight(d, 1, 1), Samples.smooth(n, d, 3)), d, 1e-8);
    }

    @Test
    void aGrid() {
        DMatrixRMaj x = new DMatrixRMaj(400, 2);
        for (int i = 0; i < 400; i++) {
            x.set(i, 0, i % 20);
            x.set(i, 1, i / 20);
        }
        Dataset data = Samples.of(x, p -> Math.sin(0.3 * p[0]) + Math.cos(0.2 * p[1] + 0.1 * p[0]));
        LfpSolution local = local(MinimumFpNorm.of(weight(2, 1, 1), data));
        assertThat(local.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
    }

    @Test
    void dependentColumnsAreDroppedFromTheFreeFunctions() {
        DMatrixRMaj x = Samples.points(200, 3, 1);
        for (int i = 0; i < 200; i++) {
            x.set(i, 2, 2 * x.get(i, 0) - 1);
        }
        LfpSolution solution = local(MinimumFpNorm.of(weight(3, 1, 1), Samples.of(x, Samples::smooth)));
        assertThat(solution.statistics().droppedFree()).hasSize(1);
        assertThat(solution.residualRms()).isLessThan(1e-7);
    }

    /** The third coordinate hundreds of spreads away from 0. */
    @Test
    void inputsFarFromTheOrigin() {
        DMatrixRMaj x = Samples.points(300, 3, 1);
        for (int i = 0; i < 300; i++) {
            x.set(i, 2, x.get(i, 2) + 1000);
        }
        LfpSolution solution = local(MinimumFpNorm.of(weight(3, 1, 1), Samples.of(x, Samples::smooth)));
        assertThat(solution.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0.05, 1"})
    void samplesThatNearlyCoincideAreLeftToTheirNeighboursWhereRoundingCannotTellThemApart(double a, double b) {
        DMatrixRMaj x = Samples.points(600, 2, 6);
        for (int i = 0; i < 40; i++) {
            x.data[1000 + i] = x.data[i] + 1e-9;
        }
        LfpSolution solution = local(MinimumFpNorm.of(weight(2, a, b), Samples.of(x, Samples::smooth)));
        assertThat(solution.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(solution.statistics().iterations()).isLessThan(20);
    }

    @Test
    void noisyTargetsThatNearlyCoincideEndWithAStatus() {
        DMatrixRMaj x = Samples.points(300, 2, 6);
        x.data[598] = x.data[0] + 1e-13;
        x.data[599] = x.data[1];
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        Dataset data = Samples.of(x, p -> random.nextDouble());
        assertThat(local(MinimumFpNorm.of(weight(2, 1, 0), data)).statistics().status())
                .isEqualTo(SolveStatus.SINGULAR_KERNEL);
    }

    @Test
    void theResidualIsTheOneOfTheKernelsNaiveSum() {
        double a = 0.05;
        double b = 1;
        double epsilon = 1e-3;
        Dataset data = Samples.smooth(700, 2, 5);
        LfpSolution solution = local(MinimumFpNorm.of(weight(2, a, b), data).ridge(new Ridge(epsilon, false)));
        PolyharmonicWeight weight = new PolyharmonicWeight(2, a, b);
        double[] x = data.inputs().data;
        double squares = 0;
        double size = 0;
        for (int i = 0; i < 700; i++) {
            double h = solution.beta()[0] + solution.beta()[1] * x[2 * i] + solution.beta()[2] * x[2 * i + 1];
            for (int j = 0; j < 700; j++) {
                double[] u = {x[2 * i] - x[2 * j], x[2 * i + 1] - x[2 * j + 1]};
                h += solution.alpha()[j] * (weight.k1(u) + weight.k2(u));
            }
            double r = h + epsilon * solution.alpha()[i] - data.targets()[i];
            squares += r * r;
            size += data.targets()[i] * data.targets()[i];
        }
        double residual = Math.sqrt(squares / size);
        assertThat(residual).isLessThan(1e-8);
        assertThat(solution.statistics().toleranceReached()).isCloseTo(residual, Offset.offset(1e-12));
    }

    @Test
    void theSameBitsForAnyNumberOfThreads() {
        MinimumFpNorm problem = MinimumFpNorm.of(weight(2, 1, 0), Samples.smooth(900, 2, 5));
        LfpSolution one = local(problem.on(Backend.cpu(1)));
        LfpSolution two = local(problem.on(Backend.cpu(2)));
        assertThat(Arrays.equals(one.alpha(), two.alpha())).isTrue();
        assertThat(Arrays.equals(one.beta(), two.beta())).isTrue();
    }

    @Test
    void aBoxIsRefused() {
        assertThatThrownBy(() -> local(MinimumFpNorm.of(weight(2, 1, 1).onBox(4, 16), Samples.smooth(20, 2, 5))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--method cg");
    }

    @Test
    void anIndefiniteKernelIsRefused() {
        // Biases that cover a hundredth of the data.
        var narrow = org.fprinciple.problem.ParameterLaw.parse("uniform(0.01)");
        var law = new InitLaw(InitLaw.standard().a(), InitLaw.standard().w(), narrow);
        assertThatThrownBy(() -> local(
                        MinimumFpNorm.of(LfpOperator.of(law, 2).zeroMode(ZeroMode.LAW), Samples.smooth(200, 2, 5))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not positive definite");
    }
}
