package org.fprinciple.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.util.List;

/** Names what is drawn; set in a row above the plot if it fits, else in a column beside it, never over the data. */
record Legend(List<Key> keys) {
    private static final double SAMPLE = 24;
    private static final double GAP = 8;
    private static final double LINE = 22;

    /** A name and its colour. */
    record Key(String name, Color color, boolean line) {}

    boolean fitsRow(double width) {
        return rowWidth() <= width;
    }

    double rowHeight() {
        return keys.isEmpty() ? 0 : LINE;
    }

    double columnWidth() {
        return keys.stream().mapToDouble(Legend::width).max().orElse(0);
    }

    private double rowWidth() {
        return keys.stream().mapToDouble(k -> width(k) + 2 * GAP).sum();
    }

    private static double width(Key key) {
        return SAMPLE + GAP + Text.width(key.name(), Text.TICK);
    }

    /** Draws in a row that ends at the right. */
    void paintRow(Graphics2D g, double right, double middle) {
        double x = right - rowWidth() + 2 * GAP;
        for (Key key : keys) {
            paint(g, key, x, middle);
            x += width(key) + 2 * GAP;
        }
    }

    /** Draws in a column that starts at the top. */
    void paintColumn(Graphics2D g, double left, double top) {
        for (int i = 0; i < keys.size(); i++) {
            paint(g, keys.get(i), left, top + (i + 0.5) * LINE);
        }
    }

    private static void paint(Graphics2D g, Key key, double x, double middle) {
        g.setColor(key.color());
        if (key.line()) {
            g.setStroke(new BasicStroke(2.2f));
            g.draw(new Line2D.Double(x, middle, x + SAMPLE, middle));
        } else {
            g.fill(new Ellipse2D.Double(x + SAMPLE / 2 - 3.5, middle - 3.5, 7, 7));
        }
        g.setColor(Panels.INK);
        Text.draw(g, key.name(), Text.TICK, x + SAMPLE + GAP, middle + Text.capHeight(Text.TICK) / 2, 0);
    }
}
