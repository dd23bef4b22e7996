package org.fprinciple.solver;

import java.util.Arrays;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Memory;
import org.fprinciple.backend.PairKernel;
import org.fprinciple.backend.SparseFactor;
import org.fprinciple.backend.Vec;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.KernelBlocks;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.SolveStatus;

/**
 * The saddle system without a matrix (theory-notes/numerics.md §8): conjugate gradients on what is orthogonal to the free
 * functions, with the kernel's own products and {@link InverseCholesky} as preconditioner. Vectors, products and the
 * preconditioner are the backend's. Memory grows as n; an iteration takes n² on R^d, and on a box two non-uniform transforms.
 */
final class LocalCardinal {
    /** Predecessors that each point sees: measured in theory-notes/numerics.md §8. */
    private static final int NEIGHBOURS_IN_A_PLANE = 40;

    private static final int NEIGHBOURS_IN_SPACE = 60;

    private static final int MOST_ITERATIONS = 500;
    /** Conjugate gradients that have not halved the residual in so many iterations will not. */
    private static final int PATIENCE = 60;

    private final SaddleSystem system;
    private final String method;
    private final String library;
    private int iterations;
    /** The largest |K v|/|v| seen, a lower bound of the largest eigenvalue. */
    private double largest;

    private boolean belowRounding;

    /**
     * @param method its name for the user
     * @param library what it is, as the statistics say
     */
    LocalCardinal(SaddleSystem system, String method, String library) {
        this.system = system;
        this.method = method;
        this.library = library;
    }

    /** How many predecessors each of n points in d dimensions sees. */
    static int neighbours(int n, int d) {
        return Math.min(d <= 2 ? NEIGHBOURS_IN_A_PLANE : NEIGHBOURS_IN_SPACE, n);
    }

    /** What it takes of the CPU's memory for n points. */
    private static double bytes(Kernel kernel, FreeSpace free, int n) {
        int d = kernel.dimension();
        return InverseCholesky.bytes(n, neighbours(n, d))
                + 8.0 * n * (5 * free.rank() + 4 * d + 30)
                + kernel.preparedBytes();
    }

    /** What it takes of the backend's, the factor by columns and by rows among it. */
    private static double backendBytes(Kernel kernel, FreeSpace free, int n) {
        int d = kernel.dimension();
        return 8.0 * n * (DualVectors.count(free.rank()) + d + 9) + n * (24.0 * (neighbours(n, d) + 1) + 16);
    }

    /** Whether there is memory for n points. */
    static boolean fits(Kernel kernel, FreeSpace free, int n, Backend backend) {
        return bytes(kernel, free, n) <= Memory.available() && backendBytes(kernel, free, n) <= backend.available();
    }

    LfpSolution solve(double tolerance, String why) {
        DMatrixRMaj x = system.samples().inputs();
        int n = x.numRows;
        int p = system.free().rank();
        int m = neighbours(n, x.numCols);
        String what = String.format(Locale.ROOT, "The local cardinal functions of n = %,d distinct points", n);
        Memory.require(bytes(system.kernel(), system.free(), n), what, "solve for fewer points");
        system.backend()
                .require(
                        backendBytes(system.kernel(), system.free(), n),
                        what,
                        "solve for fewer points, or use --backend cpu");
        // Before what takes long: it says where memory is short.
        system.products();
        system.progress().phase("farthest-point order", 0);
        NullSpace space = NullSpace.of(system.samples(), system.free());
        KernelBlocks blocks = system.kernel().blocks(system.backend());
        requireFinite(space, blocks);
        system.progress().phase("local cardinal functions", n - p);
        InverseCholesky preconditioner =
                InverseCholesky.of(new ReducedKernel(system, space, blocks), m, system.backend(), system.progress());
        DualVectors dual = new DualVectors(system, space);
        SparseFactor factor = preconditioner.on(system.backend(), space);

        SaddleSystem.State best = system.at(new double[n], new double[n]);
        Decades decades = new Decades(best.reached(), tolerance, system.progress());
        while (best.reached() > tolerance && iterations < MOST_ITERATIONS) {
            SaddleSystem.State next = system.at(conjugateGradients(best, dual, factor, tolerance, decades));
            boolean stagnant = !(next.reached() <= best.reached() / 2);
            if (next.reached() < best.reached()) {
                best = next;
            }
            if (stagnant) {
                break;
            }
        }
        SolveStatus status = best.reached() <= tolerance
                ? SolveStatus.CONVERGED
                : belowRounding || preconditioner.leftOut() > 0
                        ? SolveStatus.SINGULAR_KERNEL
                        : SolveStatus.TOLERANCE_NOT_REACHED;
        return system.solution(
                best,
                new SolveStatistics(
                        method,
                        why,
                        library + ", " + m + " neighbours"
                                + (system.kernel() instanceof PairKernel pair
                                        ? ", kernel products by "
                                                + system.backend().productsBy(pair)
                                        : "")
                                + (preconditioner.leftOut() > 0
                                        ? ", " + preconditioner.leftOut() + " samples left to nearer ones"
                                        : ""),
                        iterations,
                        tolerance,
                        best.reached(),
                        status,
                        system.free().dropped()));
    }

    /** Refuses kernels out of range by their values on the points that span the data. */
    private void requireFinite(NullSpace space, KernelBlocks blocks) {
        DMatrixRMaj x = system.samples().inputs();
        int d = x.numCols;
        int[] rest = Arrays.copyOf(space.rest(), Math.min(space.rest().length, 2));
        DMatrixRMaj some = new DMatrixRMaj(space.anchors().length + rest.length, d);
        for (int k = 0; k < some.numRows; k++) {
            int row = k < rest.length ? rest[k] : space.anchors()[k - rest.length];
            System.arraycopy(x.data, row * d, some.data, k * d, d);
        }
        if (some.numRows > 1) {
            Finite.kernel(blocks.of(some, some));
        }
    }

    /** α from a state whose residual is true, until the recursion says that the tolerance is reached. */
    private double[] conjugateGradients(
            SaddleSystem.State from, DualVectors dual, SparseFactor factor, double tolerance, Decades decades) {
        Backend backend = system.backend();
        Vec alpha = DualVectors.vector(backend, from.alpha());
        Vec image = DualVectors.vector(backend, from.image());
        Vec r = DualVectors.vector(backend, from.residual());
        Vec z = dual.zeros();
        Vec direction = dual.zeros();
        Vec v = dual.zeros();
        Vec product = dual.zeros();
        double reached = from.reached();
        double before = Double.POSITIVE_INFINITY;
        double mark = reached;
        int marked = iterations;
        while (reached > tolerance && iterations < MOST_ITERATIONS && iterations - marked < PATIENCE) {
            dual.reduce(r);
            factor.apply(r, z);
            double now = r.dot(z);
            direction.combine(new double[] {1, now / before}, z, direction);
            before = now;
            v.copy(direction);
            dual.expand(v);
            system.products().multiply(v, product);
            double square = v.dot(v);
            double curvature = v.dot(product);
            double nugget = dual.ridge(v);
            double bound = Math.max(largest, Math.sqrt(product.dot(product) / square));
            if (!(curvature + nugget > 0)) {
                DenseSaddle.requireDefinite(new double[] {curvature / square, bound});
                belowRounding = true;
                break;
            }
            largest = bound;
            double step = now / (curvature + nugget);
            alpha.add(step, v);
            image.add(step, product);
            reached = dual.residual(alpha, image, r);
            iterations++;
            decades.reached(reached);
            if (reached <= mark / 2) {
                mark = reached;
                marked = iterations;
            }
        }
        return alpha.toArray();
    }
}
