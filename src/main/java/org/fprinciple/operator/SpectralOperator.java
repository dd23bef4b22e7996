package org.fprinciple.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.FftPlan;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.SampleTransforms;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.problem.Samples;

/**
 * The LFP ODE on a box in Fourier space, dz/dt = b − G z with G = Φᵀ Π Φ and b = Φᵀ Π (y − h_ini), at a cost that does not
 * depend on the number of samples (theory-notes/numerics.md §2). h − h_ini = Φ z + Pβ, where Φ has the columns γ_k e^{2πi
 * k·x/L} and, for the exact operator, √k̂₂ x_a e^{2πi k·x/L}; z are real coordinates in which ‖z‖ is the FP-norm; P are
 * the free functions, fitted at every instant, and Π what is orthogonal to them on the samples.
 *
 * <p>The samples are read once, chunk by chunk: their density ρ̂ and moments on twice the modes, and their targets. Then G z
 * is a zero-padded transform to a grid, a product with the density there, and the transform back.
 *
 * <p>z holds d + 1 fields (one where the operator is simplified) in the layout of {@link HalfSpectrum}, each mode of k_d &gt;
 * 0 times √2, since it stands for −k as well. Not safe for use by several threads at once.
 */
public final class SpectralOperator {
    /** Samples whose residuals are found at a time: arrays that the young generation of the heap takes, so that none pile up. */
    private static final int CHUNK = 1 << 17;

    private final BoxKernel kernel;
    private final Backend backend;
    private final PointFunction start;
    private final HalfSpectrum spectrum;
    private final FftPlan fft;
    private final int fields;
    /** γ/√w and γ√w, field after field: from z to modes, and from modes to z. */
    private final Vec toModes;

    private final Vec fromModes;
    private final double[] scaleFrom;
    private final Vec scaled;
    private final Vec[] density;
    private final Vec[] grids;
    private final Vec[] products;
    private final Vec rightSide;
    private final FreeFit free;
    private final long size;
    private final DMatrixRMaj bounds;
    private final double targetSquare;

