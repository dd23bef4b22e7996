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

/** h as a sum of kernels at the samples, at every time. */
public final class KernelTrajectory extends Trajectory {
    private final Dataset data;
    private final MergedSamples samples;
    private final Kernel kernel;
    private final Backend backend;
    private final PointFunction start;
    private final DMatrixRMaj residuals;
    private final DMatrixRMaj alpha;
    private final DMatrixRMaj beta;
    private final @Nullable Function<double[], PointFunction> interpolant;
    private final Function<ResidualSpectrum, HalfLife[]> halfLives;
    private double @Nullable [][] spectra;

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
    public KernelTrajectory(
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
        super(data.normalisation(), times, rates, statistics);
        this.data = data;
        this.samples = samples;
        this.kernel = kernel;
        this.backend = backend;
        this.start = start;
        this.residuals = residuals;
        this.alpha = alpha;
        this.beta = beta;
        this.interpolant = interpolant;
        this.halfLives = halfLives;
    }

    @Override
    public double[][] at(DMatrixRMaj x, Progress progress) {
        kernel.requireCovers(samples.inputs(), x);
        double[] initial = start.at(x);
        if (interpolant != null) {
            return bySpline(interpolant, x, initial, progress);
        }
        DMatrixRMaj image = kernel.product(x, samples.inputs(), alpha, backend, progress);
        DMatrixRMaj smooth = kernel.freeFunctions().at(x);
        double[][] h = new double[residuals.numCols][x.numRows];
        for (int k = 0; k < residuals.numCols; k++) {
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
        double[][] h = new double[residuals.numCols][];
        for (int k = 0; k < residuals.numCols; k++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = samples.targets()[i] + residuals.get(i, k) - h0[i];
            }
            h[k] = fixed.apply(values).at(x);
            for (int i = 0; i < initial.length; i++) {
                h[k][i] += initial[i];
            }
            progress.advance(x.numRows / residuals.numCols);
        }
        return h;
    }

    /** To the precision of the modes and not of the kernel's sums. */
    @Override
    public double[][] atSamples() {
        double[][] h = new double[residuals.numCols][];
        double[] values = new double[samples.size()];
        for (int k = 0; k < residuals.numCols; k++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = samples.targets()[i] + residuals.get(i, k);
            }
            h[k] = samples.spread(values);
        }
        return h;
    }

    @Override
    public double[] loss(Loss loss) {
        double[] values = new double[residuals.numCols];
        for (int k = 0; k < residuals.numCols; k++) {
            double squares = samples.scatter();
            for (int i = 0; i < samples.size(); i++) {
                double r = residuals.get(i, k);
                squares += samples.multiplicity()[i] * r * r;
            }
            values[k] = loss.of(squares, data.size());
        }
        return values;
    }

    @Override
    public ResidualSpectrum defaultFrequencies() {
        return ResidualSpectrum.ofSamples(samples, data.normalisation().keptNames());
    }

    @Override
    public HalfLife[] halfLives(ResidualSpectrum spectrum) {
        return halfLives.apply(spectrum);
    }

    @Override
    public double[][] residualMagnitude(ResidualSpectrum spectrum) {
        DMatrixRMaj waves = spectrum.waves(samples);
        DMatrixRMaj transforms = new DMatrixRMaj(waves.numRows, residuals.numCols);
        backend.dense(samples.size()).multiplyAdd(waves, false, residuals, false, transforms);
        double[][] magnitude = new double[residuals.numCols][spectrum.size()];
        for (int k = 0; k < residuals.numCols; k++) {
            for (int g = 0; g < spectrum.size(); g++) {
                magnitude[k][g] = Math.sqrt(spectrum.power(transforms, g, k));
            }
        }
        return magnitude;
    }

    @Override
    public double[] spectrum(int k) {
        if (!(kernel instanceof BoxKernel box)) {
            throw new IllegalStateException("Only a box has modes.");
        }
        if (spectra == null) {
            // One pass over the samples serves all times.
            spectra = box.spectra(samples.inputs(), alpha, backend);
            for (int j = 0; j < spectra.length; j++) {
                box.addFree(spectra[j], column(beta, j));
            }
        }
        return spectra[k];
    }

    private static double[] column(DMatrixRMaj m, int k) {
        double[] column = new double[m.numRows];
        for (int i = 0; i < column.length; i++) {
            column[i] = m.get(i, k);
        }
        return column;
    }
}
