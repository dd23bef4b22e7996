package org.fprinciple.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;

/** Measures and draws text, the same on a bitmap and in an SVG document. */
final class Text {
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
    static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

    /** Measured without regard to the device, so that the layout does not depend on it. */
    private static final FontRenderContext FRC = new FontRenderContext(null, true, true);

    private Text() {}

    static double width(String text, Font font) {
        return font.getStringBounds(text, FRC).getWidth();
    }

    /** Height of a capital letter or digit, which is what has to be centred; accents and descenders reach further. */
    static double capHeight(Font font) {
        return font.createGlyphVector(FRC, "0").getVisualBounds().getHeight();
    }

    /** Draws with the anchor (x, baseline) at the fraction {@code align} of the text: 0 its left end, 1 its right. */
    static void draw(Graphics2D g, String text, Font font, double x, double baseline, double align) {
        g.setFont(font);
        g.drawString(text, (float) (x - align * width(text, font)), (float) baseline);
    }

    /** Draws centred at x, in a smaller font if the text is wider than {@code room}. */
    static void drawFitted(Graphics2D g, String text, Font font, double x, double baseline, double room) {
        double excess = width(text, font) / room;
        Font fitted = excess > 1 ? font.deriveFont((float) (font.getSize2D() / excess)) : font;
        draw(g, text, fitted, x, baseline, 0.5);
    }

    /** As {@link #drawFitted}, but reading upwards, centred at y. */
    static void drawFittedUpwards(Graphics2D g, String text, Font font, double baseline, double y, double room) {
        g.rotate(-Math.PI / 2, baseline, y);
        drawFitted(g, text, font, baseline, y, room);
        g.rotate(Math.PI / 2, baseline, y);
    }
}
