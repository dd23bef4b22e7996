package org.fprinciple.solution;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.Normalisation;

/**
 * h at every time asked for. Everything is in the theory's units but where the user's are named. What it holds depends on how
 * it was found: {@link KernelTrajectory} coefficients of samples, {@link SpectralTrajectory} modes of a box.
 */
public abstract class Trajectory {
    private final Normalisation normalisation;
    private final double[] times;
    private final double[] rates;
    private final SolveStatistics statistics;

    /**
     * Called by the solvers.
     *
     * @param times t (K)
     * @param rates the decay rates that were found, ascending
     */
    Trajectory(Normalisation normalisation, double[] times, double[] rates, SolveStatistics statistics) {
        this.normalisation = normalisation;
        this.times = times;
        this.rates = rates;
        this.statistics = statistics;
    }

    /** t (K). */
    public final double[] times() {
        return times.clone();
    }

    /** How it was found. */
    public final SolveStatistics statistics() {
        return statistics;
    }

    /**
     * The decay rates λ_j of the residual's modes, ascending: all of them by the modal method; by Krylov's the Ritz values,
     * of which the largest is an eigenvalue; by Runge–Kutta's a bound of the largest alone.
     */
    public final double[] rates() {
        return rates.clone();
    }

    /**
     * h at points in the theory's units.
     *
     * @param x points (p, d)
     * @param progress advanced by p in all
     * @return (K, p)
     */
    public abstract double[][] at(DMatrixRMaj x, Progress progress);

    /** h at all samples, duplicates included (K, n). */
    public abstract double[][] atSamples();

    /** The training loss at every time (K). */
    public abstract double[] loss(Loss loss);

    /** The frequencies at which the residual is watched by default. */
    public abstract ResidualSpectrum defaultFrequencies();

    /** When each frequency is half learned. */
    public abstract HalfLife[] halfLives(ResidualSpectrum spectrum);

    /** |û_ρ(ξ, t)| at every time (K, F). */
    public abstract double[][] residualMagnitude(ResidualSpectrum spectrum);

    /**
     * The spectrum of h − h_ini on a box at one time, as {@link org.fprinciple.operator.BoxKernel#spectra} gives it, with the
     * free functions at k = 0.
     *
     * @param k index of the time
     * @throws IllegalStateException on R^d, which has no modes
     */
    public abstract double[] spectrum(int k);

    /**
     * h in the user's units.
     *
     * @param x points in the user's units (p, columns of the data)
     * @return (K, p)
     */
    public final double[][] predict(DMatrixRMaj x) {
        return toUser(at(normalisation.inputsToUnit(x), Progress.NONE));
    }

    /** Values of h in the theory's units to the user's, in place. */
    public final double[][] toUser(double[][] h) {
        for (double[] row : h) {
            for (int i = 0; i < row.length; i++) {
                row[i] = normalisation.targetToUser(row[i]);
            }
        }
        return h;
    }
}
