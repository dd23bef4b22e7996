package org.fprinciple.backend;

/**
 * The numbers that a net's parameters and activations are held in, where sums over neurons and samples are more accurate; or the
 * grid of a non-uniform transform.
 */
public enum Precision {
    /** A net's parameters as θ₀ + δ, both float32. */
    FLOAT32(1.2e-7, Float.BYTES),
    /** float64 throughout: slower, for tolerances that float32 cannot hold and for checks. */
    FLOAT64(2.3e-16, Double.BYTES);

    private final double rounding;
    private final int bytes;

    Precision(double rounding, int bytes) {
        this.rounding = rounding;
        this.bytes = bytes;
    }

    /** The relative distance of neighbouring numbers. */
    public double rounding() {
        return rounding;
    }

    /** The bytes of a number. */
    public int bytes() {
        return bytes;
    }
}
