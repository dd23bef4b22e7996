package org.fprinciple.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Vec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTest {
    private static Vec space(int n) {
        return Backend.cpu(1).vector(n);
    }

    private static double[] logSpaced(double from, double to, int count) {
        double[] times = new double[count];
        for (int k = 0; k < count; k++) {
            times[k] = to * Math.pow(from / to, (count - 1.0 - k) / (count - 1.0));
        }
        return times;
    }

    /** The largest error over the tolerance at 200 times over 10 decades to T, and the statistics. */
    private static double worst(
            StiffLinear problem, Flow flow, double tolerance, double last, FlowStatistics[] result) {
        double[] worst = new double[1];
        result[0] = flow.tolerance(tolerance)
                .run(
                        FlowState.at(0, problem.start()),
                        space(problem.eigenvalues.length),
                        logSpaced(last * 1e-10, last, 200),
                        (k, t, y) -> worst[0] =
                                Math.max(worst[0], StiffLinear.distance(y.toArray(), problem.at(t)) / tolerance));
        assertThat(result[0].status()).isEqualTo(FlowStatus.REACHED);
        assertThat(result[0].time()).isEqualTo(last);
        return worst[0];
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9})
    void theGlobalErrorStaysNearTheToleranceOnStiffLinearProblems(double tolerance) {
        for (int seed = 1; seed <= 3; seed++) {
            for (boolean forced : new boolean[] {false, true}) {
                for (double most : new double[] {1e2, 1e5, 1e8}) {
                    StiffLinear problem = new StiffLinear(40, 1, most, forced, seed);
                    Flow flow = Flow.of(problem::rate).spectralRadius((t, y) -> problem.spectralRadius());
                    FlowStatistics[] s = new FlowStatistics[1];
                    double last = Math.min(5, 1e6 / most);
                    double worst = worst(problem, flow, tolerance, last, s);
                    assertThat(s[0].rejected()).isLessThan(20);
                    assertThat(worst).isLessThan(1.5);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-4, 8500", "1e-6, 14000", "1e-8, 24000"})
    void aMillionTimeConstantsTakeFewRates(double tolerance, int rates) {
        StiffLinear problem = new StiffLinear(60, 1, 1e8, false, 7);
        Flow flow = Flow.of(problem::rate).spectralRadius((t, y) -> problem.spectralRadius());
        FlowStatistics[] s = new FlowStatistics[1];
        assertThat(worst(problem, flow, tolerance, 0.01, s)).isLessThan(1);
        assertThat(s[0].rates()).isLessThan(rates);
    }

    @Test
    void theSpectralRadiusIsEstimatedWhereItIsNotGiven() {
        StiffLinear problem = new StiffLinear(40, 1, 1e6, false, 4);
        FlowStatistics[] s = new FlowStatistics[1];
        assertThat(worst(problem, Flow.of(problem::rate), 1e-6, 1, s)).isLessThan(1);
        assertThat(s[0].spectralRadius()).isBetween(0.95e6, 1.2e6);
        assertThat(s[0].rejected()).isLessThan(10);
    }

    /** dy/dt = −λ (y − cos t) − sin t: y = cos t from 1, whatever λ. */
    @ParameterizedTest
    @CsvSource({"1e2, 1e-4", "1e5, 1e-4", "1e2, 1e-7", "1e5, 1e-7"})
    void aForceThatDependsOnTime(double most, double tolerance) {
        int n = 20;
        Rate rate = (t, y, dy) -> {
            double[] c = y.toArray();
            for (int i = 0; i < n; i++) {
                double lambda = Math.pow(most, i / (n - 1.0));
                c[i] = -lambda * (c[i] - Math.cos(t + i)) - Math.sin(t + i);
            }
            dy.set(c);
        };
        double[] start = new double[n];
        for (int i = 0; i < n; i++) {
            start[i] = Math.cos(i);
        }
        double[] worst = new double[1];
        FlowStatistics s = Flow.of(rate)
                .tolerance(tolerance)
                .stepsAtOutputs()
                .run(FlowState.at(0, start), space(n), logSpaced(1e-3, 10, 100), (k, t, y) -> {
                    double[] exact = new double[n];
                    for (int i = 0; i < n; i++) {
                        exact[i] = Math.cos(t + i);
                    }
                    worst[0] = Math.max(worst[0], StiffLinear.distance(y.toArray(), exact) / tolerance);
                });
        assertThat(s.status()).isEqualTo(FlowStatus.REACHED);
        assertThat(worst[0]).isLessThan(10);
    }

    /** dy/dt = r y (1 − y). */
    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 1e-6, 1e-8})
    void logisticGrowth(double tolerance) {
        int n = 8;
        Rate rate = (t, y, dy) -> {
            double[] c = y.toArray();
            for (int i = 0; i < n; i++) {
                c[i] = Math.pow(4, i) * c[i] * (1 - c[i]);
            }
            dy.set(c);
        };
        double[] start = new double[n];
        Arrays.fill(start, 0.02);
        double[] worst = new double[1];
        FlowStatistics s = Flow.of(rate)
                .tolerance(tolerance)
                .run(FlowState.at(0, start), space(n), logSpaced(1e-5, 10, 100), (k, t, y) -> {
                    double[] exact = new double[n];
                    for (int i = 0; i < n; i++) {
                        exact[i] = 0.02 / (0.02 + 0.98 * Math.exp(-Math.pow(4, i) * t));
                    }
                    worst[0] = Math.max(worst[0], StiffLinear.distance(y.toArray(), exact) / tolerance);
                });
        assertThat(s.status()).isEqualTo(FlowStatus.REACHED);
        assertThat(worst[0]).isLessThan(20);
    }

    private static double[] brusselatorStart(int n) {
        double[] y = new double[2 * n];
        for (int i = 0; i < n; i++) {
            y[i] = 1 + Math.sin(2 * Math.PI * (i + 1) / (n + 1));
            y[n + i] = 3;
        }
        return y;
    }

    /** The Brusselator with diffusion (Hairer, Wanner, Solving ODE II, IV.1): u and v on n points. */
    private static void brusselator(double[] y, double[] dy) {
        int n = y.length / 2;
        double diffusion = 0.02 * (n + 1) * (n + 1);
        for (int i = 0; i < n; i++) {
            double u = y[i];
            double v = y[n + i];
            double uLeft = i == 0 ? 1 : y[i - 1];
            double uRight = i == n - 1 ? 1 : y[i + 1];
            double vLeft = i == 0 ? 3 : y[n + i - 1];
            double vRight = i == n - 1 ? 3 : y[n + i + 1];
            dy[i] = 1 + u * u * v - 4 * u + diffusion * (uLeft - 2 * u + uRight);
            dy[n + i] = 3 * u - u * u * v + diffusion * (vLeft - 2 * v + vRight);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 1e-6, 1e-8})
    void theBrusselatorAgreesWithDormandPrince(double tolerance) {
        int n = 40;
        double[] start = brusselatorStart(n);
        double[] exact = new double[2 * n];
        new DormandPrince853Integrator(1e-10, 1, 1e-12, 1e-12)
                .integrate(
                        new FirstOrderDifferentialEquations() {
                            @Override
                            public int getDimension() {
                                return 2 * n;
                            }

                            @Override
                            public void computeDerivatives(double t, double[] y, double[] dy) {
                                brusselator(y, dy);
                            }
                        },
                        0,
                        start,
                        5,
                        exact);
        double[] found = new double[2 * n];
        Rate rate = (t, y, dy) -> {
            double[] result = new double[2 * n];
            brusselator(y.toArray(), result);
            dy.set(result);
        };
        FlowStatistics s = Flow.of(rate)
                .tolerance(tolerance)
                .run(
                        FlowState.at(0, start),
                        space(2 * n),
                        new double[] {5},
                        (k, t, y) -> System.arraycopy(y.toArray(), 0, found, 0, 2 * n));
        double error = StiffLinear.distance(found, exact) / tolerance;
        assertThat(error).isLessThan(20);
    }

    /** λ(t) = 10⁴ (1 + 9 sin² t) on the fast component. */
    @Test
    void aSpectralRadiusThatGrows() {
        Rate rate = (t, y, dy) -> {
            double[] c = y.toArray();
            double sine = Math.sin(t);
            dy.set(new double[] {-c[0], -1e4 * (1 + 9 * sine * sine) * c[1]});
        };
        double[] found = new double[2];
        FlowStatistics s = Flow.of(rate)
                .tolerance(1e-6)
                .run(
                        FlowState.at(0, new double[] {1, 1}),
                        space(2),
                        new double[] {3},
                        (k, t, y) -> System.arraycopy(y.toArray(), 0, found, 0, 2));
        assertThat(s.status()).isEqualTo(FlowStatus.REACHED);
        assertThat(StiffLinear.distance(found, new double[] {Math.exp(-3), 0})).isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunCutInTwoGivesTheSameBits(boolean given) {
        StiffLinear problem = new StiffLinear(30, 1, 1e5, true, 9);
        Flow estimating = Flow.of(problem::rate).tolerance(1e-5);
        Flow flow = given ? estimating.spectralRadius((t, y) -> 1e5) : estimating;
        double[] times = logSpaced(1e-6, 1, 30);
        List<double[]> whole = new ArrayList<>();
        FlowStatistics s =
                flow.run(FlowState.at(0, problem.start()), space(30), times, (k, t, y) -> whole.add(y.toArray()));
        List<double[]> parts = new ArrayList<>();
        FlowState state = FlowState.at(0, problem.start());
        int steps = 0;
        int pieces = 0;
        while (true) {
            FlowState[] kept = new FlowState[1];
            int[] count = new int[1];
            FlowStatistics part = flow.listener((t, y, dy, copy) -> {
                        kept[0] = copy.get().with(y.toArray());
                        return ++count[0] < 7;
                    })
                    .run(state, space(30), times, (k, t, y) -> parts.add(y.toArray()));
            steps += part.steps();
            pieces++;
            if (part.status() == FlowStatus.REACHED) {
                break;
            }
            assertThat(part.status()).isEqualTo(FlowStatus.STOPPED);
            state = kept[0];
            if (state.time() == 1) {
                break;
            }
        }
        assertThat(pieces).isGreaterThan(3);
        assertThat(steps).isEqualTo(s.steps());
        assertThat(parts).hasSameSizeAs(whole);
        for (int k = 0; k < whole.size(); k++) {
            assertThat(parts.get(k)).containsExactly(whole.get(k));
        }
    }

    @Test
    void failuresSayWhy() {
        Rate explodes = (t, y, dy) -> dy.multiply(y, y);
        double[] one = {1};
        Flow flow = Flow.of(explodes).tolerance(1e-6);
        assertThat(flow.run(FlowState.at(0, one), space(1), new double[] {2}, (k, t, y) -> {})
                        .status())
                .isIn(FlowStatus.STEP_UNDERFLOW, FlowStatus.NOT_FINITE);
        Rate breaks = (t, y, dy) -> dy.combine(new double[] {t < 0.5 ? -1 : Double.NaN}, y);
        FlowStatistics broken = Flow.of(breaks).run(FlowState.at(0, one), space(1), new double[] {2}, (k, t, y) -> {});
        assertThat(broken.status()).isEqualTo(FlowStatus.NOT_FINITE);
        assertThat(broken.time()).isLessThan(0.5).isGreaterThan(0.49);
        assertThat(broken.status().remedy()).isNotEmpty();
        assertThat(flow.maxSteps(3)
                        .run(FlowState.at(0, one), space(1), new double[] {0.9}, (k, t, y) -> {})
                        .status())
                .isEqualTo(FlowStatus.TOO_MANY_STEPS);
    }

    @Test
    void whatCannotBeUsedIsRefused() {
        Flow flow = Flow.of((t, y, dy) -> dy.copy(y));
        assertThatThrownBy(() -> flow.tolerance(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> flow.maxStages(4)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> flow.maxSteps(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> flow.rounding(0)).isInstanceOf(InvalidInputException.class);
        FlowState start = FlowState.at(1, new double[] {1});
        for (double[] times : new double[][] {{}, {0.5}, {2, 2}, {Double.NaN}}) {
            assertThatThrownBy(() -> flow.run(start, space(1), times, (k, t, y) -> {}))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void whatDoesNotMoveStaysAndTheStartIsAnOutput() {
        List<Double> seen = new ArrayList<>();
        FlowStatistics s = Flow.of((t, y, dy) -> dy.scale(0))
                .run(
                        FlowState.at(0, new double[] {0, 0}),
                        space(2),
                        new double[] {0, 1, 2},
                        (k, t, y) -> seen.add(t + y.norm()));
        assertThat(s.status()).isEqualTo(FlowStatus.REACHED);
        assertThat(seen).containsExactly(0.0, 1.0, 2.0);
    }

    @Test
    void progressIsToldInFull() {
        StiffLinear problem = new StiffLinear(10, 1, 1e4, false, 2);
        long[] units = new long[2];
        Progress progress = new Progress() {
            @Override
            public void phase(String name, long all) {
                units[0] = all;
            }

            @Override
            public void advance(long more) {
                assertThat(more).isPositive();
                units[1] += more;
            }
        };
        Flow.of(problem::rate)
                .progress(progress)
                .run(FlowState.at(0, problem.start()), space(10), logSpaced(1e-4, 1, 5), (k, t, y) -> {});
        assertThat(units[1]).isEqualTo(units[0]);
    }
}
