package org.fprinciple.validate;

/** The rungs between trained nets and LFP, from the nets down: neighbours differ by one approximation. */
public enum Rung {
    /** Trained nets. */
    NET("net", "trained nets"),
    /** The nets linearised at their start: the flow under their own kernels. */
    OWN("own", "the nets' own kernels at the start"),
    /** The kernel of infinite width. */
    INFINITE("infinite", "infinite width"),
    /** Exact LFP on R^d. */
    EXACT("exact", "exact LFP"),
    /** Simplified LFP on R^d. */
    SIMPLIFIED("simplified", "simplified LFP"),
    /** The case's LFP operator on its box. */
    BOX("box", "LFP on the box");

    private final String key;
    private final String words;

    Rung(String key, String words) {
        this.key = key;
        this.words = words;
    }

    /** In names of measures and arrays. */
    public String key() {
        return key;
    }

    /** In sentences. */
    public String words() {
        return words;
    }
}
