package org.fprinciple.report;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** The key to a colour scale: a vertical bar with ticks and a label on its right. */
record ColorBar(ColorScale colors) {
    private static final int GAP = 18;
    private static final int BAR = 16;
    private static final int TICK = 5;

    /** Room needed to the right of the plot, gap included, for a bar of the given height. */
    double width(double height) {
        return GAP + BAR + TICK + 4 + Panels.widest(ticks(height)) + 10 + Text.capHeight(Text.LABEL) * 1.5;
    }

    private Ticks ticks(double height) {
        Ticks ticks = colors.axis().ticks(height, label -> Text.capHeight(Text.TICK));
        if (!colors.clipped()) {
            return ticks;
        }
        List<String> labels = new ArrayList<>(ticks.labels());
        labels.set(labels.size() - 1, "≥ " + labels.get(labels.size() - 1));
        return new Ticks(ticks.major(), labels, ticks.minor());
    }

    /** Draws to the right of the plot that ends at {@code right}, between two heights of the page. */
    void paint(Graphics2D g, int right, int top, int bottom) {
        Rectangle bar = new Rectangle(right + GAP, top, BAR, bottom - top);
        BufferedImage image = new BufferedImage(1, 256, BufferedImage.TYPE_INT_RGB);
        for (int j = 0; j < 256; j++) {
            image.setRGB(0, j, ColorScale.viridis(1 - j / 255.0));
        }
        g.drawImage(image, bar.x, bar.y, bar.width, bar.height, null);
        g.setColor(Panels.INK);
        g.setStroke(Panels.THIN);
        g.draw(bar);
        Ticks ticks = ticks(bar.height);
        double end = bar.getMaxX();
        for (int i = 0; i < ticks.major().size(); i++) {
            double y = bottom - bar.height * colors.axis().at(ticks.major().get(i));
            g.draw(new Line2D.Double(end, y, end + TICK, y));
            Text.draw(g, ticks.labels().get(i), Text.TICK, end + TICK + 4, y + Text.capHeight(Text.TICK) / 2, 0);
        }
        double baseline = end + TICK + 4 + Panels.widest(ticks) + 10 + Text.capHeight(Text.LABEL);
        Text.drawFittedUpwards(g, colors.axis().label(), Text.LABEL, baseline, bar.getCenterY(), bar.height + 20.0);
    }
}
