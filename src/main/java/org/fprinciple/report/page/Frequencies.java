package org.fprinciple.report.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which frequency of the residual is learned when.
 *
 * @param label of the frequency axis with its unit, e.g. "frequency ξ, cycles per year"
 * @param theoryName what the theory's map shows, e.g. "simplified LFP"
 * @param xi frequencies, F, ascending
 * @param t training times, K, ascending
 * @param theory |û_ρ(ξ,t)| / |û_ρ(ξ,0⁺)|, F × K; null where not computed
 * @param net the same, measured, F × K; null where not measured
 * @param halfLives may be empty
 */
public record Frequencies(
        String label,
        String theoryName,
        double[] xi,
        double[] t,
        double @Nullable [][] theory,
        double @Nullable [][] net,
        List<HalfLife> halfLives) {
    // Not a compact constructor: NullAway does not see there that an array may be null.
    public Frequencies(
            String label,
            String theoryName,
            double[] xi,
            double[] t,
            double @Nullable [][] theory,
            double @Nullable [][] net,
            List<HalfLife> halfLives) {
        Shapes.require("theory", theory, xi.length, t.length);
        Shapes.require("net", net, xi.length, t.length);
        this.label = label;
        this.theoryName = theoryName;
        this.xi = xi;
        this.t = t;
        this.theory = theory;
        this.net = net;
        this.halfLives = halfLives;
    }

    /**
     * The time at which half of a frequency's residual is gone; NaN where not computed or not reached.
     *
     * @param net mean over seeds
     * @param netSpread standard deviation over seeds; NaN for one seed
     * @param strength |û_ρ(ξ,0⁺)| over the largest, 0 to 1: weak ones are drawn faint
     * @param flag why the value should not be trusted, e.g. "aliased" or "unresolved"; empty if it can be
     */
    public record HalfLife(
            double xi,
            double simplified,
            double exact,
            double infiniteWidth,
            double net,
            double netSpread,
            double strength,
            String flag) {}
}
