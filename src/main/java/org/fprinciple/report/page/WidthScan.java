package org.fprinciple.report.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How differences shrink with the width of the net.
 *
 * @param quantity what a difference is
 * @param widths neurons, W, ascending
 * @param differences over width
 * @param laziness how far nets left their linearisation: series over width such as the kernel's drift or the share of
 *     flipped neurons; may be empty
 */
public record WidthScan(String quantity, double[] widths, List<PowerLaw> differences, List<Series> laziness) {
    public WidthScan {
        for (PowerLaw law : differences) {
            Shapes.require(law.name(), law.value(), widths.length);
            Shapes.require(law.name() + ", standard error", law.standardError(), widths.length);
        }
    }

    /**
     * A difference over width and the line fitted to it, value ≈ factor · m^slope.
     *
     * @param value W
     * @param standardError W; NaN where not known
     * @param slope NaN where no line was fitted
     * @param slopeUncertainty one standard error
     * @param factor of the fitted line
     */
    public record PowerLaw(
            String name,
            @Nullable Rung rung,
            double[] value,
            double[] standardError,
            double slope,
            double slopeUncertainty,
            double factor) {}
}
