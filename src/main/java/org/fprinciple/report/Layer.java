package org.fprinciple.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.function.IntFunction;

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

    /** The area between two curves over ascending x. */
    static Layer band(double[] x, double[] low, double[] high, Color color) {
        return (g, frame) -> {
            Path2D path = new Path2D.Double();
            for (int i = 0; i < 2 * x.length; i++) {
                int place = i < x.length ? i : 2 * x.length - 1 - i;
                double px = frame.px(x[place]);
                double py = frame.py(i < x.length ? low[place] : high[place]);
                if (i == 0) {
                    path.moveTo(px, py);
                } else {
                    path.lineTo(px, py);
                }
            }
            path.closePath();
            g.setColor(color);
            g.fill(path);
        };
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
