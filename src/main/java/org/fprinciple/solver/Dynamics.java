package org.fprinciple.solver;

import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.Trajectory;
import org.jspecify.annotations.Nullable;

/**
 * Training dynamics under an LFP operator from h_ini: dh/dt(x) = −Σ_i K(x, x_i) (h(x_i) − y_i), with the free functions
 * fitted at every instant (theory-notes/fp-norm.md §5). Immutable: each choice returns a new one.
 */
public final class Dynamics {
    private final Kernel kernel;
    private final Dataset data;
    private final Backend backend;
    private final PointFunction start;
    private final double tolerance;
    private final Progress progress;
    private final EigenStore store;

    private Dynamics(
            Kernel kernel,
            Dataset data,
            Backend backend,
            PointFunction start,
            double tolerance,
            Progress progress,
            EigenStore store) {
        this.kernel = kernel;
        this.data = data;
        this.backend = backend;
        this.start = start;
        this.tolerance = tolerance;
        this.progress = progress;
        this.store = store;
    }

    /** The dynamics under an operator. */
    public static Dynamics of(LfpOperator operator, Dataset data) {
        return of(operator.kernel(), data);
    }

    /** The dynamics under any kernel, for example the infinite-width one. */
    public static Dynamics of(Kernel kernel, Dataset data) {
        if (kernel.dimension() != data.dimension()) {
            throw new InvalidInputException("The operator is made for " + kernel.dimension()
                    + " input(s), but the data have " + data.dimension() + ".");
        }
        return new Dynamics(kernel, data, Backend.auto(), PointFunction.ZERO, 1e-8, Progress.NONE, EigenStore.NONE);
    }

    /** On this backend. */
    public Dynamics on(Backend where) {
        return new Dynamics(kernel, data, where, start, tolerance, progress, store);
    }

    /** From this start h_ini, 0 where not given. */
    public Dynamics from(PointFunction initial) {
        return new Dynamics(kernel, data, backend, initial, tolerance, progress, store);
    }

    /**
     * To this relative error of h at the last time, 1e−8 where not given.
     *
     * @throws InvalidInputException if it is not positive
     */
    public Dynamics tolerance(double relative) {
        if (!(relative > 0)) {
            throw new InvalidInputException("The tolerance " + relative + " is refused: it must be positive.");
        }
        return new Dynamics(kernel, data, backend, start, relative, progress, store);
    }

    /** Telling this listener. */
    public Dynamics progress(Progress listener) {
        return new Dynamics(kernel, data, backend, start, tolerance, listener, store);
    }

    /** Keeping what is expensive in this store. */
    public Dynamics store(EigenStore where) {
        return new Dynamics(kernel, data, backend, start, tolerance, progress, where);
    }

    /**
     * Solves for the given times.
     *
     * @param times the times; null for 60 that cover the kernel's spectrum on the data, from 0.1/λ_max to 20/λ_min
     * @throws InvalidInputException if there are fewer points than free functions, a box is no wider than the data, or
     *     the kernel is not positive definite on them
     * @throws org.fprinciple.InsufficientResourceException if the dense matrices do not fit into memory
     */
    public Trajectory solve(@Nullable Times times) {
        MergedSamples samples = MergedSamples.of(data);
        kernel.requireCovers(samples.inputs());
        return ModalDynamics.solve(kernel, data, samples, backend, start, times, tolerance, progress, store);
    }
}
