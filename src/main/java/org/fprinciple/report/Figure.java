package org.fprinciple.report;

import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;

/** A picture that can be painted at any size, on the screen, in a bitmap or in an SVG document. */
@FunctionalInterface
public interface Figure {
    /** Paints the figure, background included, on the rectangle (0, 0, width, height) in user-space units. */
    void paint(Graphics2D g, int width, int height);

    /**
     * Writes {@code base.png} and {@code base.svg}.
     *
     * @throws IOException if a file cannot be written, or if this Java runtime has no fonts
     */
    default void write(Path base) throws IOException {
        FigureWriter.write(this, base);
    }
}
