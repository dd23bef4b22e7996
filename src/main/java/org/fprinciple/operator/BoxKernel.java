package org.fprinciple.operator;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.KernelProduct;
import org.fprinciple.backend.NufftPlan;

/**
 * The LFP operator on a periodic box of side L with the frequencies of a {@link ModeGrid}, as a kernel:
 * K(x, x') = Σ_k [k̂₁ + (1 + x·x') k̂₂](k/L) L^{−d} cos(2πk·(x−x')/L) (theory-notes/operator.md §8). As K is real, the
 * modes k and −k are summed as one pair, cosine and sine.
 */
public final class BoxKernel implements Kernel {
    // Features of one chunk of modes take about this many numbers at most.
    private static final int CHUNK_NUMBERS = 1 << 23;

    /**
     * Up to so many waves at points they are summed one by one, which loses the fewest digits; beyond, non-uniform transforms
     * do it.
     */
    private static final double MOST_DIRECT = 1e8;

    /** The same where many products are wanted of one set of points: then what a direct sum saves is little. */
    private static final double MOST_DIRECT_OFTEN = 1e6;

    private final FrequencyWeight weight;
    private final boolean exact;
    private final ZeroMode zeroMode;
    private final AffinePart zeroPart;
    private final ModeGrid grid;

    BoxKernel(FrequencyWeight weight, boolean exact, ZeroMode zeroMode, AffinePart zeroPart, ModeGrid grid) {
        this.weight = weight;
        this.exact = exact;
        this.zeroMode = zeroMode;
        this.zeroPart = zeroPart;
        this.grid = grid;
    }

    /** The frequencies. */
    public ModeGrid grid() {
        return grid;
    }

    /** Whether h = h₀ + x·g has two spectra. */
    public boolean isExact() {
        return exact;
    }

    @Override
    public int dimension() {
        return grid.dimension();
    }

    @Override
    public long rank() {
        return (exact ? 1L + dimension() : 1L) * grid.size();
    }

    @Override
    public FreeFunctions freeFunctions() {
        if (zeroMode.kind() != ZeroMode.Kind.FREE) {
            return FreeFunctions.NONE;
        }
        return exact ? FreeFunctions.AFFINE : FreeFunctions.CONSTANT;
    }

