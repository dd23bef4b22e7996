package org.fprinciple.solver;

import java.util.Arrays;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Memory;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.KernelBlocks;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatistics;
import org.fprinciple.solution.SolveStatus;

/**
 * The saddle system without a matrix (theory-notes/numerics.md §8): conjugate gradients on what is orthogonal to the free
 * functions, with the kernel's own products and {@link InverseCholesky} as preconditioner. Memory grows as n; an
 * iteration takes n² on R^d, and on a box two non-uniform transforms.
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

    /** What it takes for n points. */
    static double bytes(Kernel kernel, FreeSpace free, int n) {
        int d = kernel.dimension();
        return InverseCholesky.bytes(n, neighbours(n, d))
                + 8.0 * n * (5 * free.rank() + 4 * d + 30)
                + kernel.preparedBytes();
    }

    LfpSolution solve(double tolerance, String why) {
        DMatrixRMaj x = system.samples().inputs();
        int n = x.numRows;
        int p = system.free().rank();
        int m = neighbours(n, x.numCols);
        Memory.require(
                bytes(system.kernel(), system.free(), n),
                String.format(Locale.ROOT, "The local cardinal functions of n = %,d distinct points", n),
                "solve for fewer points");
        system.progress().phase("farthest-point order", 0);
        NullSpace space = NullSpace.of(system.samples(), system.free());
        KernelBlocks blocks = system.kernel().blocks(system.backend());
        requireFinite(space, blocks);
        system.progress().phase("local cardinal functions", n - p);
        InverseCholesky preconditioner =
                InverseCholesky.of(new ReducedKernel(system, space, blocks), m, system.backend(), system.progress());

        SaddleSystem.State best = system.at(new double[n], new double[n]);
        Decades decades = new Decades(best.reached(), tolerance, system.progress());
        while (best.reached() > tolerance && iterations < MOST_ITERATIONS) {
            SaddleSystem.State next = system.at(conjugateGradients(best, space, preconditioner, tolerance, decades));
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
            SaddleSystem.State from,
            NullSpace space,
            InverseCholesky preconditioner,
            double tolerance,
            Decades decades) {
        int n = from.alpha().length;
        double[] multiplicity = system.samples().multiplicity();
        SaddleSystem.State state = from;
        double[] direction = new double[space.rest().length];
        double before = Double.POSITIVE_INFINITY;
        double mark = from.reached();
        int marked = iterations;
        while (state.reached() > tolerance && iterations < MOST_ITERATIONS && iterations - marked < PATIENCE) {
            double[] r = space.reduce(state.residual());
            double[] z = preconditioner.apply(r);
            double now = dot(r, z);
            for (int k = 0; k < z.length; k++) {
                direction[k] = z[k] + now / before * direction[k];
            }
            before = now;
            double[] v = space.expand(direction);
            double[] product = system.product(v);
            double curvature = dot(v, product);
            double nugget = 0;
            for (int i = 0; i < n; i++) {
                nugget += system.epsilon() / multiplicity[i] * v[i] * v[i];
            }
            if (!(curvature + nugget > 0)) {
                requireDefinite(v, product, curvature);
                belowRounding = true;
                break;
            }
            largest = Math.max(largest, Math.sqrt(dot(product, product) / dot(v, v)));
            double step = now / (curvature + nugget);
            double[] alpha = state.alpha().clone();
            double[] image = state.image().clone();
            for (int i = 0; i < n; i++) {
                alpha[i] += step * v[i];
                image[i] += step * product[i];
            }
            state = system.at(alpha, image);
            iterations++;
            decades.reached(state.reached());
            if (state.reached() <= mark / 2) {
                mark = state.reached();
                marked = iterations;
            }
        }
        return state.alpha();
    }

    private void requireDefinite(double[] v, double[] product, double curvature) {
        double square = dot(v, v);
        double bound = Math.max(largest, Math.sqrt(dot(product, product) / square));
        DenseSaddle.requireDefinite(new double[] {curvature / square, bound});
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
