package org.fprinciple.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.problem.Target;
import org.fprinciple.problem.Targets;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solver.MinimumFpNorm;
import org.fprinciple.solver.Ridge;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounds against closed forms, slow definitions and the errors that they bound. */
@Tag("any-jdk")
class BoundTest {
    private static final Backend CPU = Backend.cpu(1);
    private static final double A = 0.02;
    private static final double B = 0.3;

    /** A known target, its samples, and what the bounds say of the limit. */
    private record Trial(
            KnownTarget target, Dataset data, LfpOperator operator, LfpSolution solution, FpNorm q, PointwiseBound at) {
        static Trial of(String target, int n, double from, double to, LfpOperator operator, Ridge ridge, long seed) {
            return of(target, n, from, to, operator, ridge, seed, null);
        }

        /** With Q from another draw, on which it does not depend. */
        static Trial of(
                String target,
                int n,
                double from,
                double to,
                LfpOperator operator,
                Ridge ridge,
                long seed,
                @Nullable FpNorm norm) {
            Dataset data = Targets.sample(Targets.parse(target), n, from, to, seed);
            KnownTarget known = new KnownTarget(Targets.parse(target), data.normalisation(), from, to);
            LfpSolution solution = MinimumFpNorm.of(operator, data)
                    .on(CPU)
                    .ridge(ridge)
                    .method(MinimumFpNorm.Method.DENSE)
                    .solve();
            FpNorm q = norm != null
                    ? norm
                    : FpNorm.of(
                            known,
                            known.region(),
                            operator,
                            PointFunction.ZERO,
                            why -> ofData(operator, data, List.of(solution), why),
                            CPU);
            PointwiseBound at = PointwiseBound.of(
                    q,
                    operator.kernel(),
                    data,
                    PointFunction.ZERO,
                    solution,
                    known.region().largestSquare(),
                    CPU,
                    Progress.NONE);
            return new Trial(known, data, operator, solution, q, at);
        }

        double[] error(DMatrixRMaj x) {
            double[] f = target.at(x);
            double[] h = solution.function().at(x);
            return IntStream.range(0, f.length)
                    .mapToDouble(i -> Math.abs(f[i] - h[i]))
                    .toArray();
        }

        RiskBounds risk(double delta) {
            return RiskBounds.of(
                    new RiskBounds.Setting(
                            operator.kernel(), target.region(), data.inputs(), error(data.inputs()), delta),
                    q.value(),
                    1);
        }
    }

    private static FpNorm ofData(LfpOperator operator, Dataset data, List<LfpSolution> solutions, String why) {
        return FpNorm.ofData(operator.kernel(), MergedSamples.of(data), PointFunction.ZERO, solutions, why);
    }

    private static LfpOperator weight(int d) {
        return LfpOperator.ofWeight(new PolyharmonicWeight(d, A, B));
    }

    private static double integral(UnivariateFunction f, double from, double to) {
        return new IterativeLegendreGaussIntegrator(16, 1e-12, 1e-12).integrate(1_000_000, f, from, to);
    }

