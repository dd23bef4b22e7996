package org.fprinciple.solver;

import java.util.Locale;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Memory;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.SpectralOperator;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.problem.Samples;
import org.fprinciple.solution.Trajectory;
import org.jspecify.annotations.Nullable;

/**
 * Training dynamics under an LFP operator from h_ini: dh/dt(x) = −Σ_i K(x, x_i) (h(x_i) − y_i), with the free functions
 * fitted at every instant (theory-notes/fp-norm.md §5). Immutable: each choice returns a new one.
 */
public final class Dynamics {
    /** The methods. */
    public enum Method {
        /** The best for the problem. */
        AUTO,
        /** Eigenvectors of the kernel matrix: any operator and domain, every time in closed form; n³. */
        MODAL,
        /**
         * Krylov's method: every time from one basis. On the modes of a box at a cost that does not depend on n; on R^d by
         * products with the kernel, without a matrix.
         */
        KRYLOV,
        /** A stabilised Runge–Kutta method on the modes of a box: step by step, to check the others. */
        RK
    }

    private final Kernel kernel;
    private final Samples samples;
    private final Backend backend;
    private final PointFunction start;
    private final Method method;
    private final double tolerance;
    private final Progress progress;
    private final RunStore store;

    private Dynamics(
            Kernel kernel,
            Samples samples,
            Backend backend,
            PointFunction start,
            Method method,
            double tolerance,
            Progress progress,
            RunStore store) {
        this.kernel = kernel;
        this.samples = samples;
        this.backend = backend;
        this.start = start;
        this.method = method;
        this.tolerance = tolerance;
        this.progress = progress;
        this.store = store;
    }

    /** The dynamics under an operator. */
    public static Dynamics of(LfpOperator operator, Samples samples) {
        return of(operator.kernel(), samples);
    }

    /**
     * The dynamics under any kernel, for example the infinite-width one.
     *
     * @param samples a {@link Dataset}, or, on a box, samples of any number that are read in chunks
     */
    public static Dynamics of(Kernel kernel, Samples samples) {
        if (kernel.dimension() != samples.dimension()) {
            throw new InvalidInputException("The operator is made for " + kernel.dimension()
                    + " input(s), but the data have " + samples.dimension() + ".");
        }
        return new Dynamics(
                kernel, samples, Backend.auto(), PointFunction.ZERO, Method.AUTO, 1e-8, Progress.NONE, RunStore.NONE);
    }

    /** On this backend. */
    public Dynamics on(Backend where) {
        return new Dynamics(kernel, samples, where, start, method, tolerance, progress, store);
    }

    /** From this start h_ini, 0 where not given. */
    public Dynamics from(PointFunction initial) {
        return new Dynamics(kernel, samples, backend, initial, method, tolerance, progress, store);
    }

    /** By this method. */
    public Dynamics method(Method how) {
        return new Dynamics(kernel, samples, backend, start, how, tolerance, progress, store);
    }

    /**
     * To this relative error of h at the last time, 1e−8 where not given.
     *
     * @throws InvalidInputException if it is not positive, or below what float64 gives
     */
    public Dynamics tolerance(double relative) {
        Finite.tolerance(relative);
        return new Dynamics(kernel, samples, backend, start, method, relative, progress, store);
    }

    /** Telling this listener. */
    public Dynamics progress(Progress listener) {
        return new Dynamics(kernel, samples, backend, start, method, tolerance, listener, store);
    }

    /** Keeping what is expensive in this store. */
    public Dynamics store(RunStore where) {
        return new Dynamics(kernel, samples, backend, start, method, tolerance, progress, where);
    }

