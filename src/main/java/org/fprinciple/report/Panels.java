package org.fprinciple.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One or more plots on the same axes, in rows of at most three, with one legend or colour bar.
 *
 * @param aspect width of a plot over its height, or NaN to fill the page
 */
record Panels(
        Axis x,
        Axis y,
        List<Panel> panels,
        Legend legend,
        @Nullable ColorBar bar,
        double aspect) implements Figure {
    static final Color INK = new Color(0x262626);
    static final BasicStroke THIN = new BasicStroke(1f);

    private static final Color GRID = new Color(0xe8e8e8);
    private static final int MARGIN = 12;
    private static final int TICK = 5;

    /** Between a tick and its label, and between tick labels and the axis label. */
    private static final int GAP = 5;

    /** A plot's layers, bottom first, and its title, which may be empty. */
    record Panel(String title, List<Layer> layers) {}

    @Override
    public void paint(Graphics2D g, int width, int height) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        new Layout(width, height).paint(g);
    }

    static double widest(Ticks ticks) {
        return ticks.labels().stream()
                .mapToDouble(label -> Text.width(label, Text.TICK))
                .max()
                .orElse(0);
    }

    /** Sizes of everything on a page: margins depend on tick labels, which depend on the room the margins leave. */
    private final class Layout {
        private final int columns = panels.size() <= 3 ? panels.size() : panels.size() == 4 ? 2 : 3;
        private final int rows = (panels.size() + columns - 1) / columns;
        private final boolean row;
        private final double tickHeight = Text.capHeight(Text.TICK);
        private final double labelHeight = Text.capHeight(Text.LABEL);
        private final double left;
        private final double top;
        private final double titleHeight;
        private final int plotWidth;
        private final int plotHeight;
        private final int gapX;
        private final int gapY;
        private final Ticks xTicks;
        private final Ticks yTicks;

        Layout(int width, int height) {
            row = bar != null || legend.fitsRow(0.8 * width);
            titleHeight = panels.get(0).title().isEmpty() ? 0 : labelHeight + 9;
            double above = Math.max(tickHeight / 2, row ? legend.rowHeight() : 0) + titleHeight;
            double below = TICK + GAP + tickHeight + 2 * GAP + 1.4 * labelHeight;
            double w = 0.8 * width;
            double h = 0.8 * height;
            double before = 0;
            double after = 0;
            double apart = 0;
            // Settles at once unless a tick label more or less fits; later rounds then correct the margins.
            for (int round = 0; round < 4; round++) {
                Ticks xs = x.ticks(w, label -> Text.width(label, Text.TICK));
                Ticks ys = y.ticks(h, label -> tickHeight);
                double sticksOutLeft = sticksOut(xs, 0, w);
                double sticksOutRight = sticksOut(xs, xs.labels().size() - 1, w);
                double beside = bar != null ? bar.width(rows * h) : row ? 0 : 18 + legend.columnWidth();
                before = Math.max(1.5 * labelHeight + 2 * GAP + widest(ys) + GAP + TICK, sticksOutLeft);
                after = Math.max(beside, sticksOutRight);
                apart = Math.max(14, sticksOutLeft + sticksOutRight + 8);
                w = (width - 2 * MARGIN - before - after - (columns - 1) * apart) / columns;
                h = (height - 2 * MARGIN - above - below - (rows - 1) * (14 + titleHeight)) / rows;
                if (!Double.isNaN(aspect)) {
                    double full = w;
                    w = Math.min(w, h * aspect);
                    h = Math.min(h, full / aspect);
                }
            }
            plotWidth = (int) Math.max(1, w);
            plotHeight = (int) Math.max(1, h);
            gapX = (int) Math.ceil(apart);
            gapY = (int) Math.ceil(14 + titleHeight);
            xTicks = x.ticks(plotWidth, label -> Text.width(label, Text.TICK));
            yTicks = y.ticks(plotHeight, label -> tickHeight);
            left = before + (width - before - after - columns * plotWidth - (columns - 1) * gapX) / 2;
            top = above + (height - above - below - rows * plotHeight - (rows - 1) * gapY) / 2;
        }

        /** How far the i-th label of the horizontal axis reaches over the end of the axis. */
        private double sticksOut(Ticks ticks, int i, double w) {
            if (i < 0 || i >= ticks.labels().size()) {
                return 0;
            }
            double place = w * x.at(ticks.major().get(i));
            double half = Text.width(ticks.labels().get(i), Text.TICK) / 2;
            return Math.max(0, i == 0 && ticks.labels().size() > 1 ? half - place : half - Math.min(place, w - place));
        }

        private Rectangle area(int i) {
            return new Rectangle(
                    (int) left + i % columns * (plotWidth + gapX),
                    (int) top + i / columns * (plotHeight + gapY),
                    plotWidth,
                    plotHeight);
        }

        void paint(Graphics2D g) {
            for (int i = 0; i < panels.size(); i++) {
                Frame frame = new Frame(area(i), x, y);
                if (bar == null) {
                    paintGrid(g, frame);
                }
                Shape clip = g.getClip();
                g.clip(frame.area());
                for (Layer layer : panels.get(i).layers()) {
                    layer.paint(g, frame);
                }
                g.setClip(clip);
                boolean lowest = i + columns >= panels.size();
                paintAxes(g, frame, lowest, i % columns == 0);
                Text.drawFitted(
                        g,
                        panels.get(i).title(),
                        Text.LABEL,
                        frame.area().getCenterX(),
                        frame.area().y - 8.0,
                        plotWidth);
            }
            Rectangle all = area(0).union(area(Math.min(columns, panels.size()) - 1));
            all = all.union(area(panels.size() - 1));
            paintLabels(g, all);
            if (bar != null) {
                bar.paint(g, all.x + all.width, all.y, all.y + all.height);
            }
            if (row) {
                legend.paintRow(g, all.getMaxX(), all.y - titleHeight - legend.rowHeight() / 2 - 2);
            } else {
                legend.paintColumn(g, all.getMaxX() + 18, all.y);
            }
        }

        private void paintGrid(Graphics2D g, Frame frame) {
            g.setColor(GRID);
            g.setStroke(THIN);
            Rectangle area = frame.area();
            for (double value : xTicks.major()) {
                g.draw(new Line2D.Double(frame.px(value), area.y, frame.px(value), area.getMaxY()));
            }
            for (double value : yTicks.major()) {
                g.draw(new Line2D.Double(area.x, frame.py(value), area.getMaxX(), frame.py(value)));
            }
        }

        private void paintAxes(Graphics2D g, Frame frame, boolean labelX, boolean labelY) {
            Rectangle area = frame.area();
            g.setColor(INK);
            g.setStroke(THIN);
            g.draw(area);
            xTicks.minor().forEach(value -> tickX(g, frame, value, TICK / 2));
            yTicks.minor().forEach(value -> tickY(g, frame, value, TICK / 2));
            for (int i = 0; i < xTicks.major().size(); i++) {
                double value = xTicks.major().get(i);
                tickX(g, frame, value, TICK);
                if (labelX) {
                    double baseline = area.getMaxY() + TICK + GAP + tickHeight;
                    Text.draw(g, xTicks.labels().get(i), Text.TICK, frame.px(value), baseline, 0.5);
                }
            }
            for (int i = 0; i < yTicks.major().size(); i++) {
                double value = yTicks.major().get(i);
                tickY(g, frame, value, TICK);
                if (labelY) {
                    double baseline = frame.py(value) + tickHeight / 2;
                    Text.draw(g, yTicks.labels().get(i), Text.TICK, area.x - TICK - GAP, baseline, 1);
                }
            }
        }

        private void tickX(Graphics2D g, Frame frame, double value, int length) {
            double bottom = frame.area().getMaxY();
            g.draw(new Line2D.Double(frame.px(value), bottom, frame.px(value), bottom + length));
        }

        private void tickY(Graphics2D g, Frame frame, double value, int length) {
            double start = frame.area().x;
            g.draw(new Line2D.Double(start - length, frame.py(value), start, frame.py(value)));
        }

        private void paintLabels(Graphics2D g, Rectangle all) {
            double below = all.getMaxY() + TICK + GAP + tickHeight + 2 * GAP + labelHeight;
            Text.drawFitted(g, x.label(), Text.LABEL, all.getCenterX(), below, all.width + 20.0);
            double beside = all.x - TICK - GAP - widest(yTicks) - 2 * GAP;
            Text.drawFittedUpwards(g, y.label(), Text.LABEL, beside, all.getCenterY(), all.height + 20.0);
        }
    }
}
