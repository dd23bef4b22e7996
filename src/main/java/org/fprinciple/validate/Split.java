package org.fprinciple.validate;

import java.util.EnumMap;
import java.util.Map;

/**
 * The difference of nets and LFP as a sum of what each rung contributes: (net − own kernel) + (own kernel − infinite width) +
 * (infinite width − LFP) + (LFP − LFP on its box). Functions add up exactly; their root mean squares do not, as parts may cancel.
 *
 * @param parts each step of the ladder
 * @param total from the nets to LFP, on its box where there is one
 */
public record Split(Map<Cause, Difference> parts, Difference total) {
    /** For nets of one width at a time, or at the end for {@code k} = {@link Ladder.Width#count}. */
    public static Split of(Ladder ladder, Ladder.Width width, int k) {
        Rung lfp = ladder.setting().lfp();
        boolean box = ladder.rungs().contains(Rung.BOX);
        Map<Cause, Difference> parts = new EnumMap<>(Cause.class);
        parts.put(Cause.LAZINESS, width.difference(Rung.NET, Rung.OWN, k));
        parts.put(Cause.FINITE_WIDTH, width.difference(Rung.OWN, Rung.INFINITE, k));
        parts.put(Cause.OPERATOR, width.difference(Rung.INFINITE, lfp, k));
        if (box) {
            parts.put(Cause.BOX, width.difference(lfp, Rung.BOX, k));
        }
        return new Split(parts, width.difference(Rung.NET, box ? Rung.BOX : lfp, k));
    }

    /**
     * The largest part.
     *
     * @param flat whether the density of the biases is flat enough over the data
     */
    public Cause cause(boolean flat) {
        Cause largest = Cause.LAZINESS;
        double most = -1;
        for (Map.Entry<Cause, Difference> part : parts.entrySet()) {
            if (part.getValue().rms() > most) {
                most = part.getValue().rms();
                largest = part.getKey();
            }
        }
        return largest == Cause.OPERATOR && !flat ? Cause.BIAS : largest;
    }
}
