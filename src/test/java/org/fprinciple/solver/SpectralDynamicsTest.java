package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;
import org.fprinciple.io.NpzWriter;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.operator.SpectralOperator;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.problem.SampleStream;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solution.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dynamics on the modes of a box against those by the kernel matrix's eigenvectors. */
class SpectralDynamicsTest {
    private static LfpOperator operator(int d, boolean exact, String zero, int modes) {
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), d);
        operator = (exact ? operator.exact() : operator).onBox(3.2, modes);
        return operator.zeroMode(
                switch (zero) {
                    case "free" -> ZeroMode.FREE;
                    case "law" -> ZeroMode.LAW;
                    default -> ZeroMode.of(Double.parseDouble(zero));
                });
    }

    /** The largest difference of two functions of time over the size of the second, at one time. */
    private static double difference(double[] a, double[] b) {
        return Samples.relative(a, b);
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, free, 256, 60, 1e-8",
        "1, true, free, 256, 60, 1e-8",
        "1, true, law, 256, 60, 1e-8",
        "1, false, 0.7, 128, 200, 1e-6",
        "2, false, free, 24, 120, 1e-8",
        "2, true, free, 24, 120, 1e-8",
        "2, false, law, 24, 120, 1e-4",
        "2, true, law, 24, 900, 1e-8",
        "3, false, free, 10, 150, 1e-8",
        "3, true, free, 10, 150, 1e-8",
    })
    void krylovAgreesWithTheModes(int d, boolean exact, String zero, int modes, int n, double tolerance) {
        Dataset data = Samples.smooth(n, d, 11 + d);
        Dynamics dynamics = Dynamics.of(operator(d, exact, zero, modes), data)
                .on(Backend.cpu(2))
                .from(Samples.START)
                .tolerance(tolerance);
        Trajectory modal = dynamics.method(Dynamics.Method.MODAL).solve(null);
        double largest = modal.rates()[modal.rates().length - 1];
        Times times = Times.logSpaced(0.1 / largest, 1e6 / largest, 9);
        modal = dynamics.method(Dynamics.Method.MODAL).solve(times);
        Trajectory krylov = dynamics.method(Dynamics.Method.KRYLOV).solve(times);
        assertThat(krylov.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(krylov.statistics().method()).isEqualTo("krylov");
        agree(krylov, modal, d, tolerance);
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, free, 128, 40, 1e-4, 1e3",
        "1, false, free, 128, 40, 1e-8, 1e4",
        "1, true, free, 128, 40, 1e-6, 1e4",
        "2, false, law, 20, 80, 1e-6, 1e4",
        "2, true, free, 20, 80, 1e-6, 1e4",
    })
    void rungeKuttaAgreesWithTheModes(
            int d, boolean exact, String zero, int modes, int n, double tolerance, double horizon) {
        Dataset data = Samples.smooth(n, d, 21 + d);
        Dynamics dynamics = Dynamics.of(operator(d, exact, zero, modes), data)
                .on(Backend.cpu(2))
                .from(Samples.START)
                .tolerance(tolerance);
        Trajectory modal = dynamics.method(Dynamics.Method.MODAL).solve(null);
        double largest = modal.rates()[modal.rates().length - 1];
        Times times = Times.logSpaced(0.1 / largest, horizon / largest, 7);
        modal = dynamics.method(Dynamics.Method.MODAL).solve(times);
        Trajectory steps = dynamics.method(Dynamics.Method.RK).solve(times);
        assertThat(steps.statistics().status()).isEqualTo(SolveStatus.CONVERGED);
        agree(steps, modal, d, tolerance);
    }

    static void agree(Trajectory path, Trajectory modal, int d, double tolerance) {
        DMatrixRMaj x = Samples.points(80, d, 5);
        double[][] h = path.at(x, Progress.NONE);
        double[][] expected = modal.at(x, Progress.NONE);
        double[][] atSamples = path.atSamples();
        double[][] expectedAtSamples = modal.atSamples();
        for (int k = 0; k < h.length; k++) {
            assertThat(difference(atSamples[k], expectedAtSamples[k]))
                    .as("h at the samples, time %d", k)
                    .isLessThan(tolerance);
            assertThat(difference(h[k], expected[k])).as("h, time %d", k).isLessThan(10 * tolerance);
            assertThat(difference(path.spectrum(k), modal.spectrum(k)))
                    .as("spectrum, time %d", k)
                    .isLessThan(100 * tolerance);
        }
        double[] loss = path.loss(Loss.HALF_SUM);
        double[] expectedLoss = modal.loss(Loss.HALF_SUM);
        for (int k = 0; k < loss.length; k++) {
            assertThat(Math.sqrt(loss[k]))
                    .isCloseTo(
                            Math.sqrt(expectedLoss[k]),
                            org.assertj.core.data.Offset.offset(10 * tolerance * Math.sqrt(expectedLoss[0])));
        }
        if (d > 1) {
            // A few modes tell û between them to a percent only.
            return;
        }
        HalfLife[] mine = path.halfLives(path.defaultFrequencies());
        HalfLife[] all = modal.halfLives(modal.defaultFrequencies());
        int compared = 0;
        for (HalfLife one : mine) {
            HalfLife same = Arrays.stream(all)
                    .filter(b -> b.axis().equals(one.axis()) && Math.abs(b.xi() - one.xi()) < 1e-12)
                    .findFirst()
                    .orElseThrow();
            // Where little is left the error of û is that of the whole residual.
            if (same.reached() && same.start() > 0.02 * all[0].start()) {
                assertThat(one.start()).isCloseTo(same.start(), org.assertj.core.data.Percentage.withPercentage(1e-4));
                assertThat(one.time())
                        .as("half-life of %s on %s", one.xi(), one.axis())
                        .isCloseTo(same.time(), org.assertj.core.data.Percentage.withPercentage(1e6 * tolerance));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(3);
    }

    @Test
    void theCostOfAStepDoesNotDependOnTheSamplesNorDoTheirDuplicates() {
        Dataset once = Samples.smooth(50, 1, 3);
        DMatrixRMaj x = new DMatrixRMaj(100, 1);
        double[] y = new double[100];
        for (int i = 0; i < 100; i++) {
            x.data[i] = once.inputs().data[i / 2];
            y[i] = once.targets()[i / 2] + (i % 2 == 0 ? 0.25 : -0.25);
        }
        Dataset twice = Dataset.of(x, y);
        LfpOperator operator = operator(1, false, "free", 128);
        Times times = Times.of(1, 100);
        Trajectory modal =
                Dynamics.of(operator, twice).method(Dynamics.Method.MODAL).solve(times);
        Trajectory krylov =
                Dynamics.of(operator, twice).method(Dynamics.Method.KRYLOV).solve(times);
        assertThat(difference(krylov.atSamples()[1], modal.atSamples()[1])).isLessThan(1e-8);
        assertThat(krylov.loss(Loss.MEAN)[1])
                .isCloseTo(modal.loss(Loss.MEAN)[1], org.assertj.core.data.Percentage.withPercentage(1e-5));
    }

    @Test
    void samplesThatAreReadInChunksGiveTheSame(@TempDir Path folder) throws IOException {
        Dataset all = Samples.smooth(700, 2, 31);
        Path file = folder.resolve("samples.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("X", all.inputs().data, 700, 2);
            npz.add("y", all.targets(), 700);
        }
        LfpOperator operator = operator(2, true, "free", 32);
        Times times = Times.of(0.01, 1);
        Trajectory whole = Dynamics.of(operator, all.normalised())
                .method(Dynamics.Method.KRYLOV)
                .solve(times);
        Trajectory chunks = Dynamics.of(operator, SampleStream.open(file, null).normalised())
                .solve(times);
        assertThat(chunks.statistics().method()).isEqualTo("krylov");
        assertThat(chunks.atSamples()).isDeepEqualTo(whole.atSamples());
        assertThat(chunks.loss(Loss.HALF_SUM)).isEqualTo(whole.loss(Loss.HALF_SUM));
        DMatrixRMaj x = Samples.points(30, 2, 9);
        assertThat(chunks.at(x, Progress.NONE)).isDeepEqualTo(whole.at(x, Progress.NONE));
        assertThatThrownBy(() -> Dynamics.of(operator, SampleStream.open(file, null))
                        .method(Dynamics.Method.MODAL)
                        .solve(times))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--method krylov");
    }

    @Test
    void aBasisThatWasSavedGoesOnToTheSameBits() {
        Dataset data = Samples.smooth(400, 1, 12);
        Dynamics dynamics = Dynamics.of(operator(1, false, "free", 512), data).method(Dynamics.Method.KRYLOV);
        List<RunStore.Basis> saved = new ArrayList<>();
        Trajectory whole = dynamics.store(new KeptBasis(saved, null)).solve(null);
        assertThat(saved).hasSizeGreaterThan(2);
        Trajectory resumed =
                dynamics.store(new KeptBasis(new ArrayList<>(), saved.get(1))).solve(null);
        assertThat(resumed.times()).isEqualTo(whole.times());
        assertThat(resumed.atSamples()).isDeepEqualTo(whole.atSamples());
    }

    /** Keeps copies of every basis that is offered. */
    private record KeptBasis(List<RunStore.Basis> kept, RunStore.Basis from) implements RunStore {
        @Override
        public DenseAlgebra.Eigen loadEigen() {
            return null;
        }

        @Override
        public void saveEigen(DenseAlgebra.Eigen eigen, double seconds) {}

        @Override
        public Basis loadBasis() {
            return from;
        }

        @Override
        public void saveBasis(Supplier<Basis> basis) {
            Basis now = basis.get();
            double[][] vectors = new double[now.size()][];
            Arrays.setAll(vectors, now.vector()::apply);
            kept.add(new Basis(now.norms(), now.diagonal(), now.beside(), now.size(), i -> vectors[i]));
        }
    }

    @Test
    void aShortBasisBeginsAnew() {
        Dataset data = Samples.smooth(60, 1, 12);
        LfpOperator operator = operator(1, true, "free", 256);
        Trajectory modal =
                Dynamics.of(operator, data).method(Dynamics.Method.MODAL).solve(null);
        double largest = modal.rates()[modal.rates().length - 1];
        Times times = Times.logSpaced(0.1 / largest, 1e4 / largest, 9);
        modal = Dynamics.of(operator, data).method(Dynamics.Method.MODAL).solve(times);
        SpectralOperator spectral = SpectralOperator.of(
                (BoxKernel) operator.kernel(), data, PointFunction.ZERO, Backend.cpu(2), 1e-13, Progress.NONE);
        Trajectory whole = KrylovDynamics.solve(data, spectral, times, 1e-8, Integer.MAX_VALUE);
        Trajectory cut = KrylovDynamics.solve(data, spectral, times, 1e-8, 24);
        assertThat(whole.statistics().iterations()).isGreaterThan(24);
        assertThat(cut.statistics().iterations()).isGreaterThan(48);
        agree(cut, modal, 1, 1e-8);
    }

    @Test
    void constantTargetsAreLearnedAtOnce() {
        DMatrixRMaj x = Samples.points(20, 1, 1);
        double[] y = new double[20];
        Arrays.fill(y, 3);
        Trajectory path = Dynamics.of(operator(1, false, "free", 64), Dataset.of(x, y))
                .method(Dynamics.Method.KRYLOV)
                .solve(Times.of(0.1, 10));
        for (double[] h : path.atSamples()) {
            for (double v : h) {
                assertThat(v).isCloseTo(3, org.assertj.core.data.Offset.offset(1e-9));
            }
        }
    }

    @Test
    void threadsDoNotChangeABit() {
        Dataset data = Samples.smooth(3000, 2, 4);
        LfpOperator operator = operator(2, true, "free", 64);
        double[][][] h = new double[2][][];
        for (int t = 0; t < 2; t++) {
            h[t] = Dynamics.of(operator, data)
                    .on(Backend.cpu(1 + 2 * t))
                    .method(Dynamics.Method.KRYLOV)
                    .solve(Times.of(0.01, 1))
                    .at(Samples.points(50, 2, 9), Progress.NONE);
        }
        assertThat(h[0]).isDeepEqualTo(h[1]);
    }

    @Test
    void aMethodOfTheBoxIsRefusedOnSpace() {
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, 3), 1);
        assertThatThrownBy(() -> Dynamics.of(operator, Samples.smooth(10, 1, 1))
                        .method(Dynamics.Method.RK)
                        .solve(Times.of(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--domain box:auto");
    }

    @Test
    void aWeightWithoutKTwoHasNoGradientPart() {
        Dataset data = Samples.smooth(40, 1, 8);
        LfpOperator operator =
                LfpOperator.ofWeight(new PolyharmonicWeight(1, 1, 0)).exact().onBox(4, 64);
        Times times = Times.of(0.1, 10, 1000);
        Trajectory modal =
                Dynamics.of(operator, data).method(Dynamics.Method.MODAL).solve(times);
        Trajectory krylov =
                Dynamics.of(operator, data).method(Dynamics.Method.KRYLOV).solve(times);
        assertThat(difference(krylov.atSamples()[2], modal.atSamples()[2])).isLessThan(1e-8);
    }
}
