package org.fprinciple.solution;

import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.jspecify.annotations.Nullable;

/** h at every time asked for. Everything is in the theory's units but where the user's are named. */
public final class Trajectory {
    private final Dataset data;
    private final MergedSamples samples;
    private final Kernel kernel;
    private final Backend backend;
    private final PointFunction start;
    private final double[] times;
    private final DMatrixRMaj residuals;
    private final DMatrixRMaj alpha;
    private final DMatrixRMaj beta;
    private final @Nullable Function<double[], PointFunction> interpolant;
    private final double[] rates;
    private final Function<ResidualSpectrum, HalfLife[]> halfLives;
    private final SolveStatistics statistics;

    /**
     * Called by the solvers.
     *
     * @param times t (K)
     * @param residuals h(x_i, t) − y_i at the distinct inputs (n, K)
     * @param alpha dual coefficients (n, K)
     * @param beta coefficients of the free functions (p, K)
     * @param interpolant h − h_ini from its values at the distinct inputs, where these fix it; else null
     * @param rates the kernel's eigenvalues on the data, ascending
     * @param halfLives half-lives for a choice of frequencies
     */
    public Trajectory(
            Dataset data,
            MergedSamples samples,
            Kernel kernel,
            Backend backend,
            PointFunction start,
            double[] times,
            DMatrixRMaj residuals,
            DMatrixRMaj alpha,
            DMatrixRMaj beta,
            @Nullable Function<double[], PointFunction> interpolant,
            double[] rates,
            Function<ResidualSpectrum, HalfLife[]> halfLives,
            SolveStatistics statistics) {
        this.data = data;
        this.samples = samples;
        this.kernel = kernel;
        this.backend = backend;
        this.start = start;
        this.times = times;
        this.residuals = residuals;
        this.alpha = alpha;
        this.beta = beta;
        this.interpolant = interpolant;
        this.rates = rates;
        this.halfLives = halfLives;
        this.statistics = statistics;
    }

    /** t (K). */
    public double[] times() {
        return times.clone();
    }

    /** How it was found. */
    public SolveStatistics statistics() {
        return statistics;
    }

    /** The decay rates λ_j of the residual's modes, ascending. */
    public double[] rates() {
        return rates.clone();
    }

    /**
     * h at points in the theory's units.
     *
     * @param x points (p, d)
     * @return (K, p)
     */
    public double[][] at(DMatrixRMaj x, Progress progress) {
        kernel.requireCovers(samples.inputs(), x);
        double[] initial = start.at(x);
        if (interpolant != null) {
            return bySpline(interpolant, x, initial, progress);
        }
        DMatrixRMaj image = kernel.product(x, samples.inputs(), alpha, backend, progress);
        DMatrixRMaj smooth = kernel.freeFunctions().at(x);
        double[][] h = new double[times.length][x.numRows];
        for (int k = 0; k < times.length; k++) {
            for (int i = 0; i < x.numRows; i++) {
                double sum = initial[i] + image.get(i, k);
                for (int c = 0; c < beta.numRows; c++) {
                    sum += smooth.get(i, c) * beta.get(c, k);
                }
                h[k][i] = sum;
            }
        }
        return h;
    }

    private double[][] bySpline(
            Function<double[], PointFunction> fixed, DMatrixRMaj x, double[] initial, Progress progress) {
        double[] h0 = start.at(samples.inputs());
        double[] values = new double[h0.length];
        double[][] h = new double[times.length][];
        for (int k = 0; k < times.length; k++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = samples.targets()[i] + residuals.get(i, k) - h0[i];
            }
            h[k] = fixed.apply(values).at(x);
            for (int i = 0; i < initial.length; i++) {
                h[k][i] += initial[i];
            }
            progress.advance(x.numRows / times.length);
        }
        return h;
    }

    /**
     * h in the user's units.
     *
     * @param x points in the user's units (p, columns of the data)
     * @return (K, p)
     */
    public double[][] predict(DMatrixRMaj x) {
        return toUser(at(data.normalisation().inputsToUnit(x), Progress.NONE));
    }

    /** Values of h in the theory's units to the user's, in place. */
    public double[][] toUser(double[][] h) {
        for (double[] row : h) {
            for (int i = 0; i < row.length; i++) {
                row[i] = data.normalisation().targetToUser(row[i]);
            }
        }
        return h;
    }

    /** h at all samples, duplicates included (K, n), to the precision of the modes and not of the kernel's sums. */
    public double[][] atSamples() {
        double[][] h = new double[times.length][];
        double[] values = new double[samples.size()];
        for (int k = 0; k < times.length; k++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = samples.targets()[i] + residuals.get(i, k);
            }
            h[k] = samples.spread(values);
        }
        return h;
    }

    /** The training loss at every time (K). */
    public double[] loss(Loss loss) {
        double[] values = new double[times.length];
        for (int k = 0; k < times.length; k++) {
            double squares = samples.scatter();
            for (int i = 0; i < samples.size(); i++) {
                double r = residuals.get(i, k);
                squares += samples.multiplicity()[i] * r * r;
            }
            values[k] = loss.of(squares, data.size());
        }
        return values;
    }

    /** The frequencies at which the residual is watched by default. */
    public ResidualSpectrum defaultFrequencies() {
        return new ResidualSpectrum(samples, data.normalisation().keptNames());
    }

    /** When each frequency is half learned. */
    public HalfLife[] halfLives(ResidualSpectrum spectrum) {
        return halfLives.apply(spectrum);
    }

    /**
     * |û_ρ(ξ, t)| at every time (K, F).
     */
    public double[][] residualMagnitude(ResidualSpectrum spectrum) {
        DMatrixRMaj waves = spectrum.waves(samples);
        DMatrixRMaj transforms = new DMatrixRMaj(waves.numRows, times.length);
        backend.dense(samples.size()).multiplyAdd(waves, false, residuals, false, transforms);
        double[][] magnitude = new double[times.length][spectrum.size()];
        for (int k = 0; k < times.length; k++) {
            for (int g = 0; g < spectrum.size(); g++) {
                magnitude[k][g] = Math.sqrt(spectrum.power(transforms, g, k));
            }
        }
        return magnitude;
    }

    /**
     * The spectra of h − h_ini on a box, as {@link BoxKernel#spectra} gives them, with the free functions at k = 0.
     *
     * @throws IllegalStateException on R^d, which has no modes
     */
    public double[][] spectra() {
        if (!(kernel instanceof BoxKernel box)) {
            throw new IllegalStateException("Only a box has modes.");
        }
        double[][] spectra = box.spectra(samples.inputs(), alpha, backend);
        for (int k = 0; k < times.length; k++) {
            double[] b = new double[beta.numRows];
            for (int c = 0; c < b.length; c++) {
                b[c] = beta.get(c, k);
            }
            box.addFree(spectra[k], b);
        }
        return spectra;
    }
}
