package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.interpolation.LinearInterpolator;
import org.apache.commons.math3.analysis.interpolation.SplineInterpolator;
import org.apache.commons.math3.fraction.BigFraction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.FreeFunctions;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MinimumFpNormTest {

    private static DMatrixRMaj line(double from, double to, int count) {
        DMatrixRMaj x = new DMatrixRMaj(count, 1);
        for (int i = 0; i < count; i++) {
            x.data[i] = from + (to - from) * i / (count - 1);
        }
        return x;
    }

    private static LfpOperator weight(int d, double a, double b) {
        return LfpOperator.ofWeight(new PolyharmonicWeight(d, a, b));
    }

    /** Commons Math's natural cubic spline and linear interpolant are the published limits for A alone and B alone. */
    private static double[] interpolant(Dataset data, DMatrixRMaj at, boolean cubic) {
        int[] order = IntStream.range(0, data.size())
                .boxed()
                .sorted((i, j) -> Double.compare(data.inputs().data[i], data.inputs().data[j]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] x =
                Arrays.stream(order).mapToDouble(i -> data.inputs().data[i]).toArray();
        double[] y = Arrays.stream(order).mapToDouble(i -> data.targets()[i]).toArray();
        UnivariateFunction f =
                cubic ? new SplineInterpolator().interpolate(x, y) : new LinearInterpolator().interpolate(x, y);
        return Arrays.stream(at.data)
                .map(t -> f.value(Math.min(x[x.length - 1], Math.max(x[0], t))))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"3, true", "10, true", "60, true", "60, false", "2, false", "500, true", "500, false"})
    void oneDimensionalLimitsAreTheSplines(int n, boolean cubic) {
        Dataset data = Samples.rough(n, 1, 7);
        double min = Arrays.stream(data.inputs().data).min().orElseThrow();
        double max = Arrays.stream(data.inputs().data).max().orElseThrow();
        DMatrixRMaj at = line(min, max, 1000);
        LfpSolution solution =
                MinimumFpNorm.of(weight(1, cubic ? 1 : 0, cubic ? 0 : 1), data).solve();
        assertThat(solution.statistics().method()).isEqualTo("banded");
        assertThat(Samples.relative(solution.predict(at), interpolant(data, at, cubic)))
                .isLessThan(1e-10);
    }

    @ParameterizedTest
    @CsvSource({"12, true", "60, true", "60, false"})
    void theDenseSystemGivesTheSplinesToo(int n, boolean cubic) {
        Dataset data = Samples.smooth(n, 1, 3);
        double min = Arrays.stream(data.inputs().data).min().orElseThrow();
        double max = Arrays.stream(data.inputs().data).max().orElseThrow();
        DMatrixRMaj at = line(min, max, 1000);
        LfpSolution solution = MinimumFpNorm.of(weight(1, cubic ? 1 : 0, cubic ? 0 : 1), data)
                .method(MinimumFpNorm.Method.DENSE)
                .solve();
        assertThat(Samples.relative(solution.predict(at), interpolant(data, at, cubic)))
                .isLessThan(1e-9);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "0, 1, 0", "1, 1, 0", "0.02, 3, 0", "1, 1, 1e-3", "0, 1, 1e-2", "1, 0, 1e-4", "3, 0.1, 10"})
    void bandedAndDenseAgreeInsideAndOutside(double a, double b, double epsilon) {
        Dataset data = Samples.smooth(25, 1, 11);
        DMatrixRMaj at = line(-1.6, 1.7, 333);
        MinimumFpNorm problem = MinimumFpNorm.of(weight(1, a, b), data).ridge(new Ridge(epsilon, false));
        LfpSolution banded = problem.method(MinimumFpNorm.Method.BANDED).solve();
        LfpSolution dense = problem.method(MinimumFpNorm.Method.DENSE).solve();
        assertThat(Samples.relative(banded.predict(at), dense.predict(at))).isLessThan(1e-9);
        assertThat(Samples.relative(banded.alpha(), dense.alpha())).isLessThan(1e-6);
        assertThat(banded.beta()).hasSameSizeAs(dense.beta());
        assertThat(Samples.relative(banded.beta(), dense.beta())).isLessThan(1e-7);
        assertThat(banded.fpNorm())
                .isCloseTo(dense.fpNorm(), org.assertj.core.data.Offset.offset(1e-8 * dense.fpNorm()));
        assertThat(banded.residualRms()).isCloseTo(dense.residualRms(), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(banded.statistics().toleranceReached()).isLessThan(1e-10);
        assertThat(dense.statistics().toleranceReached()).isLessThan(1e-10);
    }

    /** h at points and MᵀTM by the tridiagonal system of theory-notes/fp-norm.md §7 in exact fractions. */
    private static double[] inFractions(double[] x, double[] y, double kappa, double[] at) {
        int n = x.length;
        BigFraction[] gap = new BigFraction[n - 1];
        BigFraction[] slope = new BigFraction[n - 1];
        for (int i = 0; i < n - 1; i++) {
            gap[i] = new BigFraction(x[i + 1]).subtract(new BigFraction(x[i]));
            slope[i] = new BigFraction(y[i + 1]).subtract(new BigFraction(y[i])).divide(gap[i]);
        }
        BigFraction k = new BigFraction(kappa);
        BigFraction[] diagonal = new BigFraction[n - 2];
        BigFraction[] right = new BigFraction[n - 2];
        for (int i = 0; i < n - 2; i++) {
            diagonal[i] = gap[i].add(gap[i + 1])
                    .divide(3)
                    .add(k.multiply(gap[i].reciprocal().add(gap[i + 1].reciprocal())));
            right[i] = slope[i + 1].subtract(slope[i]);
            if (i > 0) {
                BigFraction off = gap[i].divide(6).subtract(k.divide(gap[i]));
                BigFraction factor = off.divide(diagonal[i - 1]);
                diagonal[i] = diagonal[i].subtract(factor.multiply(off));
                right[i] = right[i].subtract(factor.multiply(right[i - 1]));
            }
        }
        BigFraction[] m = new BigFraction[n];
        Arrays.fill(m, BigFraction.ZERO);
        for (int i = n - 3; i >= 0; i--) {
            BigFraction off = gap[i + 1].divide(6).subtract(k.divide(gap[i + 1]));
            m[i + 1] = right[i].subtract(off.multiply(m[i + 2])).divide(diagonal[i]);
        }
        double[] h = new double[at.length];
        for (int q = 0; q < at.length; q++) {
            int i = n - 2;
            while (i > 0 && x[i] > at[q]) {
                i--;
            }
            BigFraction left =
                    new BigFraction(x[i + 1]).subtract(new BigFraction(at[q])).divide(gap[i]);
            BigFraction rest = BigFraction.ONE.subtract(left);
            BigFraction bend = left.pow(3)
                    .subtract(left)
                    .multiply(m[i])
                    .add(rest.pow(3).subtract(rest).multiply(m[i + 1]));
            h[q] = left.multiply(new BigFraction(y[i]))
                    .add(rest.multiply(new BigFraction(y[i + 1])))
                    .add(bend.multiply(gap[i]).multiply(gap[i]).divide(6))
                    .doubleValue();
        }
        return h;
    }

    /** Smooth and rough data with two pairs of close samples, against exact fractions. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1e-5",
        "1, 1, 1e-9",
        "1, 1, 1e-13",
        "0.05, 1, 1e-11",
        "1e-6, 1, 1e-13",
        "1, 0, 1e-9",
        "1, 0, 1e-13"
    })
    void theBandedSystemIsAccurateForSamplesAtAnyDistance(double a, double b, double gap) {
        double[] x = new double[10];
        for (int i = 0; i < 8; i++) {
            x[i] = -1 + 2 * i / 7.0;
        }
        x[8] = x[3] + gap;
        x[9] = x[5] + 30 * gap;
        Arrays.sort(x);
        java.util.SplittableRandom random = new java.util.SplittableRandom(3);
        double[] at = {-0.93, -0.3, -0.1, 0.05, x[4], 0.44, 0.7, 0.99};
        for (boolean smooth : new boolean[] {true, false}) {
            double[] y = new double[10];
            for (int i = 0; i < 10; i++) {
                y[i] = smooth ? Math.sin(3 * x[i]) : 2 * random.nextDouble() - 1;
            }
            LfpSolution solution = MinimumFpNorm.of(weight(1, a, b), Dataset.of(DMatrixRMaj.wrap(10, 1, x), y))
                    .solve();
            double kappa = b / (4 * Math.PI * Math.PI * a);
            assertThat(Samples.relative(solution.predict(DMatrixRMaj.wrap(8, 1, at)), inFractions(x, y, kappa, at)))
                    .isLessThan(1e-14);
            assertThat(solution.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
        }
    }

    /** The saddle system written out and solved by EJML's general solver. */
    private static double[] bySaddleSystem(Kernel kernel, Dataset data, DMatrixRMaj at, double epsilon) {
        Backend backend = Backend.cpu(1);
        int n = data.size();
        FreeFunctions free = kernel.freeFunctions();
        DMatrixRMaj p = free.at(data.inputs());
        int size = n + p.numCols;
        DMatrixRMaj system = new DMatrixRMaj(size, size);
        CommonOps_DDRM.insert(kernel.matrix(data.inputs(), backend), system, 0, 0);
        for (int i = 0; i < n; i++) {
            system.add(i, i, epsilon);
            for (int c = 0; c < p.numCols; c++) {
                system.set(i, n + c, p.get(i, c));
                system.set(n + c, i, p.get(i, c));
            }
        }
        DMatrixRMaj right = new DMatrixRMaj(size, 1);
        System.arraycopy(data.targets(), 0, right.data, 0, n);
        DMatrixRMaj solution = new DMatrixRMaj(size, 1);
        assertThat(CommonOps_DDRM.solve(system, right, solution)).isTrue();
        DMatrixRMaj alpha = CommonOps_DDRM.extract(solution, 0, n, 0, 1);
        double[] h = kernel.product(at, data.inputs(), alpha, backend, org.fprinciple.Progress.NONE).data;
        DMatrixRMaj smooth = free.at(at);
        for (int i = 0; i < h.length; i++) {
            for (int c = 0; c < p.numCols; c++) {
                h[i] += smooth.get(i, c) * solution.get(n + c, 0);
            }
        }
        return h;
    }

    @ParameterizedTest
    @CsvSource({
        "1, simplified, free, 0", "1, exact, free, 0", "2, simplified, free, 0", "2, exact, law, 0",
        "3, exact, free, 0", "3, simplified, law, 1e-3", "5, exact, free, 1e-2", "12, simplified, free, 0"
    })
    void denseAgreesWithTheSaddleSystemWrittenOut(int d, String kind, String zero, double epsilon) {
        Dataset data = Samples.smooth(40, d, 5);
        LfpOperator operator =
                LfpOperator.of(InitLaw.standard(), d).zeroMode(zero.equals("law") ? ZeroMode.LAW : ZeroMode.FREE);
        operator = kind.equals("exact") ? operator.exact() : operator;
        DMatrixRMaj at = Samples.points(50, d, 99);
        LfpSolution solution = MinimumFpNorm.of(operator, data)
                .method(MinimumFpNorm.Method.DENSE)
                .ridge(new Ridge(epsilon, false))
                .solve();
        assertThat(Samples.relative(solution.predict(at), bySaddleSystem(operator.kernel(), data, at, epsilon)))
                .isLessThan(1e-8);
        assertThat(solution.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onABoxDenseAgreesWithTheSaddleSystemWrittenOut(boolean exact) {
        Dataset data = Samples.smooth(20, 2, 5);
        LfpOperator operator = LfpOperator.of(InitLaw.standard(), 2).onBox(4, 16);
        operator = exact ? operator.exact() : operator;
        DMatrixRMaj at = Samples.points(50, 2, 99);
        LfpSolution solution = MinimumFpNorm.of(operator, data).solve();
        assertThat(Samples.relative(solution.predict(at), bySaddleSystem(operator.kernel(), data, at, 0)))
                .isLessThan(1e-8);
    }

    @Test
    void duplicatesCountAsOftenAsTheyAppear() {
        DMatrixRMaj x = Samples.points(12, 1, 4);
        double[] y = new double[12];
        for (int i = 0; i < 12; i++) {
            x.data[i] = i < 9 ? x.data[i] : x.data[i - 9];
            y[i] = Math.sin(3 * x.data[i]) + (i < 9 ? 0 : 0.1 * i);
        }
        Dataset data = Dataset.of(x, y);
        DMatrixRMaj at = line(-1.2, 1.2, 77);
        LfpOperator operator = weight(1, 1, 1);
        assertThatThrownBy(() -> MinimumFpNorm.of(operator, data).solve())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("row 0 and row 9")
                .hasMessageContaining("--ridge");
        double[] expected = bySaddleSystem(operator.kernel(), data, at, 0.05);
        for (MinimumFpNorm.Method method :
                new MinimumFpNorm.Method[] {MinimumFpNorm.Method.DENSE, MinimumFpNorm.Method.BANDED}) {
            LfpSolution solution = MinimumFpNorm.of(operator, data)
                    .ridge(new Ridge(0.05, false))
                    .method(method)
                    .solve();
            assertThat(Samples.relative(solution.predict(at), expected)).isLessThan(1e-10);
            double squares = 0;
            double[] h = solution.predict(x);
            for (int i = 0; i < 12; i++) {
                squares += (h[i] - y[i]) * (h[i] - y[i]);
            }
            assertThat(solution.residualRms())
                    .isCloseTo(Math.sqrt(squares / 12), org.assertj.core.data.Offset.offset(1e-9));
        }
    }

    @Test
    void aRelativeRidgeIsInUnitsOfTheLargestEigenvalue() {
        Dataset data = Samples.smooth(30, 2, 8);
        Kernel kernel =
                LfpOperator.of(InitLaw.standard(), 2).zeroMode(ZeroMode.LAW).kernel();
        LfpSolution solution =
                MinimumFpNorm.of(kernel, data).ridge(new Ridge(1e-4, true)).solve();
        var eigen = org.ejml.dense.row.factory.DecompositionFactory_DDRM.eig(30, false, true);
        eigen.decompose(kernel.matrix(data.inputs(), Backend.cpu(1)));
        double largest = IntStream.range(0, 30)
                .mapToDouble(i -> eigen.getEigenvalue(i).getReal())
                .max()
                .orElseThrow();
        assertThat(solution.epsilon() / (1e-4 * largest)).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-11));
    }

    @Test
    void dependentColumnsAreDroppedFromTheFreeFunctions() {
        DMatrixRMaj x = Samples.points(20, 3, 1);
        for (int i = 0; i < 20; i++) {
            x.set(i, 2, 2 * x.get(i, 0) - 1);
        }
        LfpSolution solution = MinimumFpNorm.of(LfpOperator.of(InitLaw.standard(), 3), Samples.of(x, Samples::smooth))
                .solve();
        assertThat(solution.statistics().droppedFree()).hasSize(1);
        assertThat(solution.residualRms()).isLessThan(1e-9);
    }

    @Test
    void asManyPointsAsFreeFunctionsGiveThePlane() {
        DMatrixRMaj x = Samples.points(3, 2, 1);
        LfpSolution solution = MinimumFpNorm.of(
                        LfpOperator.of(InitLaw.standard(), 2), Samples.of(x, p -> 1 + 2 * p[0] - 3 * p[1]))
                .solve();
        assertThat(solution.beta())
                .containsExactly(new double[] {1, 2, -3}, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(solution.fpNorm()).isLessThan(1e-12);
    }

    @Test
    void fewerPointsThanFreeFunctionsAreRefused() {
        Dataset data = Samples.smooth(2, 2, 1);
        assertThatThrownBy(() -> MinimumFpNorm.of(LfpOperator.of(InitLaw.standard(), 2), data)
                        .solve())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("2 distinct input(s)")
                .hasMessageContaining("3 free functions");
    }

    @Test
    void aStartIsCarried() {
        Dataset data = Samples.smooth(15, 1, 2);
        LfpOperator operator = LfpOperator.of(InitLaw.standard(), 1).zeroMode(ZeroMode.LAW);
        DMatrixRMaj at = line(-1, 1, 50);
        org.fprinciple.problem.PointFunction start =
                x -> Arrays.stream(x.data).map(v -> Math.cos(5 * v)).toArray();
        double[] h = MinimumFpNorm.of(operator, data).from(start).solve().predict(at);
        // h − h_ini solves the problem for y − h_ini.
        double[] y = data.targets().clone();
        double[] initial = start.at(data.inputs());
        for (int i = 0; i < y.length; i++) {
            y[i] -= initial[i];
        }
        double[] difference =
                MinimumFpNorm.of(operator, Dataset.of(data.inputs(), y)).solve().predict(at);
        double[] expected = start.at(at);
        for (int i = 0; i < expected.length; i++) {
            expected[i] += difference[i];
        }
        assertThat(Samples.relative(h, expected)).isLessThan(1e-10);
    }

    @Test
    void nearlyCoincidentSamplesEndWithAStatusAndARemedy() {
        DMatrixRMaj x = Samples.points(30, 2, 6);
        x.data[58] = x.data[0] + 1e-15;
        x.data[59] = x.data[1];
        // Rough targets, so that the slope between the two is beyond what the kernel's sums can hold.
        SplittableRandom random = new SplittableRandom(1);
        Dataset data = Samples.of(x, point -> 2 * random.nextDouble() - 1);
        SolveStatus status = MinimumFpNorm.of(LfpOperator.of(InitLaw.standard(), 2), data)
                .solve()
                .statistics()
                .status();
        assertThat(status).isEqualTo(SolveStatus.TOLERANCE_NOT_REACHED);
        assertThat(status.remedy()).contains("--ridge");
    }
}