    /**
     * Reads the samples.
     *
     * @param start h_ini
     * @param tolerance relative accuracy of the transforms of the samples
     * @param progress told of the samples read
     * @throws org.fprinciple.InvalidInputException if samples do not fit into the box, or there are none
     * @throws org.fprinciple.InsufficientResourceException if the grids do not fit into memory
     */
    public static SpectralOperator of(
            BoxKernel kernel,
            Samples samples,
            PointFunction start,
            Backend backend,
            double tolerance,
            Progress progress) {
        try {
            return new SpectralOperator(kernel, samples, start, backend, tolerance, progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SpectralOperator(
            BoxKernel kernel,
            Samples samples,
            PointFunction start,
            Backend backend,
            double tolerance,
            Progress progress)
            throws IOException {
        this.kernel = kernel;
        this.backend = backend;
        this.start = start;
        int d = kernel.dimension();
        int c = kernel.grid().cutoff();
        this.spectrum = new HalfSpectrum(d, c);
        this.fields = kernel.isExact() ? d + 1 : 1;
        int chunk = (int) Math.min(backend.sampleChunk(), Math.max(1, samples.rows()));
        requireMemory(spectrum, fields, chunk, backend);
        HalfSpectrum doubled = new HalfSpectrum(d, 2 * c);
        this.fft = backend.fft(spectrum, 4L * c + 2);
        FftPlan doubledFft = backend.fft(doubled, 4L * c + 2);

        try (SampleSums sums = new SampleSums(
                d, fields, backend, spectrum, doubled, kernel.grid().side(), tolerance, chunk)) {
            samples.forEach(chunk, (x, y, rows) -> {
                double[] h0 = start.at(DMatrixRMaj.wrap(rows, d, Arrays.copyOf(x, rows * d)));
                for (int i = 0; i < rows; i++) {
                    h0[i] = y[i] - h0[i];
                }
                sums.add(x, h0, rows);
                progress.advance(rows);
            });
            this.bounds = sums.bounds();
            kernel.requireCovers(bounds);
            this.size = sums.size();
            this.targetSquare = sums.targetSquare();

            double[][] scales = scales();
            this.toModes = vector(scales[0]);
            this.fromModes = vector(scales[1]);
            this.scaleFrom = scales[1];
            this.scaled = toModes.like();
            Vec[] moments = sums.moments();
            this.density = new Vec[moments.length];
            double cells = Math.pow(fft.gridSize(), d);
            for (int m = 0; m < moments.length; m++) {
                density[m] = doubledFft.grid();
                doubledFft.toGrid(moments[m], density[m]);
                density[m].scale(1 / cells);
            }
            doubledFft.close();
            this.grids = new Vec[fields];
            this.products = new Vec[fields == 1 ? 0 : 1];
            Arrays.setAll(grids, f -> fft.grid());
            Arrays.setAll(products, f -> fft.grid());

            Vec[] targets = sums.targets();
            Vec b = toModes.like();
            for (int f = 0; f < fields; f++) {
                field(b, f).copy(targets[f]);
            }
            b.multiply(b, fromModes);
            this.free = FreeFit.of(kernel.freeFunctions(), sums, moments, this::column, doubled);
            this.rightSide = free.project(b);
        }
    }

    private Vec vector(double[] values) {
        Vec vec = backend.vector(values.length);
        vec.set(values);
        return vec;
    }

    /** Φᵀ of the samples weighted by x_a − o_a, a = 0 meaning 1: from the moments on twice the modes. */
    private Vec column(int a, double origin, Vec[] moments, HalfSpectrum doubled) {
        Vec column = toModes.like();
        for (int f = 0; f < fields; f++) {
            double[] values = moments[SampleTransforms.moment(f, a, fields)].toArray();
            if (a > 0 && origin != 0) {
                double[] constant = moments[SampleTransforms.moment(f, 0, fields)].toArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] -= origin * constant[i];
                }
            }
            field(column, f).set(doubled.truncate(values, spectrum.cutoff()));
        }
        column.multiply(column, fromModes);
        return column;
    }

    /**
     * The bytes at the peak: while the samples are spread, while that is ended, or once their density is on its grid.
     *
     * @param chunk the rows of the largest chunk of samples
     */
    static double bytes(HalfSpectrum spectrum, int fields, int chunk, Backend backend) {
        int d = spectrum.dimension();
        int c = spectrum.cutoff();
        int moments = SampleTransforms.momentCount(fields);
        double densityGrid = backend.gridLength(d, 8L * c + 2);
        double targetGrid = backend.gridLength(d, 4L * c + 2);
        double doubled = new HalfSpectrum(d, 2 * c).length();
        double vector = fields * (double) spectrum.length();
        double sums = moments * densityGrid + fields * targetGrid;
        double read = sums + backend.sampleBytes(d, fields, chunk) / 8;
        double spread = sums + moments * doubled + vector;
        double applied = moments * (doubled + targetGrid) + (fields == 1 ? 1 : fields + 1) * targetGrid + 8 * vector;
        return 8 * (Math.max(Math.max(read, spread), applied) + backend.transformWork(densityGrid));
    }

    private static void requireMemory(HalfSpectrum spectrum, int fields, int chunk, Backend backend) {
        backend.require(
                bytes(spectrum, fields, chunk, backend),
                String.format(
                        java.util.Locale.ROOT,
                        "The grids for %,d modes on each of %d axes",
                        2 * spectrum.cutoff() + 2,
                        spectrum.dimension()),
                "take fewer --modes");
    }

    private double[][] scales() {
        int length = spectrum.length();
        double[][] scales = new double[2][fields * length];
        for (int f = 0; f < fields; f++) {
            double[] gamma = kernel.amplitudes(f, spectrum);
            for (int i = 0; i < gamma.length; i++) {
                double root = i % (spectrum.cutoff() + 1) == 0 ? 1 : Math.sqrt(2);
                for (int part = 0; part < 2; part++) {
                    scales[0][f * length + 2 * i + part] = gamma[i] / root;
                    scales[1][f * length + 2 * i + part] = gamma[i] * root;
                }
            }
        }
        return scales;
    }

    private Vec field(Vec z, int f) {
        return z.slice(f * spectrum.length(), spectrum.length());
    }

    /** The kernel that this is the engine of. */
    public BoxKernel kernel() {
        return kernel;
    }

    /** The backend that it runs on. */
    public Backend backend() {
        return backend;
    }

    /** How the modes of a field are laid out. */
    public HalfSpectrum spectrum() {
        return spectrum;
    }

    /** The number of samples, duplicates counted. */
    public long size() {
        return size;
    }

    /** The least and the greatest corner of the samples' bounding box as two points, (2, d). */
    public DMatrixRMaj bounds() {
        return bounds;
    }

    /** ‖Π(y − h_ini)‖ over the samples. */
    public double targetNorm() {
        return Math.sqrt(Math.max(0, targetSquare - free.targetSquare()));
    }

    /** b; not to be written to. */
    public Vec rightSide() {
        return rightSide;
    }

    /** Indices of free functions that depend on others on these samples. */
    public List<Integer> droppedFree() {
        return free.dropped();
    }

    /** out ← G z. */
    public void apply(Vec z, Vec out) {
        scaled.multiply(z, toModes);
        for (int f = 0; f < fields; f++) {
            fft.toGrid(field(scaled, f), grids[f]);
        }
        for (int f = 0; f < fields; f++) {
            Vec sum = grids[0];
            if (fields == 1) {
                sum.multiply(sum, density[0]);
            } else {
                sum = products[0];
                sum.multiply(grids[0], density[SampleTransforms.moment(f, 0, fields)]);
                for (int g = 1; g < fields; g++) {
                    sum.multiplyAdd(grids[g], density[SampleTransforms.moment(f, g, fields)]);
                }
            }
            fft.toModes(sum, field(out, f));
        }
        out.multiply(out, fromModes);
        free.projectImage(z, out);
    }

    /** Σ over the samples of (h − y)² for h = h_ini + Φ z + Pβ, to about 1e−15 of that at the start. */
    public double squares(Vec z) {
        Vec image = z.like();
        apply(z, image);
        return Math.max(0, targetSquare - free.targetSquare() - 2 * rightSide.dot(z) + image.dot(z));
    }

    /**
     * Σ over the samples of (h − y)² for several states by going through the samples once more, to full relative accuracy.
     *
     * @param samples those that this was made from
     */
    public double[] squares(Samples samples, List<Vec> states) {
        double[] squares = new double[states.size()];
        int d = spectrum.dimension();
        try {
            samples.forEach(CHUNK, (x, y, rows) -> {
                Evaluator evaluator = at(DMatrixRMaj.wrap(rows, d, Arrays.copyOf(x, rows * d)));
                for (int k = 0; k < squares.length; k++) {
                    double[] h = evaluator.at(states.get(k));
                    for (int i = 0; i < rows; i++) {
                        squares[k] += (h[i] - y[i]) * (h[i] - y[i]);
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return squares;
    }

    /** A bound of G's trace, and so of its largest eigenvalue: Σ_i K(x_i, x_i) without the free functions. */
    public double traceBound() {
        double square = 0;
        for (int a = 0; a < spectrum.dimension(); a++) {
            square += Math.pow(Math.max(Math.abs(bounds.get(0, a)), Math.abs(bounds.get(1, a))), 2);
        }
        return size * (kernel.truncation().kernelDiagonal(square) + kernel.zeroDiagonal(square));
    }

    /** β for a state, as many as there are free functions. */
    public double[] beta(Vec z) {
        return free.beta(z);
    }

    /**
     * û_ρ at ξ = κ e_a/L from a defect b − G z, real and imaginary parts.
     *
     * @param axis a
     * @param length κ = 0 … length − 1, at most c + 1 of them
     */
    public double[] residualLine(Vec defect, int axis, int length) {
        int d = spectrum.dimension();
        int step = 2 * (spectrum.cutoff() + 1);
        for (int a = axis + 1; a < d - 1; a++) {
            step *= 2 * spectrum.cutoff() + 1;
        }
        if (axis == d - 1) {
            step = 2;
        }
        double[] line = defect.strided(spectrum.zero(), step, 2, length);
        for (int k = 0; k < length; k++) {
            double scale = scaleFrom[spectrum.zero() + k * step];
            // A free zero mode is fitted: nothing is left of it.
            line[2 * k] = scale == 0 ? 0 : -line[2 * k] / scale;
            line[2 * k + 1] = k == 0 ? 0 : -line[2 * k + 1] / scaleFrom[spectrum.zero() + k * step + 1];
        }
        return line;
    }

    /** A state's spectra as {@link BoxKernel#spectra} gives them, the free functions included. */
    public double[] spectra(Vec z) {
        scaled.multiply(z, toModes);
        int full = 2 * kernel.grid().size();
        double[] all = new double[fields * full];
        for (int f = 0; f < fields; f++) {
            System.arraycopy(spectrum.toFull(field(scaled, f).toArray()), 0, all, f * full, full);
        }
        kernel.addFree(all, beta(z));
        return all;
    }

    /** Values of states at points. */
    public final class Evaluator {
        private final DMatrixRMaj x;
        private final NufftPlan plan;
        private final double[] initial;

        private Evaluator(DMatrixRMaj x) {
            this.x = x;
            this.plan = backend.nufft(spectrum, kernel.grid().side(), 1e-13);
            plan.setPoints(x.data, x.numRows);
            this.initial = start.at(x);
        }

        /** h at the points, (p). */
        public double[] at(Vec z) {
            int d = spectrum.dimension();
            scaled.multiply(z, toModes);
            double[][] values = new double[fields][x.numRows];
            Vec[] modes = new Vec[fields];
            Arrays.setAll(modes, f -> field(scaled, f));
            plan.type2(modes, values);
            double[] beta = beta(z);
            double[] h = values[0];
            for (int i = 0; i < h.length; i++) {
                h[i] += initial[i] + (beta.length > 0 ? beta[0] : 0);
                for (int a = 1; a <= d; a++) {
                    double slope = (a < fields ? values[a][i] : 0) + (a < beta.length ? beta[a] : 0);
                    h[i] += slope * x.data[i * d + a - 1];
                }
            }
            return h;
        }
    }

    /** An evaluator for the rows of x, theory's units (p, d). */
    public Evaluator at(DMatrixRMaj x) {
        return new Evaluator(x);
    }
}
