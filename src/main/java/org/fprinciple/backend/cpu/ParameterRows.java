package org.fprinciple.backend.cpu;

import org.fprinciple.backend.Vec;

/** A net's parameters row by row in float64, whatever they are held in: row 0 is a, 1 is b, 2 + c is w's column c. */
interface ParameterRows {
    /** θ₀ + δ of neurons from … from + size − 1 into {@code to}, from 0 on. */
    void load(Vec displacement, int row, int from, int size, double[] to);

    /** target_{row, from + j} += c values_j. */
    void add(Vec target, int row, int from, int size, double c, double[] values);

    /** target_{row, from + j} ← c values_j. */
    void set(Vec target, int row, int from, int size, double c, double[] values);

    /** See {@link org.fprinciple.backend.NetPlan#adam}. */
    void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step);
}
