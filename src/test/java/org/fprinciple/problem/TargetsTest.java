package org.fprinciple.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.apache.commons.math3.complex.Complex;
import org.assertj.core.data.Offset;
import org.fprinciple.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {

    /** ∫ f(x) e^{−2πiξx} dx by the trapezoidal rule on [−R, R]. */
    private static Complex transform(Target target, double xi, double range, int nodes) {
        double re = 0;
        double im = 0;
        double step = 2 * range / nodes;
        for (int i = 0; i < nodes; i++) {
            double x = -range + (i + 0.5) * step;
            double f = target.function().value(new double[] {x});
            re += f * Math.cos(2 * Math.PI * xi * x) * step;
            im -= f * Math.sin(2 * Math.PI * xi * x) * step;
        }
        return new Complex(re, im);
    }

    @ParameterizedTest
    @CsvSource({"gaussian(0.3), 8, 1e-10", "hat(0.7), 0.7, 1e-6", "runge(5), 4000, 1e-4"})
    void densitiesAreTheTransforms(String name, double range, double tolerance) {
        Target target = Targets.parse(name);
        Spectrum.Density density = Objects.requireNonNull(target.spectrum().density());
        for (double xi : new double[] {0.1, 0.5, 1.3, 2.7}) {
            Complex expected = transform(target, xi, range, 400_000);
            Complex found = density.at(new double[] {xi});
            assertThat(found.subtract(expected).abs()).isLessThan(tolerance);
        }
    }

    /** sgn x as the limit of sgn(x) e^{−ε|x|}, whose transform is −4πiξ/(ε² + 4π²ξ²). */
    @Test
    void theStepAndXor() {
        Spectrum.Density step =
                Objects.requireNonNull(Targets.parse("step").spectrum().density());
        Spectrum.Density xor =
                Objects.requireNonNull(Targets.parse("xor").spectrum().density());
        for (double xi : new double[] {-2, 0.3, 1.5}) {
            double limit = -4 * Math.PI * xi / (1e-18 + 4 * Math.PI * Math.PI * xi * xi);
            assertThat(step.at(new double[] {xi}).getImaginary()).isCloseTo(limit, Offset.offset(1e-12));
            Complex product = step.at(new double[] {xi})
                    .multiply(step.at(new double[] {0.7}))
                    .negate();
            assertThat(xor.at(new double[] {xi, 0.7}).subtract(product).abs()).isLessThan(1e-14);
        }
        assertThat(Targets.parse("xor").function().value(new double[] {1, -1})).isEqualTo(1);
        assertThat(Targets.parse("xor").function().value(new double[] {1, 1})).isEqualTo(-1);
    }

    @Test
    void linesRebuildTheirFunction() {
        Target target = Targets.parse("sinsum(1,2.5,7)");
        for (double x : new double[] {-0.9, 0.123, 0.5}) {
            Complex sum = Complex.ZERO;
            for (Spectrum.Line line : target.spectrum().lines()) {
                double phase = 2 * Math.PI * line.frequency() * x;
                sum = sum.add(line.amplitude().multiply(new Complex(Math.cos(phase), Math.sin(phase))));
            }
            assertThat(sum.getReal()).isCloseTo(target.function().value(new double[] {x}), Offset.offset(1e-13));
            assertThat(sum.getImaginary()).isCloseTo(0, Offset.offset(1e-13));
        }
    }

    @Test
    void gaussiansInTwoDimensionsAreProducts() {
        Spectrum.Density two = Objects.requireNonNull(
                Targets.parse("gaussian(0.3,2)").spectrum().density());
        Spectrum.Density one =
                Objects.requireNonNull(Targets.parse("gaussian(0.3)").spectrum().density());
        double product = one.at(new double[] {0.4}).getReal()
                * one.at(new double[] {1.1}).getReal();
        assertThat(two.at(new double[] {0.4, 1.1}).getReal()).isCloseTo(product, Offset.offset(1e-15));
    }

    @Test
    void samplesAreFixedByTheSeedAndUniform() {
        Target target = Targets.parse("sine(1)");
        Dataset first = Targets.sample(target, 20_000, -2, 3, 7);
        Dataset again = Targets.sample(target, 20_000, -2, 3, 7);
        assertThat(again.inputs().data).isEqualTo(first.inputs().data);
        assertThat(Targets.sample(target, 20_000, -2, 3, 8).inputs().data).isNotEqualTo(first.inputs().data);
        double mean = 0;
        for (double x : first.inputs().data) {
            assertThat(x).isBetween(-2.0, 3.0);
            mean += x / 20_000;
        }
        // Four standard errors of 20,000 uniforms: 4 · 5/√12/√20000.
        assertThat(mean).isCloseTo(0.5, Offset.offset(4 * 5 / Math.sqrt(12 * 20_000.0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cosine(1)", "sine", "sine(0)", "sine(1,2)", "sine(1", "hat(-1)", "step(1)", "gaussian(1,1.5)"})
    void whatIsNotInTheZooIsRefused(String name) {
        assertThatThrownBy(() -> Targets.parse(name)).isInstanceOf(InvalidInputException.class);
    }
}