    /**
     * Solves for the given times.
     *
     * @param times the times; null for 60 that cover the kernel's spectrum on the data, from 0.1/λ_max to 20/λ_min
     *     where the spectrum is known (modal), to 10⁶/λ_max otherwise
     * @throws InvalidInputException if there are fewer points than free functions, a box is no wider than the data, the
     *     kernel is not positive definite on them, or the method does not serve the problem
     * @throws org.fprinciple.InsufficientResourceException if matrices, grids or states do not fit into memory
     */
    public Trajectory solve(@Nullable Times times) {
        Choice choice = choose();
        if (choice.method() == Method.MODAL || !(kernel instanceof BoxKernel box)) {
            Dataset data = (Dataset) samples;
            MergedSamples merged = MergedSamples.of(data);
            kernel.requireCovers(merged.inputs());
            return ModalDynamics.solve(
                    kernel,
                    data,
                    merged,
                    backend,
                    start,
                    times,
                    tolerance,
                    progress,
                    store,
                    choice.method() == Method.KRYLOV,
                    choice.why());
        }
        progress.phase("samples to modes", samples instanceof Dataset data ? data.size() : 0);
        SpectralOperator operator = SpectralOperator.of(box, samples, start, backend, transforms(tolerance), progress);
        return choice.method() == Method.KRYLOV
                ? KrylovDynamics.solve(samples, operator, times, tolerance, progress, store, choice.why())
                : RungeKuttaDynamics.solve(samples, operator, times, tolerance, progress, choice.why());
    }

    /** The transforms of the samples are made so much better than the result, as far as float64 goes. */
    static double transforms(double tolerance) {
        return Math.max(1e-14, Math.min(1e-9, 1e-5 * tolerance));
    }

    /**
     * A method and why it was taken.
     */
    private record Choice(Method method, String why) {}

    private Choice choose() {
        if (!(kernel instanceof BoxKernel box)) {
            if (method == Method.RK) {
                throw new InvalidInputException("--method rk works on the modes of a box: add --domain box:auto, or use"
                        + " --method modal or krylov here.");
            }
            if (method == Method.KRYLOV) {
                return new Choice(Method.KRYLOV, "asked for");
            }
            int n = ((Dataset) samples).size();
            double bytes = backend.dense(n).eigenBytes(n);
            return method == Method.MODAL || bytes <= Memory.available()
                    ? new Choice(
                            Method.MODAL,
                            "on R^d every time comes in closed form from the kernel matrix's eigenvectors")
                    : new Choice(
                            Method.KRYLOV,
                            String.format(Locale.ROOT, "n = %,d: dense matrices would need %s", n, Memory.text(bytes)));
        }
        if (!(samples instanceof Dataset data)) {
            if (method == Method.MODAL) {
                throw new InvalidInputException("--method modal needs all samples in memory, and these are read in"
                        + " chunks, being too many: use --method krylov.");
            }
            return new Choice(
                    method == Method.RK ? Method.RK : Method.KRYLOV,
                    "the samples are read in chunks, which only the modes of the box allow");
        }
        if (method != Method.AUTO) {
            return new Choice(method, "asked for");
        }
        int n = data.size();
        double modal = backend.dense(n).eigenBytes(n);
        if (modal > Memory.available()) {
            return new Choice(
                    Method.KRYLOV,
                    String.format(Locale.ROOT, "n = %,d: dense matrices would need %s", n, Memory.text(modal)));
        }
        // Operations: 9 n³ by one thread, against a few hundred pairs of transforms of the doubled grid.
        double grid = Math.pow(2.0 * box.grid().modes(), box.grid().dimension());
        double fields = box.isExact() ? 1.0 + box.dimension() : 1;
        double krylov = 300 * fields * 6 * grid * Math.log(grid);
        double dense = 9.0 * n * n * n + 2.0 * n * (double) n * box.grid().size();
        return dense <= krylov
                ? new Choice(
                        Method.MODAL,
                        String.format(
                                Locale.ROOT,
                                "n = %,d: a dense eigendecomposition costs less than a few hundred transforms of the box",
                                n))
                : new Choice(
                        Method.KRYLOV,
                        String.format(
                                Locale.ROOT,
                                "n = %,d: a few hundred transforms of the box cost less than dense matrices",
                                n));
    }
}
