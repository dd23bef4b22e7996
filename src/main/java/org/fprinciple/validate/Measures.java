package org.fprinciple.validate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.fprinciple.net.Laziness;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a criterion can speak of (theory-notes/validation.md §2). For two rungs {@code a-b}, such as
 * {@code net-simplified}:
 *
 * <ul>
 *   <li>{@code a-b}: root mean square of the difference at the end, the user's units;
 *   <li>{@code relative-a-b}: the same over the size of b;
 *   <li>{@code path-a-b}: the largest difference of all times, over the largest size of b;
 *   <li>{@code slope-a-b}: the power of the width with which {@code relative-a-b} goes;
 *   <li>{@code half-life-a-b}: the largest |T_b/T_a − 1| of the half-lives T of the frequencies that are compared.
 * </ul>
 *
 * <p>And {@code order-a}: Kendall's τ of frequency and half-life, 1 where low frequencies come first throughout; {@code loss} at
 * the end, the largest of all nets; {@code kernel-drift}, {@code flipped}, {@code moved}: the laziness meter at the end;
 * {@code bias-variation}: how far the biases' density is from flat over the data.
 */
public final class Measures {
    private static final Map<String, Measure> ALL = new LinkedHashMap<>();

    static {
        Rung[] rungs = Rung.values();
        for (int i = 0; i < rungs.length; i++) {
            for (int j = i + 1; j < rungs.length; j++) {
                Rung a = rungs[i];
                Rung b = rungs[j];
                String pair = a.key() + "-" + b.key();
                ALL.put(pair, both(a, b, (ladder, width) -> atEnd(ladder, width.difference(a, b))));
                ALL.put("relative-" + pair, both(a, b, (ladder, width) -> relative(width.difference(a, b))));
                ALL.put("path-" + pair, both(a, b, (ladder, width) -> path(width, a, b)));
                ALL.put("slope-" + pair, both(a, b, (ladder, width) -> slope(ladder, a, b)));
                ALL.put("half-life-" + pair, both(a, b, (ladder, width) -> halfLife(ladder, width, a, b)));
            }
        }
        for (Rung rung : rungs) {
            ALL.put("order-" + rung.key(), both(rung, rung, (ladder, width) -> order(ladder, width, rung)));
        }
        ALL.put(
                "loss",
                (ladder, width) -> new Value(
                        width.seeds().stream()
                                .mapToDouble(Ladder.Seed::loss)
                                .max()
                                .orElse(Double.NaN),
                        Double.NaN));
        ALL.put("kernel-drift", (ladder, width) -> lazy(width, Laziness::kernelDrift));
        ALL.put("flipped", (ladder, width) -> lazy(width, Laziness::flipped));
        ALL.put("moved", (ladder, width) -> lazy(width, Laziness::moved));
        ALL.put("bias-variation", (ladder, width) -> new Value(Biases.variation(ladder.setting()), Double.NaN));
    }

    private Measures() {}

    /**
     * A number and what it is worth.
     *
     * @param standardError NaN where it is not known
     */
    public record Value(double value, double standardError) {}

    /** What a measure makes of nets of one width; null where there is nothing to measure. */
    private interface Measure {
        @Nullable
        Value of(Ladder ladder, Ladder.Width width);
    }

    /** All measures. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * Measures.
     *
     * @param name one of {@link #names}
     * @return null where the case has no such rung, too few widths, or no frequency to compare
     */
    public static @Nullable Value of(String name, Ladder ladder, Ladder.Width width) {
        return java.util.Objects.requireNonNull(ALL.get(name)).of(ladder, width);
    }

