package org.fprinciple.validate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.ResidualSpectrum;

/**
 * When one frequency of the residual is half learned, by the nets and by every rung of theory.
 *
 * @param xi |ξ|, normalised units
 * @param axis the input along which ξ points, or "shell"
 * @param start |û_ρ(ξ)| before training, root mean square over nets
 * @param resolved whether the samples tell it from lower frequencies (theory-notes/validation.md §3)
 * @param strong whether it holds enough of the residual to be more than the leakage of others
 * @param halfLives by rung
 */
public record Frequency(
        double xi, String axis, double start, boolean resolved, boolean strong, Map<Rung, Spread> halfLives) {
    /** From this overlap of waves on the samples on, one frequency passes for the other. */
    private static final double ALIASED = 0.5;
    /** Below this share of the strongest, a frequency is mostly leakage. */
    private static final double STRONG = 0.25;

    /**
     * Of several nets.
     *
     * @param mean NaN where one of them did not come so far
     * @param deviation standard deviation; NaN for one net
     */
    public record Spread(double mean, double deviation) {
        static Spread of(double[] values) {
            double mean = 0;
            for (double value : values) {
                mean += value / values.length;
            }
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            return new Spread(mean, values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1)));
        }
    }

    /** Whether theory is held against nets at this frequency. */
    public boolean compared() {
        return resolved && strong && halfLives.values().stream().allMatch(life -> life.mean() > 0);
    }

    /** The time of a rung. */
    public double time(Rung rung) {
        return java.util.Objects.requireNonNull(halfLives.get(rung)).mean();
    }

    /** Every frequency that was watched, for nets of one width. */
    public static List<Frequency> of(Ladder ladder, Ladder.Width width) {
        ResidualSpectrum spectrum = ladder.spectrum();
        int count = spectrum.size();
        double[] start = new double[count];
        double strongest = 0;
        for (int g = 0; g < count; g++) {
            int group = g;
            start[g] = Math.sqrt(width.seeds().stream()
                    .mapToDouble(seed -> seed.rung(Rung.NET).halfLives()[group].start())
                    .map(v -> v * v)
                    .average()
                    .orElse(0));
            strongest = Math.max(strongest, start[g]);
        }
        DMatrixRMaj x = ladder.setting().data().inputs();
        List<Frequency> frequencies = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            int group = g;
            Map<Rung, Spread> halfLives = new EnumMap<>(Rung.class);
            for (Rung rung : ladder.rungs()) {
                halfLives.put(
                        rung,
                        Spread.of(width.seeds().stream()
                                .map(seed -> seed.rung(rung).halfLives()[group])
                                .mapToDouble(HalfLife::time)
                                .toArray()));
            }
            frequencies.add(new Frequency(
                    spectrum.frequency(g),
                    spectrum.axis(g),
                    start[g],
                    resolved(spectrum, g, x),
                    start[g] >= STRONG * strongest && start[g] > 0,
                    halfLives));
        }
        return frequencies;
    }

    /** Whether no lower frequency of its axis, nor 0, has nearly the same wave on the samples. */
    private static boolean resolved(ResidualSpectrum spectrum, int group, DMatrixRMaj x) {
        if (x.numCols > 3) {
            return true;
        }
        double xi = spectrum.frequency(group);
        int axis = spectrum.axisIndex(group);
        boolean clear = overlap(xi, axis, x) < ALIASED;
        for (int other = 0; other < group && clear; other++) {
            if (spectrum.axisIndex(other) == axis) {
                double lower = spectrum.frequency(other);
                clear = overlap(xi - lower, axis, x) < ALIASED && overlap(xi + lower, axis, x) < ALIASED;
            }
        }
        return clear;
    }

    /** |Σ_i e^{2πi ξ x_i}| / n. */
    private static double overlap(double xi, int axis, DMatrixRMaj x) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < x.numRows; i++) {
            double phase = 2 * Math.PI * xi * x.get(i, axis);
            re += Math.cos(phase);
            im += Math.sin(phase);
        }
        return Math.hypot(re, im) / x.numRows;
    }
}
