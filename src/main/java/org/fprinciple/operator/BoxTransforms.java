package org.fprinciple.operator;

import java.util.Arrays;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.PeriodicFunction;
import org.fprinciple.backend.Vec;

/**
 * A {@link BoxKernel}'s products by non-uniform transforms: type 1 at the sources, the weights, and type 2 at the targets,
 * to about 1e−14 of the norm of the result. Work space is kept between products: one thread at a time.
 */
final class BoxTransforms {
    private final BoxKernel kernel;
    private final Backend backend;
    private final HalfSpectrum spectrum;
    private final Vec[] weights;
    private final Vec[] modes;

    BoxTransforms(BoxKernel kernel, Backend backend) {
        this.kernel = kernel;
        this.backend = backend;
        this.spectrum = new HalfSpectrum(kernel.dimension(), kernel.grid().cutoff());
        int fields = kernel.isExact() ? 1 + kernel.dimension() : 1;
        backend.require(
                bytes(kernel.grid(), fields),
                String.format(
                        Locale.ROOT,
                        "The grids for %,d modes on each of %d axes",
                        kernel.grid().modes(),
                        kernel.dimension()),
                "take fewer --modes");
        this.weights = new Vec[fields];
        this.modes = new Vec[fields];
        for (int f = 0; f < fields; f++) {
            // All g_a have one weight.
            weights[f] = f > 1 ? weights[1] : weights(f);
            modes[f] = weights[f].like();
        }
    }

    /** The bytes of the weights, modes and of two plans' grids. */
    static double bytes(ModeGrid grid, int fields) {
        return 8.0 * fields * (3 * grid.size() + 2 * 1.25 * Math.pow(2.0 * grid.modes(), grid.dimension()));
    }

    private Vec weights(int field) {
        double[] amplitudes = kernel.amplitudes(field, spectrum);
        double[] squares = new double[2 * amplitudes.length];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = amplitudes[i / 2] * amplitudes[i / 2];
        }
        Vec vec = backend.vector(squares.length);
        vec.set(squares);
        return vec;
    }

    /** A plan for the rows of x (n, d). */
    NufftPlan plan(DMatrixRMaj x) {
        NufftPlan plan = backend.nufft(spectrum, kernel.grid().side(), NufftPlan.TIGHTEST);
        plan.setPoints(x.data, x.numRows);
        return plan;
    }

    /** Takes Σ_i K(·, z_i) c_i, for a plan at z. */
    void sources(NufftPlan from, DMatrixRMaj z, double[] c) {
        int d = kernel.dimension();
        double[][] strengths = new double[modes.length][c.length];
        for (int f = 0; f < modes.length; f++) {
            for (int i = 0; i < c.length; i++) {
                strengths[f][i] = f == 0 ? c[i] : z.data[i * d + f - 1] * c[i];
            }
        }
        from.type1(strengths, modes);
        for (int f = 0; f < modes.length; f++) {
            modes[f].multiply(modes[f], weights[f]);
        }
    }

    /** Its values at x (p, d), for a plan there. */
    double[] values(NufftPlan to, DMatrixRMaj x) {
        int d = kernel.dimension();
        double[][] values = new double[modes.length][x.numRows];
        to.type2(modes, values);
        double[] sum = values[0];
        for (int f = 1; f < modes.length; f++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += x.data[i * d + f - 1] * values[f][i];
            }
        }
        return sum;
    }

    /** Its spectra, ĥ and then the ĝ_a, all modes of each in C order. */
    double[] spectra() {
        int full = 2 * kernel.grid().size();
        double[] all = new double[modes.length * full];
        for (int f = 0; f < modes.length; f++) {
            System.arraycopy(spectrum.toFull(modes[f].toArray()), 0, all, f * full, full);
        }
        return all;
    }

    /**
     * Blocks from the two sums over modes that make K, as functions of x − x' on a grid.
     */
    KernelBlocks blocks() {
        PeriodicFunction[] tables = new PeriodicFunction[Math.min(2, weights.length)];
        // In space an entry takes w³ numbers of the grid, and conditional variances are far from rounding.
        double tolerance = kernel.dimension() == 3 ? 1e-11 : NufftPlan.TIGHTEST;
        NufftPlan plan = backend.nufft(spectrum, kernel.grid().side(), tolerance);
        for (int f = 0; f < tables.length; f++) {
            double[] real = weights[f].toArray();
            for (int i = 1; i < real.length; i += 2) {
                real[i] = 0;
            }
            Vec even = weights[f].like();
            even.set(real);
            tables[f] = plan.function(even);
        }
        return new BoxBlocks(Arrays.asList(tables), 2 * tolerance);
    }
}
