package org.fprinciple.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Vec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepperTest {
    private static final int[] STAGES = {5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 50, 75, 100, 200, 400, 600, 1000};

    private static double[] integrate(Rate rate, Scheme scheme, double[] start, double last, int steps) {
        Vec y = Backend.cpu(1).vector(start.length);
        y.set(start);
        Vec dy = y.like();
        Stepper stepper = new Stepper(rate, y);
        double h = last / steps;
        stepper.rate(0, y, dy);
        for (int k = 0; k < steps; k++) {
            stepper.step(scheme, k * h, h, y, dy);
            y.copy(stepper.end);
            dy.copy(stepper.endRate);
        }
        return y.toArray();
    }

    private static double grown(Scheme scheme, double z) {
        return integrate((t, y, dy) -> dy.combine(new double[] {z}, y), scheme, new double[] {1}, 1, 1)[0];
    }

    @Test
    void stagesStayNearTheirStep() {
        for (int s = 5; s <= 1000; s = s < 70 ? s + 1 : s * 5 / 4) {
            Scheme scheme = new Scheme(s);
            double estimate = 0;
            for (int j = 1; j < s; j++) {
                assertThat(scheme.shrink[j]).as("b, s = %d", s).isGreaterThan(0.03);
                assertThat(scheme.abscissa[j]).as("c, s = %d", s).isBetween(0.0, 2.5);
                estimate += Math.abs(scheme.estimate[j]);
            }
            // What a stiff mode can add to the estimate, whatever its λ.
            assertThat(estimate).isLessThan(1.5);
        }
    }

    @Test
    void everySchemeIsDampedOnItsInterval() {
        for (int s : STAGES) {
            Scheme scheme = new Scheme(s);
            double limit = StabilityPolynomial.limit(s);
            double most = 0;
            int samples = Math.min(4000, 40 * s);
            for (int k = 0; k <= samples; k++) {
                // Dense near 0, where the polynomial oscillates as fast as the Chebyshev polynomials.
                double z = -limit * (1 - Math.cos(Math.PI * k / samples)) / 2;
                double r = grown(scheme, z);
                if (z < -3 || s < 8 && z < -1) {
                    most = Math.max(most, Math.abs(r));
                } else {
                    assertThat(r).as("s %d, z %s", s, z).isCloseTo(Math.exp(z), Offset.offset(0.15));
                }
            }
            assertThat(most).as("s = %d", s).isBetween(0.6, 0.906);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 20, 100, 600})
    void stepsAreStableToTheLimitAndNotBeyond(int stages) {
        double limit = StabilityPolynomial.limit(stages);
        assertThat(limit).isLessThan(0.35 * stages * stages);
        Scheme scheme = new Scheme(stages);
        Rate rate = (t, y, dy) -> dy.combine(new double[] {-1}, y);
        double[] start = {1};
        assertThat(Math.abs(integrate(rate, scheme, start, 300 * limit, 300)[0]))
                .isLessThan(1e-9);
        assertThat(Math.abs(integrate(rate, scheme, start, 300 * 1.2 * limit, 300)[0]))
                .isGreaterThan(1e9);
    }

    /** The exponent by which halving the step divides the error. */
    private static double order(Rate rate, int stages, double[] start, double[] exact, double last, int steps) {
        Scheme scheme = new Scheme(stages);
        double coarse = StiffLinear.distance(integrate(rate, scheme, start, last, steps), exact);
        double fine = StiffLinear.distance(integrate(rate, scheme, start, last, 2 * steps), exact);
        return Math.log(coarse / fine) / Math.log(2);
    }

    @ParameterizedTest
    @CsvSource({"5, 3.8", "10, 3.8", "40, 3.8", "150, 3.8"})
    void orderOnNonlinearProblems(int stages, double atLeast) {
        Rate logistic = (t, y, dy) -> {
            double c = y.toArray()[0];
            dy.set(new double[] {c * (1 - c)});
        };
        double[] exact = {0.1 / (0.1 + 0.9 * Math.exp(-3))};
        assertThat(order(logistic, stages, new double[] {0.1}, exact, 3, 8)).isGreaterThan(atLeast);
        // y = exp(sin t): the rate depends on time and state.
        Rate growth = (t, y, dy) -> dy.combine(new double[] {Math.cos(t)}, y);
        assertThat(order(growth, stages, new double[] {1}, new double[] {Math.exp(Math.sin(2))}, 2, 8))
                .isGreaterThan(atLeast);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 10, 40, 150})
    void orderFourOnLinearProblems(int stages) {
        StiffLinear problem = new StiffLinear(8, 0.5, 2, true, 3);
        assertThat(order(problem::rate, stages, problem.start(), problem.at(2), 2, 8))
                .isBetween(3.8, 4.5);
    }

    @Test
    void theEstimateIsTheErrorOfInterpolation() {
        for (int s : STAGES) {
            Vec y = Backend.cpu(1).vector(1);
            y.set(new double[] {1});
            Vec dy = y.like();
            Stepper stepper = new Stepper((t, u, du) -> du.combine(new double[] {-1}, u), y);
            stepper.rate(0, y, dy);
            double h = 0.05;
            stepper.step(new Scheme(s), 0, h, y, dy);
            double estimate = stepper.error.norm();
            assertThat(estimate).isCloseTo(Math.pow(h, 4) / 384, Offset.offset(estimate * 0.1));
            double between = stepper.between(0.5, h, y, dy).toArray()[0];
            assertThat(Math.abs(between - Math.exp(-h / 2))).isBetween(0.8 * estimate, 1.2 * estimate);
        }
    }

    /** It is taken again, shorter. */
    @Test
    void aStepThatWasNotFiniteLeavesNothingBehind() {
        Vec y = Backend.cpu(1).vector(1);
        y.set(new double[] {1});
        Vec dy = y.like();
        double[] factor = {-1};
        Stepper stepper = new Stepper((t, u, du) -> du.combine(factor, u), y);
        stepper.rate(0, y, dy);
        factor[0] = Double.NaN;
        stepper.step(new Scheme(5), 0, 0.1, y, dy);
        assertThat(stepper.error.norm()).isNaN();
        factor[0] = -1;
        stepper.step(new Scheme(5), 0, 0.05, y, dy);
        assertThat(stepper.error.norm()).isPositive().isLessThan(1e-7);
    }

    /** Rounding in the stages must not grow with their number; w and P one after the other would lose all at 400. */
    @Test
    void roundingStaysSmallForManyStages() {
        StiffLinear problem = new StiffLinear(40, 1e-3, 1, false, 5);
        for (int s : new int[] {50, 200, 600, 1000}) {
            double h = StabilityPolynomial.limit(s);
            double[] once = integrate(problem::rate, new Scheme(s), problem.start(), h, 1);
            double[] moved = problem.start();
            for (int i = 0; i < moved.length; i++) {
                moved[i] *= 1 + Math.ulp(1.0) * (i % 2 == 0 ? 2 : -2);
            }
            Rate rounded = (t, y, dy) -> {
                problem.rate(t, y, dy);
                double[] r = dy.toArray();
                for (int i = 0; i < r.length; i++) {
                    r[i] *= 1 + Math.ulp(1.0) * (i % 3 - 1);
                }
                dy.set(r);
            };
            double[] again = integrate(rounded, new Scheme(s), moved, h, 1);
            double difference = 0;
            for (int i = 0; i < once.length; i++) {
                difference = Math.max(difference, Math.abs(once[i] - again[i]));
            }
            assertThat(difference).isLessThan(1e-9);
        }
    }
}
