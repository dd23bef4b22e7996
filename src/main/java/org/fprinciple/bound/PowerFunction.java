package org.fprinciple.bound;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.FactorisedMatrix;
import org.fprinciple.backend.Memory;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.KernelBlocks;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.solver.FreeSpace;
import org.jspecify.annotations.Nullable;

/**
 * The power function P(x) of samples: the largest value at x of a function of FP-norm 1 that vanishes at all samples
 * (theory-notes/bounds.md §6). With free functions P,
 *
 * <p>P(x)² = min over c with Pᵀc = p(x) of Φ(c) = K(x,x) − 2 c·k(x) + cᵀKc.
 *
 * <p>One Cholesky factorisation on what is orthogonal to the free functions gives c by triangular solves, and Φ is then
 * evaluated as it stands: any c bounds P² from above, so that an inexact factor costs sharpness, not truth. What rounding and the
 * modes beyond a box's grid may add to Φ, at most their size times (1 + Σ|c|)², is added.
 */
public final class PowerFunction {
    private static final int CHUNK = 256;
    /** Points of a thread's task. */
    private static final int PART = 32;
    /** The kernel's entries are known to so many units of the last place of the largest. */
    private static final double ENTRY_ULPS = 64;

    /** Beyond so many entries times modes a box's matrix is interpolated, as its blocks are. */
    private static final double MOST_DIRECT = 1e10;

    private final Kernel kernel;
    private final DMatrixRMaj samples;
    private final FreeSpace free;
    private final KernelBlocks blocks;
    private final Backend backend;
    private final @Nullable FactorisedMatrix reduced;
    /** H₁, K H₁ as rows (p, n), and H₁ᵀ K H₁ (p, p): H₁ spans the free functions on the samples. */
    private final double[][] span;

    private final double[][] image;
    private final double[][] core;
    private final double entryError;

    private PowerFunction(Kernel kernel, MergedSamples merged, Backend backend, double beyond, Progress progress) {
        this.kernel = kernel;
        this.samples = merged.inputs();
        int n = samples.numRows;
        Memory.require(
                8.0 * 3 * n * n,
                String.format(java.util.Locale.ROOT, "Dense matrices for n = %,d distinct points", n),
                "bound fewer samples");
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        this.free = new FreeSpace(
                kernel.freeFunctions(), new MergedSamples(samples, ones, merged.targets(), merged.group(), 0));
        if (!free.dropped().isEmpty()) {
            throw new InvalidInputException("On these samples some of the free functions (1 and the inputs) depend on"
                    + " others, so that nothing bounds them elsewhere: add samples off their line or plane.");
        }
        this.backend = backend;
        this.blocks = kernel instanceof BoxKernel ? kernel.blocks(backend) : kernel::block;
        progress.phase("kernel matrix", n);
        DMatrixRMaj matrix = (double) n * n * kernel.rank() > MOST_DIRECT && kernel instanceof BoxKernel
                ? byBlocks(progress)
                : kernel.matrix(samples, backend, progress);
        double largest = CommonOps_DDRM.elementMaxAbs(matrix);
        for (double diagonal : kernel.diagonal(samples)) {
            largest = Math.max(largest, Math.abs(diagonal));
        }
        this.entryError = beyond + (ENTRY_ULPS * Math.ulp(1.0) + blocks.error()) * largest;
        int p = free.rank();
        this.span = free.basis();
        this.image = new double[p][];
        this.core = new double[p][p];
        for (int a = 0; a < p; a++) {
            DMatrixRMaj column = new DMatrixRMaj(n, 1);
            CommonOps_DDRM.mult(matrix, DMatrixRMaj.wrap(n, 1, span[a]), column);
            image[a] = column.data;
        }
        for (int a = 0; a < p; a++) {
            for (int b = 0; b < p; b++) {
                core[a][b] = dot(span[a], image[b]);
            }
        }
        progress.phase("factorisation", 0);
        DMatrixRMaj rest = free.reduce(matrix);
        this.reduced = rest.numRows == 0 ? null : factorise(rest, backend);
    }

    /**
     * The power function of the distinct inputs of some samples.
     *
     * @param beyond what the modes beyond a box's grid hold of K(x, x) at most, over samples and points; 0 on R^d
     * @throws InvalidInputException if the samples do not fix the free functions, or the kernel is indefinite on them
     * @throws org.fprinciple.InsufficientResourceException if the dense matrices do not fit into memory
     */
    public static PowerFunction of(
            Kernel kernel, MergedSamples samples, Backend backend, double beyond, Progress progress) {
        return new PowerFunction(kernel, samples, backend, beyond, progress);
    }