    @ParameterizedTest
    @CsvSource({"2, 4096", "4, 1024", "16, 4096"})
    void gammaNormInClosedForm(double side, int modes) {
        Kernel kernel = weight(1).onBox(side, modes).kernel();
        Region region = new Region(new double[] {-0.9}, new double[] {0.9});
        RiskBounds bounds = RiskBounds.of(
                new RiskBounds.Setting(kernel, region, new DMatrixRMaj(100, 1), new double[100], 0.05), 1, 1);
        double exact = Math.sqrt(Math.PI * Math.PI * B * side / 3 + Math.pow(Math.PI, 4) * A * Math.pow(side, 3) / 45);
        assertThat(bounds.gammaNorm()).isBetween(exact * (1 - 1e-12), exact * (1 + 1e-4));
        assertThat(bounds.meanKernel()).isCloseTo(exact * exact, within(2e-4 * exact * exact));
        assertThat(bounds.tighter())
                .isCloseTo(2 * exact * (2 + Math.sqrt(Math.log(20) / 2)) / 10, within(1e-3 * exact));
        assertThat(bounds.published())
                .isCloseTo((1 + 2 * exact) * (2 + 4 * Math.sqrt(2 * Math.log(80))) / 10, within(1e-2 * exact));
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "40"})
    void theNormOfASineOnItsPeriod(int k) {
        // 40 waves are beyond the grid, which must be said and change nothing in Q.
        LfpOperator operator = weight(1).onBox(2, 64);
        Trial trial = Trial.of("sine(" + k + ")", 20, -1, 1, operator, Ridge.parse("1e-3rel"), 1);
        double gamma2 = (A / Math.pow(k, 4) + B / Math.pow(k, 2)) / 2;
        assertThat(trial.q.kind()).isEqualTo(FpNorm.Kind.EXACT);
        assertThat(trial.q.value()).isCloseTo(Math.sqrt(0.5 / gamma2), within(1e-12 / Math.sqrt(gamma2)));
        double[] beyond = trial.q.beyond().at(trial.data.inputs());
        double[] f = trial.target.at(trial.data.inputs());
        for (int i = 0; i < f.length; i++) {
            assertThat(beyond[i]).isCloseTo(2 * k > 31 ? f[i] : 0, within(1e-10));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.02, 0.3, 1.3", "0.3, 0, 1.3", "0, 0.3, 1.3", "0.02, 0.3, 2"})
    void theLeastExtensionOfASineInSpace(double a, double b, double k) {
        // M − κM'' = f'', M(±1) = 0, Q² = ∫ M f''/(16π⁴A); A = 0: Q² = ∫ f'²/(4π²B).
        double w = 2 * Math.PI * k;
        double kappa = a == 0 ? 0 : b / (4 * Math.PI * Math.PI * a);
        double length = Math.sqrt(kappa);
        double exact = a == 0
                ? integral(x -> w * w * Math.cos(w * x) * Math.cos(w * x), -1, 1) / (4 * Math.PI * Math.PI * b)
                : integral(
                                x -> {
                                    double layer = kappa == 0
                                            ? 0
                                            : Math.sin(w) * Math.sinh(x / length) / Math.sinh(1 / length);
                                    return Math.pow(w, 4)
                                            / (1 + kappa * w * w)
                                            * (Math.sin(w * x) - layer)
                                            * Math.sin(w * x);
                                },
                                -1,
                                1)
                        / (16 * Math.pow(Math.PI, 4) * a);
        LeastExtension least = LeastExtension.of(
                x -> Arrays.stream(x.data).map(v -> Math.sin(w * v)).toArray(),
                new double[0],
                new Region(new double[] {-1}, new double[] {1}),
                new PolyharmonicWeight(1, a, b),
                Double.POSITIVE_INFINITY);
        assertThat(least).isNotNull();
        assertThat(least.norm()).isBetween(Math.sqrt(exact) * (1 - 1e-7), Math.sqrt(exact) * (1 + 1e-3));
        assertThat(least.norm() - least.error()).isLessThanOrEqualTo(Math.sqrt(exact) * (1 + 1e-7));
    }

    @ParameterizedTest
    @CsvSource({"0.02, 0.3", "0, 0.3"})
    void theLeastPeriodicExtensionNearsThePeriodicFunction(double a, double b) {
        LfpOperator operator =
                LfpOperator.ofWeight(new PolyharmonicWeight(1, a, b)).onBox(2, 512);
        double gamma2 = (a + b) / 2;
        double exact = Math.sqrt(0.5 / gamma2);
        PointFunction sine =
                x -> Arrays.stream(x.data).map(v -> Math.sin(2 * Math.PI * v)).toArray();
        double[] norms = new double[3];
        for (int i = 0; i < 3; i++) {
            double end = 1 - Math.pow(10, -i - 1);
            LeastExtension least = LeastExtension.of(
                    sine,
                    new double[0],
                    new Region(new double[] {-end}, new double[] {end}),
                    (PolyharmonicWeight) operator.weight(),
                    2);
            norms[i] = least.norm();
            // The interpolant's own spectrum has that norm, and passes through the sine.
            DMatrixRMaj alpha = DMatrixRMaj.wrap(least.alpha().length, 1, least.alpha());
            DMatrixRMaj x = new Region(new double[] {-end}, new double[] {end}).midpoints(50);
            double[] h = operator.kernel().product(x, least.knots(), alpha, CPU, Progress.NONE).data;
            double shift = h[0] - sine.at(x)[0];
            for (int j = 0; j < 50; j++) {
                assertThat(h[j] - shift).isCloseTo(sine.at(x)[j], within(5e-3));
            }
        }
        // γ_k of k = 2 on a box of side 2: |ξ| = 1.
        assertThat(norms[0]).isLessThan(norms[1]);
        assertThat(norms[1]).isLessThan(norms[2]).isGreaterThan(0.9 * exact);
        assertThat(norms[2]).isBetween(0.99 * exact, exact * (1 + 1e-6));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theLeastExtensionUnderALawsZeroMode(boolean exact) {
        // Σ c_j K(·, z_j) has the square norm cᵀKc, by the reproducing property; the knots miss its kinks at z_j.
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), 1).zeroMode(ZeroMode.LAW);
        Kernel kernel = (exact ? operator.exact() : operator).kernel();
        DMatrixRMaj z = new DMatrixRMaj(new double[][] {{-0.7123}, {0.1417}, {0.5551}});
        DMatrixRMaj c = new DMatrixRMaj(new double[][] {{1}, {-2}, {2}});
        DMatrixRMaj image = new DMatrixRMaj(3, 1);
        CommonOps_DDRM.mult(kernel.matrix(z, CPU), c, image);
        double norm = Math.sqrt(CommonOps_DDRM.dot(c, image));
        Region region = new Region(new double[] {-1}, new double[] {1});
        LeastExtension least = LeastExtension.of(
                x -> kernel.product(x, z, c, CPU, Progress.NONE).data, new double[0], region, kernel, CPU);
        assertThat(least).isNotNull();
        assertThat(least.norm()).isBetween(norm, norm + least.error());
        assertThat(least.error()).isLessThan(1e-3 * norm);
        assertThat(LeastExtension.of(
                        x -> java.util.stream.DoubleStream.of(x.data)
                                .map(Math::signum)
                                .toArray(),
                        new double[0],
                        region,
                        kernel,
                        CPU))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"0.5", "0.25005", "0.10005", "1e-4"})
    void kinksAreKnots(double w) {
        // A = 0: Q² = ∫ f'²/(4π²B) = 2/(4π²Bw).
        Target hat = Targets.parse("hat(" + w + ")");
        KnownTarget known =
                new KnownTarget(hat, Targets.sample(hat, 1, -1, 1, 1).normalisation(), -1, 1);
        double exact = Math.sqrt(2 / (4 * Math.PI * Math.PI * B * w));
        for (double side : new double[] {Double.POSITIVE_INFINITY, 4}) {
            LeastExtension least =
                    LeastExtension.of(known::at, known.kinks(), known.region(), new PolyharmonicWeight(1, 0, B), side);
            assertThat(least).isNotNull();
            assertThat(least.norm()).isBetween(exact * (1 - 1e-13), exact * (1 + 1e-9));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hat(0.5), simplified, 30, 64, 0, true",
        "hat(0.5), simplified, 30, 256, 0, true",
        "hat(0.5), exact, 30, 256, 0, true",
        "hat(0.5), simplified, 30, 64, 1e-2, true",
        "sine(9), simplified, 12, 32, 0, false",
        "'gaussian(0.2,2)', simplified, 40, 64, 0, true",
    })
    void whatDataSayOnAGridTooCoarse(String target, String kind, int n, int modes, double epsilon, boolean enough) {
        // Data say less than the norm of f, which is known here; where it is under √2 times that, the figure is a
        // bound.
        int d = Targets.parse(target).dimension();
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d).onBox(4, modes);
        operator = kind.equals("exact") ? operator.exact() : operator;
        Ridge ridge = epsilon == 0 ? Ridge.NONE : Ridge.parse(epsilon + "rel");
        int under = 0;
        for (int seed = 1; seed <= 5; seed++) {
            Trial trial = Trial.of(target, n, -1, 1, operator, ridge, seed);
            LimitBounds all = LimitBounds.of(
                    new LimitBounds.Setting(
                            operator.kernel(),
                            operator,
                            PointFunction.ZERO,
                            null,
                            trial.target.region(),
                            new DMatrixRMaj(0, d),
                            ridge,
                            1e-8,
                            0.05,
                            1),
                    trial.data,
                    null,
                    CPU,
                    Progress.NONE);
            assertThat(trial.q.bounds()).isTrue();
            assertThat(all.norm().bounds()).isFalse();
            assertThat(all.norm().value()).isBetween(0.1 * trial.q.value(), trial.q.value());
            if (trial.q.value() <= Math.sqrt(2) * all.norm().value()) {
                under++;
                DMatrixRMaj x = trial.target.region().random(1000, 1);
                double[] error = trial.error(x);
                double[] bound = all.pointwise().at(x, Progress.NONE);
                for (int i = 0; i < error.length; i++) {
                    assertThat(error[i]).isLessThanOrEqualTo(bound[i]);
                }
            }
        }
        assertThat(under > 0).isEqualTo(enough);
    }

    @Test
    void aGaussianOfTwoInputsInSpace() {
        // A = 0: ∫ |f̂|² |ξ|³/B dξ = (2πs²)² 2π/B ∫ ρ⁴ e^{−pρ²} dρ, p = 4π²s².
        double s = 0.3;
        double p = 4 * Math.PI * Math.PI * s * s;
        double exact =
                Math.pow(2 * Math.PI * s * s, 2) * 2 * Math.PI / B * 3 * Math.sqrt(Math.PI) / (8 * Math.pow(p, 2.5));
        LfpOperator operator = LfpOperator.ofWeight(new PolyharmonicWeight(2, 0, B));
        Trial trial = Trial.of("gaussian(0.3,2)", 30, -1, 1, operator, Ridge.NONE, 3);
        assertThat(trial.q.kind()).isEqualTo(FpNorm.Kind.EXACT);
        assertThat(trial.q.value()).isCloseTo(Math.sqrt(exact), within(1e-7 * Math.sqrt(exact)));
        assertThat(trial.solution.fpNorm()).isLessThan(trial.q.value());
    }

    @ParameterizedTest
    @CsvSource({"step, 0.02, 0.3", "hat(0.5), 0.02, 0", "xor, 0.02, 0.3"})
    void infiniteNormsAreNotClaimed(String target, double a, double b) {
        LfpOperator operator = LfpOperator.ofWeight(
                new PolyharmonicWeight(Targets.parse(target).dimension(), a, b));
        Trial trial = Trial.of(target, 30, -1, 1, operator, Ridge.NONE, 3);
        assertThat(trial.q.kind()).isEqualTo(FpNorm.Kind.LOWER_BOUND);
        assertThat(trial.q.of()).contains("no finite FP-norm");
        assertThat(trial.q.value()).isCloseTo(trial.solution.fpNorm(), within(1e-9 * trial.solution.fpNorm()));
    }

    /** P² = K − 2c·k + cᵀKc minimised by the saddle system with a dense inverse: no factor, no reflections. */
    private static double slowPower(Kernel kernel, DMatrixRMaj x, DMatrixRMaj at) {
        int n = x.numRows;
        DMatrixRMaj functions = kernel.freeFunctions().at(x);
        int p = functions.numCols;
        DMatrixRMaj matrix = kernel.matrix(x, CPU);
        DMatrixRMaj saddle = new DMatrixRMaj(n + p, n + p);
        CommonOps_DDRM.insert(matrix, saddle, 0, 0);
        DMatrixRMaj transposed = new DMatrixRMaj(p, n);
        CommonOps_DDRM.transpose(functions, transposed);
        CommonOps_DDRM.insert(functions, saddle, 0, n);
        CommonOps_DDRM.insert(transposed, saddle, n, 0);
        DMatrixRMaj right = new DMatrixRMaj(n + p, 1);
        System.arraycopy(kernel.block(at, x).data, 0, right.data, 0, n);
        System.arraycopy(kernel.freeFunctions().at(at).data, 0, right.data, n, p);
        DMatrixRMaj inverse = new DMatrixRMaj(n + p, n + p);
        assertThat(CommonOps_DDRM.invert(saddle, inverse)).isTrue();
        DMatrixRMaj c = new DMatrixRMaj(n + p, 1);
        CommonOps_DDRM.mult(inverse, right, c);
        return kernel.block(at, at).data[0] - CommonOps_DDRM.dot(c, right);
    }

    @ParameterizedTest
    @CsvSource({
        "1, simplified, space, free",
        "1, exact, space, free",
        "2, simplified, space, free",
        "2, exact, space, free",
        "1, simplified, box, free",
        "1, exact, box, free",
        "2, simplified, box, free",
        "2, exact, box, free",
        "1, simplified, box, value",
        "2, exact, space, law",
    })
    void thePowerFunctionAgainstItsDefinition(int d, String kind, String domain, String zero) {
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 4), d);
        operator = kind.equals("exact") ? operator.exact() : operator;
        operator = domain.equals("box") ? operator.onBox(4, d == 1 ? 256 : 64) : operator;
        operator = operator.zeroMode(
                zero.equals("free") ? ZeroMode.FREE : zero.equals("law") ? ZeroMode.LAW : ZeroMode.of(2));
        Kernel kernel = operator.kernel();
        Region region = new Region(new double[] {-1, -1}, new double[] {1, 1});
        region = d == 1 ? new Region(new double[] {-1}, new double[] {1}) : region;
        DMatrixRMaj x = region.random(12, 5);
        MergedSamples samples = MergedSamples.of(Dataset.of(x, new double[12]));
        PowerFunction power = PowerFunction.of(kernel, samples, CPU, 0, Progress.NONE);
        DMatrixRMaj at = region.random(20, 6);
        double[] values = power.at(at, new double[12], Progress.NONE).power();
        for (int i = 0; i < values.length; i++) {
            double slow = slowPower(kernel, x, CommonOps_DDRM.extract(at, i, i + 1, 0, d));
            assertThat(values[i] * values[i]).isCloseTo(slow, within(1e-9 * kernelSize(kernel, x)));
        }
        for (double v : power.at(x, new double[12], Progress.NONE).power()) {
            assertThat(v).isBetween(0.0, 2e-6 * Math.sqrt(kernelSize(kernel, x)));
        }
        // The interpolant of the samples' own values.
        double[] y = new java.util.SplittableRandom(1).doubles(12).toArray();
        double[] carried = power.at(at, y, Progress.NONE).carried();
        double[] h = MinimumFpNorm.of(kernel, Dataset.of(x, y))
                .method(MinimumFpNorm.Method.DENSE)
                .solve()
                .function()
                .at(at);
        for (int i = 0; i < h.length; i++) {
            assertThat(carried[i]).isCloseTo(h[i], within(1e-7));
        }
    }

    private static double kernelSize(Kernel kernel, DMatrixRMaj x) {
        return CommonOps_DDRM.elementMaxAbs(kernel.matrix(x, CPU));
    }

    @Test
    void manyModesAreInterpolated() {
        // Between many samples neither the box nor its cut-off matters to P: R is the oracle.
        Region region = new Region(new double[] {-1}, new double[] {1});
        DMatrixRMaj x = region.random(420, 5);
        MergedSamples samples = MergedSamples.of(Dataset.of(x, new double[420]));
        DMatrixRMaj at = region.random(40, 6);
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), 1);
        double[] box = PowerFunction.of(operator.onBox(4, 1 << 16).kernel(), samples, CPU, 0, Progress.NONE)
                .at(at, new double[420], Progress.NONE)
                .power();
        double[] space = PowerFunction.of(operator.kernel(), samples, CPU, 0, Progress.NONE)
                .at(at, new double[420], Progress.NONE)
                .power();
        double difference = 0;
        for (int i = 0; i < box.length; i++) {
            difference += Math.abs(box[i] - space[i]);
        }
        assertThat(difference).isLessThan(0.02 * Arrays.stream(space).sum());
    }

    @Test
    void samplesThatDoNotFixTheFreeFunctions() {
        DMatrixRMaj line = new DMatrixRMaj(new double[][] {{0, 0}, {1, 1}, {2, 2}, {3, 3}});
        Kernel kernel = weight(2).kernel();
        MergedSamples samples = MergedSamples.of(Dataset.of(line, new double[4]));
        assertThatThrownBy(() -> PowerFunction.of(kernel, samples, CPU, 0, Progress.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("add samples");
    }

    @ParameterizedTest
    @CsvSource({
        "sine(2), simplified, space, 0",
        "sine(2), exact, space, 0",
        "runge(5), simplified, space, 0",
        "hat(0.5), simplified, space, 0",
        "hat(0.5), exact, space, 0",
        "'gaussian(0.3,2)', simplified, space, 0",
        "'gaussian(0.3,2)', exact, space, 0",
        "sine(2), simplified, space, 1e-3",
        "sine(2), simplified, law, 0",
        "sine(2), exact, law, 0",
        "hat(0.5), exact, law, 0",
        "runge(5), exact, law, 1e-3",
        "sine(2), simplified, 2.5, 0",
        "sine(2), simplified, 4, 0",
        "sine(2), exact, 4, 0",
        "runge(5), simplified, 4, 0",
        "runge(5), exact, 4, 0",
        "hat(0.5), simplified, 4, 0",
        "hat(0.5), exact, 4, 0",
        "sine(2), simplified, 4, 1e-3",
        "hat(0.5), exact, 4, 1e-3",
        "'gaussian(0.2,2)', simplified, 4, 0",
        "'gaussian(0.2,2)', exact, 4, 0",
    })
    void thePointwiseBoundHoldsEverywhere(String target, String kind, String domain, double ridge) {
        int d = Targets.parse(target).dimension();
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d);
        operator = kind.equals("exact") ? operator.exact() : operator;
        if (domain.equals("law")) {
            operator = operator.zeroMode(ZeroMode.LAW);
        } else if (!domain.equals("space")) {
            operator = operator.onBox(Double.parseDouble(domain), d == 1 ? 256 : 64);
        }
        for (int n : new int[] {6, 12, 25, 50}) {
            Trial trial =
                    Trial.of(target, n, -1, 1, operator, ridge == 0 ? Ridge.NONE : Ridge.parse(ridge + "rel"), 10 + n);
            assertThat(trial.q.bounds()).isTrue();
            DMatrixRMaj x = d == 1
                    ? trial.target.region().midpoints(2000)
                    : trial.target.region().random(2000, 1);
            double[] error = trial.error(x);
            double[] bound = trial.at.at(x, Progress.NONE);
            for (int i = 0; i < error.length; i++) {
                assertThat(bound[i]).as("n = %d, point %d", n, i).isGreaterThanOrEqualTo(error[i]);
            }
            double sharpness = Arrays.stream(error).sum() / Arrays.stream(bound).sum();
            if (n == 25) {
                System.out.printf(
                        "%s %s %s ridge %s: Q %.4g, ρ %.4g, mean error/mean bound %.3f%n",
                        target, kind, domain, ridge, trial.q.value(), trial.at.radius(), sharpness);
            }
            assertThat(sharpness).isGreaterThan(1e-3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sine(1), simplified, free, 0",
        "sine(1), simplified, 2, 0",
        "sine(1), exact, free, 0",
        "sine(1), exact, free, 1e-2",
        "'gaussian(0.2,2)', simplified, free, 0",
        "'gaussian(0.2,2)', exact, free, 0",
    })
    void boundsOfTheMeanErrorHold(String target, String kind, String zero, double ridge) {
        // 200 draws of 30 samples, seeds 1 to 200, δ = 0.05: at most 10 may fail.
        int d = Targets.parse(target).dimension();
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d).onBox(4, 64);
        operator = kind.equals("exact") ? operator.exact() : operator;
        operator = zero.equals("free") ? operator : operator.zeroMode(ZeroMode.of(Double.parseDouble(zero)));
        int failed = 0;
        int published = 0;
        double worst = 0;
        double mean = 0;
        double againstPublished = 0;
        FpNorm norm = null;
        for (int seed = 1; seed <= 200; seed++) {
            Trial trial = Trial.of(
                    target,
                    30,
                    -1,
                    1,
                    operator,
                    ridge == 0 ? Ridge.NONE : Ridge.parse(Double.toString(ridge)),
                    seed,
                    norm);
            norm = trial.q;
            assertThat(trial.q.bounds()).isTrue();
            assertThat(trial.at.radius()).isLessThanOrEqualTo(trial.q.value());
            double[] error = trial.error(
                    d == 1
                            ? trial.target.region().midpoints(200)
                            : trial.target.region().random(200, seed));
            double measured = Arrays.stream(error).average().orElseThrow();
            double sup = Arrays.stream(error).max().orElseThrow();
            double squared = Arrays.stream(error).map(v -> v * v).average().orElseThrow();
            RiskBounds risk = trial.risk(0.05);
            failed += measured > risk.tighter() || squared > risk.squared() ? 1 : 0;
            assertThat(sup).isLessThanOrEqualTo(risk.sup());
            if (kind.equals("simplified")) {
                published += measured > risk.published() ? 1 : 0;
                assertThat(risk.tighter()).isLessThan(risk.published());
                againstPublished += measured / risk.published() / 200;
            } else {
                assertThat(risk.published()).isNull();
            }
            worst = Math.max(worst, measured / risk.tighter());
            mean += measured / risk.tighter() / 200;
        }
        System.out.printf(
                "%s %s zero mode %s ridge %s: mean error/bound %.2e (worst %.2e), of the published %.2e%n",
                target, kind, zero, ridge, mean, worst, againstPublished);
        assertThat(failed).isLessThanOrEqualTo(10);
        assertThat(published).isLessThanOrEqualTo(10);
        assertThat(mean).isGreaterThan(1e-4);
    }

    @Test
    void affineFunctionsBetweenTheSamplesThatFixThem() {
        Region region = new Region(new double[] {-1, 2}, new double[] {3, 4});
        assertThat(RiskBounds.Anchors.of(region.corners(), region).lebesgue()).isCloseTo(3, within(1e-12));
        Region line = new Region(new double[] {0}, new double[] {1});
        // Through 1/4 and 3/4 the ends are reached with ℓ = 3/2 and −1/2.
        DMatrixRMaj inner = new DMatrixRMaj(new double[][] {{0.5}, {0.25}, {0.75}, {0.6}});
        RiskBounds.Anchors anchors = RiskBounds.Anchors.of(inner, line);
        assertThat(anchors.lebesgue()).isCloseTo(2, within(1e-12));
        assertThat(anchors.rows()).containsExactlyInAnyOrder(1, 2);
    }
}
