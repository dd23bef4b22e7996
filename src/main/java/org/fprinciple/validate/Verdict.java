package org.fprinciple.validate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fprinciple.net.TrainingStatus;
import org.jspecify.annotations.Nullable;

/**
 * Whether a case's criteria are met, and where theory and nets part.
 *
 * @param passed whether all criteria that were measured are met, and all nets came to their end
 * @param criteria each with its value
 * @param notMeasured criteria of widths that were not trained, or of too few widths or frequencies
 * @param cause the step of the ladder that contributes most, for the widest nets
 * @param asExpected whether it passed or failed as the case says, and for that reason
 * @param sentence the verdict in words
 */
public record Verdict(
        boolean passed,
        List<Criterion> criteria,
        List<String> notMeasured,
        Cause cause,
        boolean asExpected,
        String sentence) {

    /**
     * One criterion.
     *
     * @param width of the nets that it speaks of
     * @param limit at most this, or at least where {@code atMost} is false
     */
    public record Criterion(
            String name, int width, double value, double standardError, double limit, boolean atMost, boolean passed) {
        private String text() {
            return String.format(
                    Locale.ROOT,
                    "%s at m = %,d is %s, %s %.3g",
                    name,
                    width,
                    number(value, standardError),
                    passed ? (atMost ? "at most" : "at least") : atMost ? "more than" : "less than",
                    limit);
        }
    }

    /** Of what was found. */
    public static Verdict of(Case of, Ladder ladder) {
        List<Criterion> criteria = new ArrayList<>();
        List<String> notMeasured = new ArrayList<>();
        for (Case.Criterion wanted : of.criteria()) {
            Ladder.Width width = wanted.width() == null ? ladder.widest() : ladder.ofWidth(wanted.width());
            Measures.Value value = width == null ? null : Measures.of(wanted.measure(), ladder, width);
            if (width == null || value == null) {
                notMeasured.add(wanted.measure() + (wanted.width() == null ? "" : " at m = " + wanted.width()));
                continue;
            }
            if (wanted.max() != null) {
                criteria.add(criterion(wanted.measure(), width.width(), value, wanted.max(), true));
            }
            if (wanted.min() != null) {
                criteria.add(criterion(wanted.measure(), width.width(), value, wanted.min(), false));
            }
        }
        Ladder.Width widest = ladder.widest();
        Split split = Split.of(ladder, widest, widest.count());
        Cause cause = split.cause(Biases.flat(ladder.setting()));
        String ended = ended(ladder);
        boolean passed = ended == null && criteria.stream().allMatch(Criterion::passed);
        boolean wantsPass = of.expect() == Case.Expectation.PASS;
        boolean asExpected = wantsPass ? passed : !passed && ended == null && cause == of.because();
        return new Verdict(
                passed,
                criteria,
                notMeasured,
                cause,
                asExpected,
                sentence(ladder, split, passed, criteria, ended, cause));
    }

    private static Criterion criterion(String name, int width, Measures.Value value, double limit, boolean atMost) {
        // What is not a number meets no limit.
        boolean passed = atMost ? value.value() <= limit : value.value() >= limit;
        return new Criterion(name, width, value.value(), value.standardError(), limit, atMost, passed);
    }

    private static @Nullable String ended(Ladder ladder) {
        for (Ladder.Width width : ladder.widths()) {
            for (Ladder.Seed seed : width.seeds()) {
                if (!seed.status().remedy().isEmpty()) {
                    return String.format(
                            Locale.ROOT,
                            "a net of %,d neurons ended at t = %.3g with %s: %s",
                            width.width(),
                            seed.time(),
                            seed.status() == TrainingStatus.LOSS_NOT_REACHED
                                    ? String.format(
                                            Locale.ROOT, "a loss of %.3g, not what it was to reach", seed.loss())
                                    : seed.status()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' '),
                            seed.status().remedy());
                }
            }
        }
        return null;
    }

    private static String sentence(
            Ladder ladder, Split split, boolean passed, List<Criterion> criteria, @Nullable String ended, Cause cause) {
        Rung lfp = ladder.setting().lfp();
        String when = ladder.setting().untilLoss() > 0
                ? "where training ends"
                : String.format(Locale.ROOT, "at t = %.3g", ladder.times()[ladder.times().length - 1]);
        String apart = String.format(
                Locale.ROOT,
                "%s, nets of %,d neurons and %s are %s %% apart",
                when,
                ladder.widest().width(),
                ladder.rungs().contains(Rung.BOX) ? Rung.BOX.words() : lfp.words(),
                number(
                        100 * split.total().relative(),
                        100 * split.total().standardError() / split.total().size()));
        String most = String.format(
                Locale.ROOT,
                "the largest part of it from %s (%.2g %%)",
                cause.words(),
                100
                        * java.util.Objects.requireNonNull(
                                        split.parts().get(cause == Cause.BIAS ? Cause.OPERATOR : cause))
                                .relative());
        if (ended != null) {
            return "Failed: " + ended + ".";
        }
        if (!passed) {
            String broken = criteria.stream()
                    .filter(c -> !c.passed())
                    .map(Criterion::text)
                    .findFirst()
                    .orElse("");
            return "Failed: " + apart + ", " + most + "; " + broken + ".";
        }
        return (criteria.isEmpty() ? "Measured, with nothing to pass: " : "Passed: ") + apart + ", " + most + ".";
    }

    /** A standard error to one digit, without an exponent: 0.00005, 20. */
    public static String uncertainty(double error) {
        return Double.isFinite(error)
                ? new BigDecimal(error).round(new MathContext(1)).toPlainString()
                : Double.toString(error);
    }

    private static String number(double value, double error) {
        return error > 0
                ? String.format(Locale.ROOT, "%.3g ± %s", value, uncertainty(error))
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
