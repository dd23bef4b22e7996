package org.fprinciple.report;

import java.awt.Color;

/**
 * Colours for a range of values, from dark blue to yellow: perceptually even, and safe for colour-blind readers.
 *
 * @param axis the values; those outside take the colour of the nearer end
 * @param clipped whether values above the range may occur; the colour bar then marks its upper end, which must have a
 *     tick, with ≥
 */
record ColorScale(Axis axis, boolean clipped) {
    /** The colour map "viridis" at equal steps. */
    private static final int[] ANCHORS = {
        0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151, 0xbddf26, 0xfde725
    };

    /** The opaque colour, as 0xffRRGGBB, of a value that is not NaN. */
    int argb(double value) {
        return viridis(axis.at(value));
    }

    Color color(double value) {
        return new Color(argb(value));
    }

    /** Colour at a fraction of the map, clamped to 0…1. */
    static int viridis(double fraction) {
        double place = Math.max(0, Math.min(1, fraction)) * (ANCHORS.length - 1);
        int i = Math.min((int) place, ANCHORS.length - 2);
        return 0xff000000
                | mix(ANCHORS[i], ANCHORS[i + 1], place - i, 16)
                | mix(ANCHORS[i], ANCHORS[i + 1], place - i, 8)
                | mix(ANCHORS[i], ANCHORS[i + 1], place - i, 0);
    }

    private static int mix(int from, int to, double weight, int shift) {
        int a = from >> shift & 0xff;
        int b = to >> shift & 0xff;
        return (int) Math.round(a + weight * (b - a)) << shift;
    }
}
