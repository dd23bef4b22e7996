package org.fprinciple.solver;

import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.LfpSolution;

/**
 * The limit t → ∞ as a minimisation: argmin ‖h − h_ini‖_γ subject to h(x_i) = y_i, or with a ridge ε the minimiser of
 * Σ (h(x_i) − y_i)² + ε ‖h − h_ini‖_γ² (theory-notes/fp-norm.md). Immutable: each choice returns a new one.
 */
public final class MinimumFpNorm {
    /** The methods. */
    public enum Method {
        /** The best for the problem. */
        AUTO,
        /** The saddle system as a dense matrix: any d, any operator. */
        DENSE,
        /** The banded spline system: d = 1 on R^d, simplified, free zero mode; O(n). */
        BANDED,
        /** Conjugate gradients, preconditioned by local cardinal functions, without a matrix: R^d, many points. */
        LOCAL
    }

    private final Kernel kernel;
    private final Dataset data;
    private final Backend backend;
    private final PointFunction start;
    private final Ridge ridge;
    private final Method method;
    private final double tolerance;
    private final Progress progress;

    private MinimumFpNorm(
            Kernel kernel,
            Dataset data,
            Backend backend,
            PointFunction start,
            Ridge ridge,
            Method method,
            double tolerance,
            Progress progress) {
        this.kernel = kernel;
        this.data = data;
        this.backend = backend;
        this.start = start;
        this.ridge = ridge;
        this.method = method;
        this.tolerance = tolerance;
        this.progress = progress;
    }

    /** The limit under an operator. */
    public static MinimumFpNorm of(LfpOperator operator, Dataset data) {
        return of(operator.kernel(), data);
    }

    /** The limit under any kernel, for example the infinite-width one. */
    public static MinimumFpNorm of(Kernel kernel, Dataset data) {
        if (kernel.dimension() != data.dimension()) {
            throw new InvalidInputException("The operator is made for " + kernel.dimension()
                    + " input(s), but the data have " + data.dimension() + ".");
        }
        return new MinimumFpNorm(
                kernel, data, Backend.auto(), PointFunction.ZERO, Ridge.NONE, Method.AUTO, 1e-8, Progress.NONE);
    }

    /** On this backend. */
    public MinimumFpNorm on(Backend where) {
        return new MinimumFpNorm(kernel, data, where, start, ridge, method, tolerance, progress);
    }

    /** From this start h_ini, 0 where not given. */
    public MinimumFpNorm from(PointFunction initial) {
        return new MinimumFpNorm(kernel, data, backend, initial, ridge, method, tolerance, progress);
    }

    /** With a ridge. */
    public MinimumFpNorm ridge(Ridge epsilon) {
        return new MinimumFpNorm(kernel, data, backend, start, epsilon, method, tolerance, progress);
    }

    /** By this method. */
    public MinimumFpNorm method(Method how) {
        return new MinimumFpNorm(kernel, data, backend, start, ridge, how, tolerance, progress);
    }

    /**
     * To this relative residual ‖(K + ε)α + Pβ − (y − h_ini)‖ / ‖y − h_ini‖, 1e−8 where not given.
     *
     * @throws InvalidInputException if it is not positive
     */
    public MinimumFpNorm tolerance(double relative) {
        if (!(relative > 0)) {
            throw new InvalidInputException("The tolerance " + relative + " is refused: it must be positive.");
        }
        return new MinimumFpNorm(kernel, data, backend, start, ridge, method, relative, progress);
    }

    /** Telling this listener. */
    public MinimumFpNorm progress(Progress listener) {
        return new MinimumFpNorm(kernel, data, backend, start, ridge, method, tolerance, listener);
    }

    /**
     * Solves.
     *
     * @throws InvalidInputException if two samples contradict each other and there is no ridge, there are fewer points
     *     than free functions, a box is no wider than the data, or the kernel is not positive definite on them
     * @throws org.fprinciple.InsufficientResourceException if the dense matrix does not fit into memory
     */
    public LfpSolution solve() {
        if (method == Method.LOCAL && kernel instanceof BoxKernel) {
            throw new InvalidInputException(
                    "The local method serves R^d, but the domain is a box: use --method dense here, or --domain space.");
        }
        MergedSamples samples = MergedSamples.of(data);
        if (ridge.value() == 0) {
            samples.requireConsistent(data);
        }
        kernel.requireCovers(samples.inputs());
        FreeSpace free = new FreeSpace(kernel.freeFunctions(), samples);
        double epsilon = ridge.value();
        if (ridge.relative() && epsilon > 0) {
            progress.phase("largest eigenvalue", 0);
            epsilon *= DenseSaddle.largestEigenvalue(kernel, samples, free, backend);
        }
        PolyharmonicWeight weight = kernel.spline();
        if (method == Method.BANDED && weight == null) {
            throw new InvalidInputException("The banded method serves one input on R^d with the simplified operator, a"
                    + " ReLU weight and a free zero mode: use --method dense here.");
        }
        if (weight != null && (method == Method.AUTO || method == Method.BANDED)) {
            progress.phase("banded spline system", 0);
            return BandedSpline.solve(weight, data, samples, start, epsilon, tolerance);
        }
        SaddleSystem system = new SaddleSystem(kernel, data, samples, free, backend, start, epsilon, progress);
        return method == Method.LOCAL
                ? new LocalCardinal(system).solve(tolerance, "needs no matrix")
                : new DenseSaddle(system).solve(tolerance, "serves any operator and dimension");
    }
}
