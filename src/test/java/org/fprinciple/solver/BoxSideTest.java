package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ModeGrid;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.LfpSolution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimated cost of a box against what it is: the distance to R^d. */
class BoxSideTest {
    private final Backend backend = Backend.cpu(2);

    private static double[] rms(double[] a, double[] b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            size += b[i] * b[i];
        }
        return new double[] {Math.sqrt(difference / size), Math.sqrt(size / a.length)};
    }

    @ParameterizedTest
    @CsvSource({"1, false, 4, 1024, 40", "1, false, 8, 2048, 40", "1, true, 4, 1024, 40", "2, false, 4, 64, 60"})
    void theSide(int d, boolean exact, double side, int modes, int n) {
        Dataset data = Samples.smooth(n, d, 3);
        DMatrixRMaj x = Samples.points(300, d, 8);
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d);
        operator = exact ? operator.exact() : operator;
        double[] space = MinimumFpNorm.of(operator, data).solve().function().at(x);
        double[] box = MinimumFpNorm.of(operator.onBox(side, modes), data)
                .method(MinimumFpNorm.Method.DENSE)
                .solve()
                .function()
                .at(x);
        double truth = rms(box, space)[0];
        double told = BoxSide.of(operator, data, n, x, PointFunction.ZERO, backend)
                .limit(new ModeGrid(d, side, modes), Ridge.NONE);
        assertThat(told / truth).as("told %s, true %s", told, truth).isBetween(0.3, 3.0);
    }

    @ParameterizedTest
    @CsvSource({"64, 20", "128, 20", "128, 40", "256, 60"})
    void theCutOff(int modes, int n) {
        // The same box with so many modes that nothing is missing.
        // Samples about evenly spread: two that nearly coincide ask for more modes than any of these.
        SplittableRandom random = new SplittableRandom(5);
        DMatrixRMaj inputs = new DMatrixRMaj(n, 1);
        for (int i = 0; i < n; i++) {
            inputs.data[i] = 2 * (i + 0.5 * random.nextDouble()) / n - 1;
        }
        Dataset data = Samples.of(inputs, point -> 2 * random.nextDouble() - 1);
        DMatrixRMaj x = Samples.points(500, 1, 8);
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), 1);
        LfpSolution few = MinimumFpNorm.of(operator.onBox(4, modes), data)
                .method(MinimumFpNorm.Method.DENSE)
                .solve();
        double[] many = MinimumFpNorm.of(operator.onBox(4, 8192), data)
                .method(MinimumFpNorm.Method.DENSE)
                .solve()
                .function()
                .at(x);
        double[] measured = rms(few.function().at(x), many);
        BoxKernel kernel = (BoxKernel) operator.onBox(4, modes).kernel();
        double told = kernel.truncation()
                        .cutoffError(Objects.requireNonNull(few.spectrum()).get())
                / measured[1];
        assertThat(told / measured[0]).as("told %s, true %s", told, measured[0]).isBetween(0.2, 8.0);
    }

    @Test
    void theBoxIsWidenedUntilItCostsNoMore() {
        Dataset data = Samples.smooth(30, 1, 3);
        DMatrixRMaj x = Samples.points(100, 1, 8);
        BoxSide side =
                BoxSide.of(LfpOperator.of(InitLaw.gaussian(1, 1, 3), 1), data, 30, x, PointFunction.ZERO, backend);
        double loose = side.choose(2, 0.5);
        double tight = side.choose(2, 1e-3);
        assertThat(loose).isEqualTo(4);
        assertThat(tight).isGreaterThan(loose);
    }
}
