package org.fprinciple.backend;

/**
 * Fourier transforms between the modes |k_a| ≤ c of real functions on a periodic box and their values on a uniform grid of
 * M^d points. The padding from 2c + 1 to M is never transformed: an axis is transformed only for those lines that are
 * not 0, or wanted.
 *
 * <p>Modes are a {@link HalfSpectrum}: complex numbers, interleaved, k_1 … k_{d−1} from −c to c, k_d from 0 to c, the last
 * fastest; the rest follows from f̂_{−k} = conj f̂_k. What stands in a grid's padding is undefined but finite. A plan owns its work space: one
 * thread at a time.
 */
public interface FftPlan extends AutoCloseable {
    /** d, c and how modes are laid out. */
    HalfSpectrum spectrum();

    /** Gives back what the plan holds on a device; it is used no more. */
    @Override
    default void close() {}

    /** M. */
    int gridSize();

    /** A grid for this plan, all 0. */
    Vec grid();

    /** h(g) = Σ_k ĥ_k e^{2πi k·g/M}; modes stay. */
    void toGrid(Vec modes, Vec grid);

    /** f̂_k = Σ_g f(g) e^{−2πi k·g/M} for |k_a| ≤ c; the grid is destroyed. */
    void toModes(Vec grid, Vec modes);
}
