package org.fprinciple.report;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * A labelled range of values, never empty: lo &lt; hi, and 0 &lt; lo if the scale is logarithmic.
 *
 * @param label what is measured, with its unit
 * @param log whether equal ratios rather than equal differences have equal lengths
 */
record Axis(String label, double lo, double hi, boolean log) {
    /** Room between two tick labels, in user-space units. */
    private static final double LABEL_GAP = 10;

    /** Values beyond this, or below its inverse, are drawn here: room for margins before doubles overflow. */
    private static final double HUGE = 1e250;

    /** The range of all finite values, widened by the fraction {@code pad} at each end. */
    static Axis linear(String label, double pad, double[]... values) {
        double[] finite =
                finite(values).map(v -> Math.max(-HUGE, Math.min(HUGE, v))).toArray();
        double lo = Arrays.stream(finite).min().orElse(0);
        double hi = Arrays.stream(finite).max().orElse(1);
        double magnitude = Math.max(Math.abs(lo), Math.abs(hi));
        // A range narrower than the rounding of its ends is that of a constant.
        double widen = hi - lo > Math.max(1e-10 * magnitude, 1 / HUGE)
                ? pad * (hi - lo)
                : magnitude > 1 / HUGE ? 0.1 * magnitude : 1;
        return new Axis(label, lo - widen, hi + widen, false);
    }

    /** As {@link #linear}, of all positive finite values, on a logarithmic scale. */
    static Axis log(String label, double pad, double[]... values) {
        double[] positive = finite(values)
                .filter(v -> v > 0)
                .map(v -> Math.max(1 / HUGE, Math.min(HUGE, v)))
                .toArray();
        double lo = Arrays.stream(positive).min().orElse(1);
        double hi = Arrays.stream(positive).max().orElse(10);
        double widen = hi / lo > 1 + 1e-10 ? Math.exp(pad * (Math.log(hi) - Math.log(lo))) : 2;
        return new Axis(label, lo / widen, hi * widen, true);
    }

    private static DoubleStream finite(double[]... values) {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).filter(Double::isFinite);
    }

    /** Where a value lies: 0 at lo, 1 at hi; not finite if it has no place on this axis. */
    double at(double value) {
        return (scaled(value) - scaled(lo)) / (scaled(hi) - scaled(lo));
    }

    /** The value at a fraction of the axis; inverse of {@link #at}. */
    double value(double fraction) {
        double place = scaled(lo) + fraction * (scaled(hi) - scaled(lo));
        return log ? Math.exp(place) : place;
    }

    private double scaled(double value) {
        return log ? Math.log(value) : value;
    }

    /**
     * As many ticks as the axis takes without their labels touching.
     *
     * @param length of the axis, in user-space units
     * @param extent of a label along the axis, in the same units
     */
    Ticks ticks(double length, ToDoubleFunction<String> extent) {
        int most = (int) Math.max(2, Math.min(8, length / 45));
        Ticks ticks = ticks(most);
        while (most > 1 && touching(ticks, length, extent)) {
            ticks = ticks(--most);
        }
        return ticks;
    }

    private Ticks ticks(int most) {
        return log ? Ticks.log(lo, hi, most) : Ticks.linear(lo, hi, most);
    }

    private boolean touching(Ticks ticks, double length, ToDoubleFunction<String> extent) {
        for (int i = 1; i < ticks.major().size(); i++) {
            double apart = length * (at(ticks.major().get(i)) - at(ticks.major().get(i - 1)));
            double needed = (extent.applyAsDouble(ticks.labels().get(i))
                            + extent.applyAsDouble(ticks.labels().get(i - 1)))
                    / 2;
            if (apart < needed + LABEL_GAP) {
                return true;
            }
        }
        return false;
    }
}
