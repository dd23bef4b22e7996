package org.fprinciple.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Something drawn inside a frame. */
@FunctionalInterface
interface Layer {
    void paint(Graphics2D g, Frame frame);

    /** Discs; points with a NaN are skipped. */
    static Layer points(double[] x, double[] y, double radius, IntFunction<Color> color) {
        return (g, frame) -> {
            for (int i = 0; i < x.length; i++) {
                disc(g, frame.px(x[i]), frame.py(y[i]), radius, color.apply(i));
            }
        };
    }

    /** A polyline in the given order, broken at NaN; a lone point between breaks becomes a disc. */
    static Layer line(double[] x, double[] y, Color color, BasicStroke stroke) {
        return (g, frame) -> {
            Path2D path = new Path2D.Double();
            boolean drawing = false;
            for (int i = 0; i < x.length; i++) {
                double px = frame.px(x[i]);
                double py = frame.py(y[i]);
                boolean here = Double.isFinite(px + py);
                boolean next = i + 1 < x.length && Double.isFinite(frame.px(x[i + 1]) + frame.py(y[i + 1]));
                if (here && drawing) {
                    path.lineTo(px, py);
                } else if (here && next) {
                    path.moveTo(px, py);
                } else {
                    disc(g, px, py, 1.5 * stroke.getLineWidth(), color);
                }
                drawing = here && (drawing || next);
            }
            g.setColor(color);
            g.setStroke(stroke);
            g.draw(path);
        };
    }

    /** The area between two curves; points with a NaN are skipped. On a log axis what is not positive lies at its lower end. */
    static Layer band(double[] x, double[] lo, double[] hi, Color color) {
        return (g, frame) -> {
            Path2D path = new Path2D.Double();
            int[] known = IntStream.range(0, x.length)
                    .filter(i -> Double.isFinite(frame.px(x[i]) + frame.py(hi[i])) && !Double.isNaN(lo[i]))
                    .toArray();
            for (int j = 0; j < 2 * known.length; j++) {
                boolean forth = j < known.length;
                int i = known[forth ? j : 2 * known.length - 1 - j];
                double py = forth ? frame.py(hi[i]) : bottom(frame, lo[i]);
                if (j == 0) {
                    path.moveTo(frame.px(x[i]), py);
                } else {
                    path.lineTo(frame.px(x[i]), py);
                }
            }
            g.setColor(color);
            g.fill(path);
        };
    }

    /** Vertical bars with caps, as {@link #band} at single points. */
    static Layer bars(double[] x, double[] lo, double[] hi, Color color) {
        return (g, frame) -> {
            g.setColor(color);
            g.setStroke(new BasicStroke(1.5f));
            for (int i = 0; i < x.length; i++) {
                double px = frame.px(x[i]);
                double top = frame.py(hi[i]);
                if (Double.isFinite(px + top) && !Double.isNaN(lo[i])) {
                    double bottom = bottom(frame, lo[i]);
                    g.draw(new Line2D.Double(px, bottom, px, top));
                    g.draw(new Line2D.Double(px - 3, top, px + 3, top));
                    g.draw(new Line2D.Double(px - 3, bottom, px + 3, bottom));
                }
            }
        };
    }

    private static double bottom(Frame frame, double value) {
        return frame.y().log() && value <= 0 ? frame.area().getMaxY() : frame.py(value);
    }

    /** Coloured cells as one image, exact for any grid and scale; a NaN cell is left blank. */
    static Layer raster(Cells x, Cells y, double[][] z, ColorScale colors) {
        return (g, frame) -> {
            int width = frame.area().width * FigureWriter.PNG_SCALE;
            int height = frame.area().height * FigureWriter.PNG_SCALE;
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
            for (int i = 0; i < width; i++) {
                int ix = x.find(frame.x().value((i + 0.5) / width));
                for (int j = 0; ix >= 0 && j < height; j++) {
                    int iy = y.find(frame.y().value(1 - (j + 0.5) / height));
                    if (iy >= 0 && !Double.isNaN(z[ix][iy])) {
                        image.setRGB(i, j, colors.argb(z[ix][iy]));
                    }
                }
            }
            g.drawImage(image, frame.area().x, frame.area().y, frame.area().width, frame.area().height, null);
        };
    }

    private static void disc(Graphics2D g, double px, double py, double radius, Color color) {
        if (Double.isFinite(px + py)) {
            g.setColor(color);
            g.fill(new Ellipse2D.Double(px - radius, py - radius, 2 * radius, 2 * radius));
        }
    }
}
