package org.fprinciple.backend;

import org.fprinciple.InvalidInputException;

/**
 * Non-uniform fast Fourier transforms of real functions on a periodic box of side L, d = 1, 2, 3:
 *
 * <pre>
 * type 1:  f̂_k = Σ_j c_j e^{−2πi k·x_j/L},   |k_a| ≤ c
 * type 2:  h(x_j) = Σ_k ĥ_k e^{2πi k·x_j/L}
 * </pre>
 *
 * <p>Set the points, then transform as often as wanted; several real functions at once share the work that depends on
 * points alone. Complex strengths are two real functions: f̂ of a + ib is f̂(a) + i f̂(b). The relative error
 * ‖f̂ − exact‖₂/‖exact‖₂ is about the tolerance (theory-notes/numerics.md §1). Samples that do not fit into memory are
 * spread chunk by chunk: {@link #clear}, then for each chunk {@link #setPoints} and {@link #spread}, at the end
 * {@link #collect}.
 *
 * <p>Results are the same bits for every number of threads. A plan owns its work space: one thread at a time.
 */
public interface NufftPlan extends AutoCloseable {
    /** The tightest tolerance: below it rounding is larger than what the method leaves out. */
    double TIGHTEST = 1e-14;
    /** The same in float32. */
    double TIGHTEST_SINGLE = 1e-6;

    /**
     * Refuses what a precision cannot give.
     *
     * @throws InvalidInputException if the tolerance is not within {@link #TIGHTEST} or {@link #TIGHTEST_SINGLE} and 0.1
     */
    static void requireTolerance(double tolerance, Precision precision) {
        double tightest = precision == Precision.FLOAT32 ? TIGHTEST_SINGLE : TIGHTEST;
        if (!(tolerance >= tightest && tolerance <= 0.1)) {
            throw new InvalidInputException("The tolerance " + tolerance + " of a non-uniform FFT is refused: "
                    + precision.name().toLowerCase(java.util.Locale.ROOT) + " gives " + tightest
                    + " at best, and more than 0.1 is no result.");
        }
    }

    /** Gives back what the plan holds on a device; it is used no more. */
    @Override
    default void close() {}

    /** d, c and how modes are laid out. */
    HalfSpectrum spectrum();

    /** The grid's points on each axis; a finer grid than twice the modes is used where its transform is faster. */
    int gridSize();

    /** The width of the spreading kernel in cells of the grid. */
    int kernelWidth();

    /**
     * Takes the points of the transforms to come.
     *
     * @param x (count, d), row by row, finite; any period of the box
     */
    void setPoints(double[] x, int count);

    /** Type 1: strengths (q, count) to q spectra. */
    default void type1(double[][] strengths, Vec... modes) {
        clear(modes.length);
        spread(strengths);
        collect(modes);
    }

    /** Type 2: q spectra to values (q, count). */
    void type2(Vec[] modes, double[][] values);

    /** Type 1 of one function whose strengths are on the backend. */
    default void type1(Vec strengths, Vec modes) {
        type1(new double[][] {strengths.toArray()}, modes);
    }

    /** Type 2 of one function whose values stay on the backend. */
    default void type2(Vec modes, Vec values) {
        double[][] h = new double[1][values.length()];
        type2(new Vec[] {modes}, h);
        values.set(h[0]);
    }

    /** h of type 2 for one spectrum, to be asked at any points; the plan's own stay. */
    PeriodicFunction function(Vec modes);

    /** Begins q sums over chunks of points. */
    void clear(int q);

    /** Adds the strengths (q, count) at the points that were set last. */
    void spread(double[][] strengths);

    /** Ends the sums over chunks: q spectra. */
    void collect(Vec... modes);
}
