package org.fprinciple.report;

import java.awt.Rectangle;

/** A pair of axes laid over a rectangle of the page. */
record Frame(Rectangle area, Axis x, Axis y) {
    /** Horizontal place of a value on the page; NaN if it has none. */
    double px(double value) {
        return area.x + area.width * near(x.at(value));
    }

    /** Vertical place of a value on the page, which grows downwards; NaN if it has none. */
    double py(double value) {
        return area.y + area.height * (1 - near(y.at(value)));
    }

    /** What lies far outside is clipped anyway, and Java2D draws nothing if coordinates are astronomical. */
    private static double near(double fraction) {
        return Double.isFinite(fraction) ? Math.max(-9, Math.min(10, fraction)) : Double.NaN;
    }
}
