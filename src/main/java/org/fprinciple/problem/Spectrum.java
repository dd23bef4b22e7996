package org.fprinciple.problem;

import java.util.List;
import org.apache.commons.math3.complex.Complex;
import org.jspecify.annotations.Nullable;

/**
 * The Fourier transform f̂(ξ) = ∫ f(x) e^{−2πi ξ·x} dx of a known target: lines c δ(ξ − ξ₀), a density, or both.
 *
 * @param lines the lines
 * @param density the density away from lines and singular points; null where there is none
 * @param power how the density falls along some direction, as |ξ|^{−power}; infinite where it falls faster than every power in
 *     all directions, or where there is none
 */
public record Spectrum(List<Line> lines, @Nullable Density density, double power) {
    /** c δ(ξ − ξ₀) in one dimension. */
    public record Line(double frequency, Complex amplitude) {}

    /** f̂ as a function. */
    @FunctionalInterface
    public interface Density {
        /** f̂ at ξ (d). */
        Complex at(double[] xi);
    }

    static Spectrum ofLines(List<Line> lines) {
        return new Spectrum(List.copyOf(lines), null, Double.POSITIVE_INFINITY);
    }

    static Spectrum ofDensity(Density density, double power) {
        return new Spectrum(List.of(), density, power);
    }
}
