package org.fprinciple.backend;

/** A real function on a periodic box, of which its transform was made once. Safe for use by several threads. */
public interface PeriodicFunction {
    /**
     * Its values at points.
     *
     * @param x (count, d), row by row, finite; any period of the box
     * @param values (count), written
     */
    void at(double[] x, int count, double[] values);
}