    @Override
    public void requireCovers(DMatrixRMaj... points) {
        int d = dimension();
        for (int c = 0; c < d; c++) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (DMatrixRMaj p : points) {
                for (int i = 0; i < p.numRows; i++) {
                    min = Math.min(min, p.data[i * d + c]);
                    max = Math.max(max, p.data[i * d + c]);
                }
            }
            if (max - min >= grid.side()) {
                throw new InvalidInputException("The box of side " + grid.side()
                        + " is no wider than the data and evaluation points, which span " + (max - min)
                        + " on axis " + (c + 1) + " (normalised units): take a wider one.");
            }
        }
    }

    /** γ_k² = γ²(k/L)/L^d of every mode, (modes), infinite at k = 0 where the zero mode is free. */
    public double[] gammaSquare() {
        double[] gamma2 = new double[grid.size()];
        int[] k = new int[grid.dimension()];
        for (int i = 0; i < gamma2.length; i++) {
            grid.mode(i, k);
            double[] w = weights(k);
            gamma2[i] = w[0];
        }
        gamma2[grid.zero()] = zeroMode.kind() == ZeroMode.Kind.FREE ? Double.POSITIVE_INFINITY : zeroPart.constant();
        return gamma2;
    }

    /**
     * The square roots of the weights of one spectrum: of k̂₁ + k̂₂ for h₀ (field 0), of k̂₂ for g_a (field a), over L^{d/2};
     * at k = 0 what the zero mode puts there, 0 where it is free.
     *
     * @return one a mode of the half spectrum
     */
    double[] amplitudes(int field, HalfSpectrum spectrum) {
        double[] amplitudes = new double[spectrum.length() / 2];
        int[] k = new int[dimension()];
        int columns = spectrum.cutoff() + 1;
        for (int line = 0; line < spectrum.lines(); line++) {
            spectrum.line(line, k);
            for (int last = 0; last < columns; last++) {
                k[k.length - 1] = last;
                amplitudes[line * columns + last] = Math.sqrt(weights(k)[field == 0 ? 0 : 1]);
            }
        }
        amplitudes[spectrum.zero() / 2] = Math.sqrt(field == 0 ? zeroPart.constant() : zeroPart.linear());
        return amplitudes;
    }

    /** (k̂₁ + k̂₂)/L^d and k̂₂/L^d at k/L; 0 at k = 0, which is treated apart. */
    double[] weights(int[] k) {
        int d = k.length;
        double[] xi = new double[d];
        boolean zero = true;
        for (int c = 0; c < d; c++) {
            xi[c] = k[c] / grid.side();
            zero &= k[c] == 0;
        }
        if (zero) {
            return new double[] {0, 0};
        }
        double volume = Math.pow(grid.side(), d);
        double k2 = weight.k2Hat(xi) / volume;
        return new double[] {weight.k1Hat(xi) / volume + k2, k2};
    }

    /** What the grid leaves out. */
    public BoxTruncation truncation() {
        return new BoxTruncation(this, weight);
    }

    @Override
    public double[] diagonal(DMatrixRMaj x) {
        // All cosines are 1: only the exact operator's x·x' tells one point from another.
        double level = truncation().kernelDiagonal(0);
        double slope = truncation().kernelDiagonal(1) - level;
        double[] diagonal = new double[x.numRows];
        for (int i = 0; i < diagonal.length; i++) {
            double square = 0;
            for (int c = 0; c < x.numCols; c++) {
                square += x.get(i, c) * x.get(i, c);
            }
            diagonal[i] = level + slope * square + zeroDiagonal(square);
        }
        return diagonal;
    }

    /** What the zero mode adds to K(x, x) at |x|² = {@code square}. */
    double zeroDiagonal(double square) {
        return zeroPart.value(0, square);
    }

    @Override
    public DMatrixRMaj matrix(DMatrixRMaj x, Backend backend, Progress progress) {
        int n = x.numRows;
        int d = dimension();
        DMatrixRMaj first = new DMatrixRMaj(n, n);
        DMatrixRMaj second = exact ? new DMatrixRMaj(n, n) : first;
        List<Chunk> chunks = chunks(n);
        for (Chunk chunk : chunks) {
            DMatrixRMaj features = chunk.features(x, backend);
            backend.dense(n).multiplyAdd(chunk.scaled(features, 0), false, features, true, first);
            if (exact) {
                backend.dense(n).multiplyAdd(chunk.scaled(features, 1), false, features, true, second);
            }
            progress.advance(Math.max(1, n / chunks.size()));
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double dot = 0;
                for (int c = 0; c < d; c++) {
                    dot += x.data[i * d + c] * x.data[j * d + c];
                }
                // Both triangles of the product are there; their mean is symmetric to the bit.
                double k = (first.data[i * n + j] + first.data[j * n + i]) / 2 + zeroPart.value(0, dot);
                if (exact) {
                    k += dot * (second.data[i * n + j] + second.data[j * n + i]) / 2;
                }
                first.data[i * n + j] = k;
                first.data[j * n + i] = k;
            }
        }
        return first;
    }

    @Override
    public DMatrixRMaj product(DMatrixRMaj x, DMatrixRMaj z, DMatrixRMaj c, Backend backend, Progress progress) {
        return manyWaves(x.numRows + (double) z.numRows)
                ? byTransforms(x, z, c, backend, progress)
                : bySums(x, z, c, backend, progress);
    }

    private DMatrixRMaj byTransforms(DMatrixRMaj x, DMatrixRMaj z, DMatrixRMaj c, Backend backend, Progress progress) {
        BoxTransforms transforms = new BoxTransforms(this, backend);
        NufftPlan from = transforms.plan(z);
        NufftPlan to = transforms.plan(x);
        DMatrixRMaj out = new DMatrixRMaj(x.numRows, c.numCols);
        for (int t = 0; t < c.numCols; t++) {
            transforms.sources(from, z, column(c, t));
            double[] values = transforms.values(to, x);
            for (int i = 0; i < values.length; i++) {
                out.set(i, t, values[i]);
            }
            progress.advance(x.numRows / c.numCols);
        }
        return out;
    }

    private static double[] column(DMatrixRMaj c, int t) {
        double[] column = new double[c.numRows];
        for (int i = 0; i < column.length; i++) {
            column[i] = c.get(i, t);
        }
        return column;
    }

    @Override
    public KernelProduct products(DMatrixRMaj x, Backend backend) {
        if (2.0 * x.numRows * grid.size() <= MOST_DIRECT_OFTEN) {
            return Kernel.super.products(x, backend);
        }
        BoxTransforms transforms = new BoxTransforms(this, backend);
        NufftPlan plan = transforms.plan(x);
        return Kernel.onArrays(v -> {
            transforms.sources(plan, x, v);
            return transforms.values(plan, x);
        });
    }

    @Override
    public KernelBlocks blocks(Backend backend) {
        return new BoxTransforms(this, backend).blocks();
    }

    @Override
    public double preparedBytes() {
        return BoxTransforms.bytes(grid, exact ? 1 + dimension() : 1);
    }

    private boolean manyWaves(double points) {
        return points * grid.size() > MOST_DIRECT;
    }

    private DMatrixRMaj bySums(DMatrixRMaj x, DMatrixRMaj z, DMatrixRMaj c, Backend backend, Progress progress) {
        int d = dimension();
        int columns = exact ? 1 + d : 1;
        DMatrixRMaj out = new DMatrixRMaj(x.numRows, c.numCols);
        List<DMatrixRMaj> sources = moments(z, c);
        List<Chunk> chunks = chunks(Math.max(x.numRows, z.numRows));
        List<DMatrixRMaj> sums = new ArrayList<>();
        for (int a = 0; a < columns; a++) {
            sums.add(new DMatrixRMaj(x.numRows, c.numCols));
        }
        for (Chunk chunk : chunks) {
            DMatrixRMaj at = chunk.features(x, backend);
            DMatrixRMaj from = chunk.features(z, backend);
            for (int a = 0; a < columns; a++) {
                DMatrixRMaj spectrum = new DMatrixRMaj(from.numCols, c.numCols);
                backend.dense(z.numRows).multiplyAdd(from, true, sources.get(a), false, spectrum);
                chunk.scaleRows(spectrum, a == 0 ? 0 : 1);
                backend.dense(z.numRows).multiplyAdd(at, false, spectrum, false, sums.get(a));
            }
            progress.advance(Math.max(1, x.numRows / chunks.size()));
        }
        double[] zero = zeroSums(sources);
        for (int i = 0; i < x.numRows; i++) {
            for (int t = 0; t < c.numCols; t++) {
                double value = sums.get(0).get(i, t) + zeroPart.constant() * zero[t];
                for (int a = 1; a < columns; a++) {
                    double xa = x.data[i * d + a - 1];
                    value += xa * (sums.get(a).get(i, t) + zeroPart.linear() * zero[a * c.numCols + t]);
                }
                out.set(i, t, value);
            }
        }
        return out;
    }

    /** c and, for the exact operator, x_a c for every axis: what ĥ₀ and ĝ_a are transforms of. */
    private List<DMatrixRMaj> moments(DMatrixRMaj z, DMatrixRMaj c) {
        List<DMatrixRMaj> moments = new ArrayList<>();
        moments.add(c);
        for (int a = 0; exact && a < dimension(); a++) {
            DMatrixRMaj weighted = c.copy();
            for (int i = 0; i < z.numRows; i++) {
                for (int t = 0; t < c.numCols; t++) {
                    weighted.data[i * c.numCols + t] *= z.data[i * dimension() + a];
                }
            }
            moments.add(weighted);
        }
        return moments;
    }

    private static double[] zeroSums(List<DMatrixRMaj> moments) {
        int q = moments.get(0).numCols;
        double[] sums = new double[moments.size() * q];
        for (int a = 0; a < moments.size(); a++) {
            DMatrixRMaj c = moments.get(a);
            for (int i = 0; i < c.numRows; i++) {
                for (int t = 0; t < q; t++) {
                    sums[a * q + t] += c.data[i * q + t];
                }
            }
        }
        return sums;
    }

    /**
     * The spectrum of Σ_i K(·, z_i) c_i: ĥ_k = γ_k² Σ_i c_i e^{−2πi k·z_i/L}, and for the exact operator
     * ĝ_{a,k} = k̂₂ L^{−d} Σ_i c_i z_{i,a} e^{−2πi k·z_i/L}.
     *
     * @param z sources (n, d)
     * @param c coefficients (n, q)
     * @return for each of the q columns, real and imaginary parts interleaved: ĥ (2·modes), then ĝ_1 … ĝ_d in as many
     *     further blocks of 2·modes where the operator is exact
     */
    public double[][] spectra(DMatrixRMaj z, DMatrixRMaj c, Backend backend) {
        int q = c.numCols;
        if (manyWaves(z.numRows)) {
            BoxTransforms transforms = new BoxTransforms(this, backend);
            NufftPlan from = transforms.plan(z);
            double[][] spectra = new double[q][];
            for (int t = 0; t < q; t++) {
                transforms.sources(from, z, column(c, t));
                spectra[t] = transforms.spectra();
            }
            return spectra;
        }
        int size = grid.size();
        int blocks = exact ? 1 + dimension() : 1;
        double[][] spectra = new double[q][2 * size * blocks];
        List<DMatrixRMaj> sources = moments(z, c);
        double[] zero = zeroSums(sources);
        for (Chunk chunk : chunks(z.numRows)) {
            DMatrixRMaj from = chunk.features(z, backend);
            for (int a = 0; a < blocks; a++) {
                DMatrixRMaj sums = new DMatrixRMaj(from.numCols, q);
                backend.dense(z.numRows).multiplyAdd(from, true, sources.get(a), false, sums);
                chunk.scaleRows(sums, a == 0 ? 0 : 1);
                for (int m = 0; m < chunk.count; m++) {
                    for (int t = 0; t < q; t++) {
                        // A pair's weight is twice a mode's.
                        double re = sums.get(2 * m, t) / 2;
                        double im = -sums.get(2 * m + 1, t) / 2;
                        int plus = 2 * (a * size + chunk.first + m);
                        int minus = 2 * (a * size + size - 1 - chunk.first - m);
                        spectra[t][plus] = re;
                        spectra[t][plus + 1] = im;
                        spectra[t][minus] = re;
                        spectra[t][minus + 1] = -im;
                    }
                }
            }
        }
        for (int t = 0; t < q; t++) {
            for (int a = 0; a < blocks; a++) {
                spectra[t][2 * (a * size + grid.zero())] =
                        (a == 0 ? zeroPart.constant() : zeroPart.linear()) * zero[a * q + t];
            }
        }
        return spectra;
    }

    /** Adds the free functions' coefficients (1, x_1, …) to the modes k = 0 of one spectrum of {@link #spectra}. */
    public void addFree(double[] spectrum, double[] beta) {
        for (int a = 0; a < beta.length; a++) {
            spectrum[2 * (a * grid.size() + grid.zero())] += beta[a];
        }
    }

    /** The modes after k = 0 in C order are one of each pair ±k. */
    private List<Chunk> chunks(int points) {
        List<Chunk> chunks = new ArrayList<>();
        int length = Math.max(8, CHUNK_NUMBERS / (2 * points));
        for (int first = grid.zero() + 1; first < grid.size(); first += length) {
            chunks.add(new Chunk(first, Math.min(length, grid.size() - first)));
        }
        return chunks;
    }

    /** Some pairs of modes and their features cos(2πk·x/L), sin(2πk·x/L), two columns a pair. */
    private final class Chunk {
        private final int first;
        private final int count;
        private final double[][] pairWeights;

        Chunk(int first, int count) {
            this.first = first;
            this.count = count;
            this.pairWeights = new double[2][count];
            int[] k = new int[dimension()];
            for (int m = 0; m < count; m++) {
                grid.mode(first + m, k);
                double[] w = weights(k);
                pairWeights[0][m] = 2 * w[0];
                pairWeights[1][m] = 2 * w[1];
            }
        }

        DMatrixRMaj features(DMatrixRMaj x, Backend backend) {
            int d = dimension();
            DMatrixRMaj features = new DMatrixRMaj(x.numRows, 2 * count);
            int cut = grid.cutoff();
            int low = d == 1 ? first - grid.zero() : -cut;
            int high = d == 1 ? low + count - 1 : cut;
            backend.forEach(x.numRows, i -> {
                // e^{2πi k x_a/L} of each axis, by the definition: a recurrence would lose digits.
                double[][] wave = new double[d][2 * grid.modes()];
                for (int c = 0; c < d; c++) {
                    for (int k = low; k <= high; k++) {
                        double phase = 2 * Math.PI * k * x.data[i * d + c] / grid.side();
                        wave[c][2 * (k + cut)] = Math.cos(phase);
                        wave[c][2 * (k + cut) + 1] = Math.sin(phase);
                    }
                }
                int[] k = new int[d];
                for (int m = 0; m < count; m++) {
                    grid.mode(first + m, k);
                    double re = 1;
                    double im = 0;
                    for (int c = 0; c < d; c++) {
                        double a = wave[c][2 * (k[c] + cut)];
                        double b = wave[c][2 * (k[c] + cut) + 1];
                        double next = re * a - im * b;
                        im = re * b + im * a;
                        re = next;
                    }
                    features.data[(i * count + m) * 2] = re;
                    features.data[(i * count + m) * 2 + 1] = im;
                }
            });
            return features;
        }

        /** A copy of the features with each pair multiplied by its weight, {@code which} 0: k̂₁ + k̂₂, 1: k̂₂. */
        DMatrixRMaj scaled(DMatrixRMaj features, int which) {
            DMatrixRMaj scaled = features.copy();
            for (int i = 0; i < features.numRows; i++) {
                for (int m = 0; m < count; m++) {
                    scaled.data[(i * count + m) * 2] *= pairWeights[which][m];
                    scaled.data[(i * count + m) * 2 + 1] *= pairWeights[which][m];
                }
            }
            return scaled;
        }

        void scaleRows(DMatrixRMaj spectrum, int which) {
            int q = spectrum.numCols;
            for (int row = 0; row < spectrum.numRows; row++) {
                for (int t = 0; t < q; t++) {
                    spectrum.data[row * q + t] *= pairWeights[which][row / 2];
                }
            }
        }
    }
}
