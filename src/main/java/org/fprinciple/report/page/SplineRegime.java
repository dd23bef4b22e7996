package org.fprinciple.report.page;

import java.util.List;

/**
 * Where cases lie between the cubic and the linear spline: the simplified operator's weight is γ²(ξ) = A/|ξ|^{d+3} +
 * B/|ξ|^{d+1}, whose first term gives cubic and whose second gives linear splines in one dimension.
 *
 * @param points this case and others for comparison
 */
public record SplineRegime(List<Point> points) {
    /**
     * A case between the two splines.
     *
     * @param name may be short: it is written beside the point
     * @param cubic the first term at a reference frequency ξ₀, for example 1/(data's span), or anything proportional to it:
     *     A/ξ₀²
     * @param linear the second term in the same unit: B; the picture's axis is cubic/linear
     * @param toCubic distance of what was found from the cubic spline; NaN where not measured
     * @param toLinear distance of what was found from the linear spline; NaN where not measured
     * @param thisCase whether it is the case of the page
     */
    public record Point(String name, double cubic, double linear, double toCubic, double toLinear, boolean thisCase) {}
}
