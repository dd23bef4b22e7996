package org.fprinciple.bench;

/**
 * What is timed.
 *
 * @param name of the case; stable, so that tables of different days can be compared
 * @param what in words, for a reader
 * @param width neurons, 0 where there are none
 * @param dimension d
 * @param n points, 0 where there are none
 * @param modes on each axis, 0 where there are none
 * @param tolerance NaN where there is none
 */
public record Subject(String name, String what, long width, int dimension, long n, long modes, double tolerance) {
    Subject(String name, String what, int dimension, long n, long modes, double tolerance) {
        this(name, what, 0, dimension, n, modes, tolerance);
    }

    static Subject ofGrid(String name, String what, int dimension, long modes) {
        return new Subject(name, what, dimension, 0, modes, Double.NaN);
    }

    static Subject ofPoints(String name, String what, int dimension, long n) {
        return new Subject(name, what, dimension, n, 0, Double.NaN);
    }

    static Subject ofNet(String name, String what, long width, int dimension, long n) {
        return new Subject(name, what, width, dimension, n, 0, Double.NaN);
    }
}
