package org.fprinciple.report.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows, in this order.
 *
 * @param frequencies one entry for each direction looked along
 */
public record Report(
        Head head,
        @Nullable Fit fit,
        @Nullable Differences differences,
        List<Frequencies> frequencies,
        @Nullable WidthScan widths,
        @Nullable Split split,
        @Nullable SplineRegime regime,
        @Nullable Bounds bounds,
        List<Table> tables) {
    /** A page with a verdict and nothing else yet. */
    public static Report of(Head head) {
        return new Report(head, null, null, List.of(), null, null, null, null, List.of());
    }

    public Report with(Fit part) {
        return new Report(head, part, differences, frequencies, widths, split, regime, bounds, tables);
    }

    public Report with(Differences part) {
        return new Report(head, fit, part, frequencies, widths, split, regime, bounds, tables);
    }

    public Report withFrequencies(List<Frequencies> parts) {
        return new Report(head, fit, differences, List.copyOf(parts), widths, split, regime, bounds, tables);
    }

    public Report with(WidthScan part) {
        return new Report(head, fit, differences, frequencies, part, split, regime, bounds, tables);
    }

    public Report with(Split part) {
        return new Report(head, fit, differences, frequencies, widths, part, regime, bounds, tables);
    }

    public Report with(SplineRegime part) {
        return new Report(head, fit, differences, frequencies, widths, split, part, bounds, tables);
    }

    public Report with(Bounds part) {
        return new Report(head, fit, differences, frequencies, widths, split, regime, part, tables);
    }

    public Report withTables(List<Table> parts) {
        return new Report(head, fit, differences, frequencies, widths, split, regime, bounds, List.copyOf(parts));
    }
}
