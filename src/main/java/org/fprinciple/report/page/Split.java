package org.fprinciple.report.page;

import java.util.List;

/**
 * Which rung of the ladder fails: the difference between nets and LFP, and the differences between neighbouring rungs.
 * The parts are norms: they bound the total, but need not add up to it.
 *
 * @param quantity what a difference is
 * @param widths neurons, W, ascending
 * @param parts the total first
 */
public record Split(String quantity, double[] widths, List<Part> parts) {
    public Split {
        for (Part part : parts) {
            Shapes.require(part.name(), part.value(), widths.length);
            Shapes.require(part.name() + ", uncertainty", part.uncertainty(), widths.length);
        }
    }

    /**
     * The difference between two rungs.
     *
     * @param name e.g. "finite width"
     * @param between e.g. "net's own kernel − infinite width"
     * @param rung that gives the colour
     * @param value W
     * @param uncertainty one standard error, W; NaN where not known
     */
    public record Part(String name, String between, Rung rung, double[] value, double[] uncertainty) {}
}