    /** A measure in words, such as "largest difference of all times of trained nets and exact LFP, relative". */
    public static String words(String name) {
        String pair = name.replaceFirst("^(relative|path|slope|half-life|order)-", "");
        List<String> rungs = new ArrayList<>();
        for (String key : pair.split("-", -1)) {
            for (Rung rung : Rung.values()) {
                if (rung.key().equals(key)) {
                    rungs.add(rung.words());
                }
            }
        }
        if (rungs.isEmpty()) {
            return switch (name) {
                case "loss" -> "largest loss at the end";
                case "kernel-drift" -> "change of the kernel by the end, relative";
                case "flipped" -> "share of activations that flipped by the end";
                case "moved" -> "change of the parameters by the end, relative";
                default -> "variation of the biases' density over the data";
            };
        }
        String of = String.join(" and ", rungs);
        return switch (name.substring(0, name.length() - pair.length())) {
            case "relative-" -> "root mean square difference of " + of + ", relative";
            case "path-" -> "largest difference of all times of " + of + ", relative";
            case "slope-" -> "power of the width with which the difference of " + of + " goes";
            case "half-life-" -> "largest difference of the half-lives of " + of + ", relative";
            case "order-" -> "Kendall's τ of frequency and half-life of " + of;
            default -> "root mean square difference of " + of;
        };
    }

    private static Measure both(Rung a, Rung b, Measure measure) {
        return (ladder, width) -> ladder.rungs().containsAll(List.of(a, b)) ? measure.of(ladder, width) : null;
    }

    private static Value atEnd(Ladder ladder, Difference difference) {
        double unit = ladder.setting().data().normalisation().targetScale();
        return new Value(unit * difference.rms(), unit * difference.standardError());
    }

    private static Value relative(Difference difference) {
        return new Value(difference.relative(), difference.standardError() / difference.size());
    }

    private static Value path(Ladder.Width width, Rung a, Rung b) {
        Difference most = width.difference(a, b);
        double size = most.size();
        for (int k = 0; k < width.count(); k++) {
            Difference now = width.difference(a, b, k);
            most = now.rms() > most.rms() ? now : most;
            size = Math.max(size, now.size());
        }
        return new Value(most.rms() / size, most.standardError() / size);
    }

    private static @Nullable Value slope(Ladder ladder, Rung a, Rung b) {
        Slope slope = ladder.slope(a, b);
        return slope == null ? null : new Value(slope.slope(), slope.standardError());
    }

    private static @Nullable Value halfLife(Ladder ladder, Ladder.Width width, Rung a, Rung b) {
        Value most = null;
        for (Frequency f : Frequency.of(ladder, width)) {
            double ratio = f.time(b) / f.time(a);
            if (f.compared() && (most == null || Math.abs(ratio - 1) > most.value())) {
                double spread =
                        java.util.Objects.requireNonNull(f.halfLives().get(a)).deviation();
                double error =
                        ratio * spread / f.time(a) / Math.sqrt(width.seeds().size());
                most = new Value(Math.abs(ratio - 1), error);
            }
        }
        return most;
    }

    private static @Nullable Value order(Ladder ladder, Ladder.Width width, Rung rung) {
        List<Frequency> compared =
                Frequency.of(ladder, width).stream().filter(Frequency::compared).toList();
        List<Double> taus = new ArrayList<>();
        for (String axis : compared.stream().map(Frequency::axis).distinct().toList()) {
            List<Frequency> along =
                    compared.stream().filter(f -> f.axis().equals(axis)).toList();
            if (along.size() > 1) {
                taus.add(new KendallsCorrelation()
                        .correlation(
                                along.stream().mapToDouble(Frequency::xi).toArray(),
                                along.stream().mapToDouble(f -> f.time(rung)).toArray()));
            }
        }
        return taus.isEmpty()
                ? null
                : new Value(taus.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN), Double.NaN);
    }

    private static Value lazy(Ladder.Width width, ToDoubleFunction<Laziness> of) {
        double[] values =
                width.seeds().stream().map(Ladder.Seed::lazy).mapToDouble(of).toArray();
        Frequency.Spread spread = Frequency.Spread.of(values);
        return new Value(spread.mean(), spread.deviation() / Math.sqrt(values.length));
    }
}