    private DMatrixRMaj byBlocks(Progress progress) {
        int n = samples.numRows;
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int from = 0; from < n; from += CHUNK) {
            int to = Math.min(n, from + CHUNK);
            DMatrixRMaj rows = blocks.of(
                    CommonOps_DDRM.extract(samples, from, to, 0, samples.numCols),
                    CommonOps_DDRM.extract(samples, 0, to, 0, samples.numCols));
            for (int i = from; i < to; i++) {
                for (int j = 0; j <= i; j++) {
                    matrix.set(i, j, rows.get(i - from, j));
                    matrix.set(j, i, rows.get(i - from, j));
                }
            }
            progress.advance(to - from);
        }
        return matrix;
    }

    /** Cholesky, with as little added to the diagonal as it needs: c may be inexact. */
    private static FactorisedMatrix factorise(DMatrixRMaj reduced, Backend backend) {
        int m = reduced.numRows;
        double trace = CommonOps_DDRM.trace(reduced);
        for (double shift = 0; shift <= 1e-9; shift = shift == 0 ? m * Math.ulp(1.0) : 10 * shift) {
            FactorisedMatrix factorised = backend.factorise(reduced, shift * trace / m);
            if (factorised != null) {
                return factorised;
            }
        }
        throw new InvalidInputException("The kernel is not positive definite on these data, so that it has no FP-norm:"
                + " use --zero-mode free, a law of b that covers the data, or more --modes.");
    }

    /**
     * The power function at some points, and what the samples' own errors carry to them.
     *
     * @param power an upper bound of P that exceeds it by rounding and the grid's truncation alone (q)
     * @param carried Σ_i c_i(x) v_i: the interpolant at x of given values at the samples (q)
     */
    public record Values(double[] power, double[] carried) {}

    /**
     * P at the rows of x.
     *
     * @param x points (q, d)
     * @param atSamples values at the distinct inputs (n), such as what h misses there
     */
    public Values at(DMatrixRMaj x, double[] atSamples, Progress progress) {
        double[] power = new double[x.numRows];
        double[] carried = new double[x.numRows];
        int rows = reduced == null ? PART : reduced.rowsAtOnce();
        for (int from = 0; from < power.length; from += rows) {
            int to = Math.min(power.length, from + rows);
            chunk(CommonOps_DDRM.extract(x, from, to, 0, x.numCols), from, atSamples, power, carried);
            progress.advance(to - from);
        }
        return new Values(power, carried);
    }

    /** What takes n operations a point by threads of the CPU, what takes n² where the backend does it. */
    private void chunk(DMatrixRMaj x, int from, double[] atSamples, double[] power, double[] carried) {
        int q = x.numRows;
        int p = free.rank();
        int m = samples.numRows - p;
        double[] base = new double[q];
        double[][] t = new double[q][];
        DMatrixRMaj w = new DMatrixRMaj(q, m);
        backend.forEach((q + PART - 1) / PART, part -> {
            int first = part * PART;
            prepare(CommonOps_DDRM.extract(x, first, Math.min(q, first + PART), 0, x.numCols), first, base, t, w);
        });
        DMatrixRMaj z = reduced == null ? w : reduced.solveRows(w);
        DMatrixRMaj products = reduced == null ? w : reduced.multiplyRows(z);
        backend.forEach(q, i -> {
            double square = base[i];
            double[] c = new double[samples.numRows];
            System.arraycopy(t[i], 0, c, 0, p);
            for (int j = 0; j < m; j++) {
                double zj = z.data[i * m + j];
                square += zj * (products.data[i * m + j] - 2 * w.data[i * m + j]);
                c[p + j] = zj;
            }
            free.fromReduced(c);
            double size = 1;
            for (double v : c) {
                size += Math.abs(v);
            }
            power[from + i] = Math.sqrt(Math.max(0, square) + entryError * size * size);
            carried[from + i] = dot(c, atSamples);
        });
    }

    /** For points x, the first of which is {@code first}: t, what of Φ does not hang on z, and w = H₂ᵀ(k − K H₁ t). */
    private void prepare(DMatrixRMaj x, int first, double[] base, double[][] t, DMatrixRMaj w) {
        int n = samples.numRows;
        int p = free.rank();
        DMatrixRMaj k = blocks.of(x, samples);
        double[] diagonal = kernel.diagonal(x);
        DMatrixRMaj functions = kernel.freeFunctions().at(x);
        for (int i = 0; i < x.numRows; i++) {
            double[] own = free.weights(Arrays.copyOfRange(functions.data, i * p, (i + 1) * p));
            double[] row = Arrays.copyOfRange(k.data, i * n, (i + 1) * n);
            double sum = diagonal[i];
            for (int a = 0; a < p; a++) {
                sum -= 2 * own[a] * dot(span[a], row);
                for (int b = 0; b < p; b++) {
                    sum += own[a] * own[b] * core[a][b];
                }
            }
            for (int a = 0; a < p; a++) {
                for (int j = 0; j < n; j++) {
                    row[j] -= own[a] * image[a][j];
                }
            }
            free.toReduced(row);
            base[first + i] = sum;
            t[first + i] = own;
            System.arraycopy(row, p, w.data, (first + i) * (n - p), n - p);
        }
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
