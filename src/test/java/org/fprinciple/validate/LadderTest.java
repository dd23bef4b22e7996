package org.fprinciple.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.net.Initialiser;
import org.fprinciple.net.TrainingMethod;
import org.fprinciple.operator.InfiniteWidthKernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.Scaling;
import org.fprinciple.solver.Times;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LadderTest {
    private static final InitLaw LAW = InitLaw.gaussian(1, 1, 3);
    private static final double[] X = {-0.9, -0.2, 0.1, 0.8};
    private static final double[] Y = {0.001, -0.002, 0.0005, 0.001};
    private static final double[] POINTS = {-0.5, 0, 0.3};
    private static final int WIDTH = 60;

    private static Setting setting(boolean antisymmetric, TrainingMethod method) {
        LfpOperator operator = LfpOperator.of(LAW, 1).zeroMode(ZeroMode.LAW);
        return new Setting(
                Dataset.of(DMatrixRMaj.wrap(4, 1, X.clone()), Y),
                DMatrixRMaj.wrap(3, 1, POINTS.clone()),
                Map.of(
                        Rung.INFINITE, InfiniteWidthKernel.of(LAW, 1),
                        Rung.EXACT, operator.exact().kernel(),
                        Rung.SIMPLIFIED, operator.kernel()),
                Rung.EXACT,
                LAW,
                Activation.RELU,
                Parametrisation.STANDARD_BIAS,
                Scaling.NTK,
                Loss.HALF_SUM,
                antisymmetric,
                List.of(WIDTH, 4 * WIDTH),
                3,
                method,
                Times.of(0.01, 0.05, 0.1),
                Double.NaN,
                0,
                1e-6,
                7,
                null);
    }

    /** h(x, t) = h₀(x) + K(x, X) K⁻¹ (1 − e^{−Kt}) (y − h₀(X)), with the exponential as its series: no eigenvectors. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOwnKernelsRungIsTheLinearisedNet(boolean antisymmetric) {
        Setting setting = setting(antisymmetric, TrainingMethod.RKC);
        Ladder ladder = Ladder.climb(setting, Backend.cpu(2), NetStore.NONE, Progress.NONE);
        Ladder.Width width = ladder.widths().get(1);
        for (int s = 0; s < 3; s++) {
            int m = width.width();
            double[] a = new double[m];
            double[] w = new double[m];
            double[] b = new double[m];
            new Initialiser(LAW, m, 1, antisymmetric, 7, 3 + s).read(0, m, a, w, b);
            RealMatrix gradients = gradients(X, a, w, b);
            RealMatrix kernel = gradients.multiply(gradients.transpose());
            RealMatrix start = outputs(X, a, w, b);
            RealMatrix residual = new Array2DRowRealMatrix(Y).subtract(start);
            for (int k = 0; k < 3; k++) {
                double t = ladder.times()[k];
                // K⁻¹ (1 − e^{−Kt}) = Σ_p (−K)^p t^{p+1}/(p+1)!
                RealMatrix term = residual.scalarMultiply(t);
                RealMatrix alpha = term;
                for (int p = 1; p < 200; p++) {
                    term = kernel.multiply(term).scalarMultiply(-t / (p + 1));
                    alpha = alpha.add(term);
                }
                RealMatrix h = outputs(POINTS, a, w, b)
                        .add(gradients(POINTS, a, w, b)
                                .multiply(gradients.transpose())
                                .multiply(alpha));
                double[] rung = width.functions(Rung.OWN, k).get(s);
                for (int i = 0; i < 3; i++) {
                    assertThat(rung[i]).isCloseTo(h.getEntry(i, 0), Offset.offset(1e-8));
                }
            }
        }
        // Small targets: the trained nets themselves stay near their linearisation, if they start at 0.
        if (antisymmetric) {
            assertThat(width.difference(Rung.NET, Rung.OWN).relative()).isLessThan(0.02);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSplitAddsUp(boolean antisymmetric) {
        Ladder ladder =
                Ladder.climb(setting(antisymmetric, TrainingMethod.RKC), Backend.cpu(2), NetStore.NONE, Progress.NONE);
        for (Ladder.Width width : ladder.widths()) {
            List<Rung> steps = List.of(Rung.NET, Rung.OWN, Rung.INFINITE, Rung.EXACT);
            Split split = Split.of(ladder, width, 1);
            double sum = 0;
            for (Difference part : split.parts().values()) {
                sum += part.rms();
            }
            assertThat(split.parts()).hasSize(3);
            // Functions add up, so that norms obey the triangle inequality, one way and the other.
            assertThat(split.total().rms()).isLessThanOrEqualTo(sum);
            double largest = split.parts().values().stream()
                    .mapToDouble(Difference::rms)
                    .max()
                    .orElse(0);
            assertThat(split.total().rms()).isGreaterThanOrEqualTo(2 * largest - sum);
            double direct = 0;
            for (int s = 0; s < 3; s++) {
                double[] together = new double[3];
                for (int i = 1; i < steps.size(); i++) {
                    double[] above = width.functions(steps.get(i - 1), 1).get(s);
                    double[] below = width.functions(steps.get(i), 1).get(s);
                    for (int p = 0; p < 3; p++) {
                        together[p] += above[p] - below[p];
                    }
                }
                for (double value : together) {
                    direct += value * value / 9;
                }
            }
            assertThat(split.total().rms()).isCloseTo(Math.sqrt(direct), Offset.offset(1e-12));
        }
    }

    /** Descent by small steps is the flow, and is seen at whole steps. */
    @org.junit.jupiter.api.Test
    void descentIsComparedAtItsOwnTimes() {
        Ladder flow = Ladder.climb(setting(true, TrainingMethod.GD), Backend.cpu(2), NetStore.NONE, Progress.NONE);
        Ladder.Width width = flow.widest();
        assertThat(width.count()).isEqualTo(flow.times().length);
        assertThat(width.difference(Rung.NET, Rung.OWN).relative()).isLessThan(0.15);
    }

    /** Stopped after each number of nets, a ladder goes on to the same bits. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void netsThatAreDoneAreNotTrainedAgain(boolean antisymmetric) {
        Setting setting = setting(antisymmetric, TrainingMethod.RKC);
        Ladder whole = Ladder.climb(setting, Backend.cpu(1), NetStore.NONE, Progress.NONE);
        Map<Integer, Ladder.Seed> kept = new TreeMap<>();
        for (int done = 1; done < 6; done++) {
            assertThatThrownBy(() -> Ladder.climb(setting, Backend.cpu(1), new Failing(kept), Progress.NONE))
                    .hasMessage("no room");
            assertThat(kept).hasSize(done);
        }
        Ladder resumed = Ladder.climb(setting, Backend.cpu(1), new Failing(kept), Progress.NONE);
        assertThat(kept).hasSize(6);
        assertThat(resumed.widths())
                .usingRecursiveComparison()
                .withComparatorForType(Double::compare, Double.class)
                .isEqualTo(whole.widths());
    }

    /** Has room for one net more. */
    private static final class Failing implements NetStore {
        private final Map<Integer, Ladder.Seed> kept;
        private final Set<Integer> before;

        Failing(Map<Integer, Ladder.Seed> kept) {
            this.kept = kept;
            before = Set.copyOf(kept.keySet());
        }

        @Override
        public Ladder.@Nullable Seed load(int net) {
            return kept.get(net);
        }

        @Override
        public void save(int net, Ladder.Seed seed) {
            assertThat(before).doesNotContain(net);
            if (kept.size() > before.size()) {
                throw new IllegalStateException("no room");
            }
            kept.put(net, seed);
        }
    }

    private static RealMatrix gradients(double[] x, double[] a, double[] w, double[] b) {
        int m = a.length;
        RealMatrix gradients = new Array2DRowRealMatrix(x.length, 3 * m);
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < m; j++) {
                double z = w[j] * x[i] + b[j];
                double on = z > 0 ? a[j] / Math.sqrt(m) : 0;
                gradients.setEntry(i, 3 * j, Math.max(0, z) / Math.sqrt(m));
                gradients.setEntry(i, 3 * j + 1, on * x[i]);
                gradients.setEntry(i, 3 * j + 2, on);
            }
        }
        return gradients;
    }

    private static RealMatrix outputs(double[] x, double[] a, double[] w, double[] b) {
        RealMatrix f = new Array2DRowRealMatrix(x.length, 1);
        for (int i = 0; i < x.length; i++) {
            double sum = 0;
            for (int j = 0; j < a.length; j++) {
                sum += a[j] * Math.max(0, w[j] * x[i] + b[j]) / Math.sqrt(a.length);
            }
            f.setEntry(i, 0, sum);
        }
        return f;
    }
}
