package org.fprinciple.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.bound.KnownTarget;
import org.fprinciple.bound.LimitBounds;
import org.fprinciple.net.TrainingMethod;
import org.fprinciple.operator.InfiniteWidthKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.problem.Scaling;
import org.fprinciple.problem.Spectrum;
import org.fprinciple.problem.Target;
import org.fprinciple.problem.Targets;
import org.fprinciple.solver.Ridge;
import org.fprinciple.solver.Times;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The measures that hold the error of LFP's limit against its bounds. */
@Tag("any-jdk")
class GuaranteeTest {
    private static final InitLaw LAW = InitLaw.gaussian(1, 1, 3);
    private static final double[] POINTS = {-0.95, -0.5, 0, 0.3, 0.7};
    private static final int SAMPLES = 8;
    private static final double DELTA = 0.1;

    private static Ladder ladder(LfpOperator operator, Target target) {
        Dataset data = Targets.sample(target, SAMPLES, -1, 1, 4);
        DMatrixRMaj points = DMatrixRMaj.wrap(POINTS.length, 1, POINTS.clone());
        KnownTarget known = new KnownTarget(target, data.normalisation(), -1, 1);
        LimitBounds.Setting bounded = new LimitBounds.Setting(
                operator.kernel(),
                operator,
                PointFunction.ZERO,
                known,
                known.region(),
                points,
                Ridge.NONE,
                1e-8,
                DELTA,
                0);
        LfpOperator space = LfpOperator.of(LAW, 1).zeroMode(ZeroMode.LAW);
        Setting setting = new Setting(
                data,
                points,
                Map.of(
                        Rung.INFINITE, InfiniteWidthKernel.of(LAW, 1),
                        Rung.EXACT, space.exact().kernel(),
                        Rung.SIMPLIFIED, space.kernel()),
                Rung.EXACT,
                LAW,
                Activation.RELU,
                Parametrisation.STANDARD_BIAS,
                Scaling.NTK,
                Loss.HALF_SUM,
                true,
                List.of(20),
                1,
                TrainingMethod.RKC,
                Times.of(0.01),
                Double.NaN,
                0,
                1e-3,
                7,
                bounded);
        return Ladder.climb(setting, Backend.cpu(1), NetStore.NONE, Progress.NONE);
    }

    private static Measures.@Nullable Value measure(String name, Ladder ladder) {
        return Measures.of(name, ladder, ladder.widest());
    }

    private static double value(String name, Ladder ladder) {
        return java.util.Objects.requireNonNull(measure(name, ladder)).value();
    }

    private static double k(Kernel kernel, double x, double z) {
        return kernel.block(DMatrixRMaj.wrap(1, 1, new double[] {x}), DMatrixRMaj.wrap(1, 1, new double[] {z})).data[0];
    }

    /**
     * f = Σ c_j K(·, z_j) has Q² = cᵀKc by the reproducing property; h, P and the mean error by an explicit inverse and
     * Gauss–Legendre quadrature.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ratiosOfAFunctionOfKnownNorm(boolean exact) {
        LfpOperator operator = LfpOperator.of(LAW, 1).zeroMode(ZeroMode.LAW);
        operator = exact ? operator.exact() : operator;
        Kernel kernel = operator.kernel();
        double[] z = {-0.41, 0.13, 0.77};
        double[] c = {1, -2, 2};
        double square = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                square += c[i] * c[j] * k(kernel, z[i], z[j]);
            }
        }
        Target target = new Target(
                "kernels",
                1,
                "Σ c_j K(x, z_j)",
                "",
                x -> c[0] * k(kernel, x[0], z[0]) + c[1] * k(kernel, x[0], z[1]) + c[2] * k(kernel, x[0], z[2]),
                new Spectrum(List.of(), xi -> Complex.ZERO, 2));
        Ladder ladder = ladder(operator, target);

        double[] x = ladder.setting().data().inputs().data;
        RealMatrix matrix = new Array2DRowRealMatrix(SAMPLES, SAMPLES);
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                matrix.setEntry(i, j, k(kernel, x[i], x[j]));
            }
        }
        RealMatrix inverse = new LUDecomposition(matrix).getSolver().getInverse();
        RealVector y = new ArrayRealVector(ladder.setting().data().targets());
        double radius = Math.sqrt(square - y.dotProduct(inverse.operate(y)));
        double worst = 0;
        for (double point : POINTS) {
            RealVector row = row(kernel, point, x);
            double power = Math.sqrt(k(kernel, point, point) - row.dotProduct(inverse.operate(row)));
            double error = Math.abs(target.function().value(new double[] {point}) - row.dotProduct(inverse.operate(y)));
            worst = Math.max(worst, error / (power * radius));
        }
        assertThat(value("pointwise-bound", ladder))
                .isCloseTo(worst, within(0.05 * worst))
                .isLessThanOrEqualTo(1);

        double error = 0;
        double diagonal = 0;
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(500, -1, 1);
        for (int i = 0; i < rule.getNumberOfPoints(); i++) {
            double at = rule.getPoint(i);
            error += rule.getWeight(i)
                    / 2
                    * Math.abs(target.function().value(new double[] {at})
                            - row(kernel, at, x).dotProduct(inverse.operate(y)));
            diagonal += rule.getWeight(i) / 2 * k(kernel, at, at);
        }
        double bound = Math.sqrt(square / SAMPLES)
                * (2 * Math.sqrt(diagonal) + Math.sqrt(k(kernel, 1, 1) * Math.log(1 / DELTA) / 2));
        assertThat(value("tighter-l1", ladder)).isCloseTo(error / bound, within(0.02 * error / bound));
        // The published theorem speaks of boxes.
        assertThat(measure("published-l1", ladder)).isNull();
    }

    private static RealVector row(Kernel kernel, double point, double[] x) {
        RealVector row = new ArrayRealVector(x.length);
        for (int i = 0; i < x.length; i++) {
            row.setEntry(i, k(kernel, point, x[i]));
        }
        return row;
    }

    @Test
    void onABoxThePublishedBoundIsThere() {
        LfpOperator operator = LfpOperator.of(LAW, 1).onBox(4, 128);
        Ladder ladder = ladder(operator, Targets.parse("sine(1)"));
        assertThat(value("published-l1", ladder)).isPositive().isLessThan(value("tighter-l1", ladder));
        assertThat(value("tighter-l1", ladder)).isLessThan(1);
        assertThat(value("pointwise-bound", ladder)).isPositive().isLessThanOrEqualTo(1);
    }

    @Test
    void aTargetWithoutNormIsNotBounded() {
        Ladder ladder = ladder(LfpOperator.of(LAW, 1).zeroMode(ZeroMode.LAW).exact(), Targets.parse("step"));
        for (String name : List.of("pointwise-bound", "tighter-l1", "published-l1")) {
            assertThat(measure(name, ladder)).as(name).isNull();
        }
    }
}
