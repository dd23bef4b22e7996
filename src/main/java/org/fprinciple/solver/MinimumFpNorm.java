package org.fprinciple.solver;

import java.util.Locale;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.Memory;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.PolyharmonicWeight;
import org.fprinciple.operator.SpectralOperator;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.problem.Samples;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;

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
        /** Conjugate gradients on a box, on the dual or on the modes. */
        CG,
        /** The banded spline system: d = 1 on R^d, simplified, free zero mode; O(n). */
        BANDED,
        /** Conjugate gradients, preconditioned by local cardinal functions, without a matrix: R^d, many points. */
        LOCAL
    }

    /** From so many points on, in up to three dimensions, the local method is quicker than a dense factorisation. */
    private static final int LOCAL_FROM = 5000;

    private final Kernel kernel;
    private final Samples samples;
    private final Backend backend;
    private final PointFunction start;
    private final Ridge ridge;
    private final Method method;
    private final double tolerance;
    private final Progress progress;

    private MinimumFpNorm(
            Kernel kernel,
            Samples samples,
            Backend backend,
            PointFunction start,
            Ridge ridge,
            Method method,
            double tolerance,
            Progress progress) {
        this.kernel = kernel;
        this.samples = samples;
        this.backend = backend;
        this.start = start;
        this.ridge = ridge;
        this.method = method;
        this.tolerance = tolerance;
        this.progress = progress;
    }

    /** The limit under an operator. */
    public static MinimumFpNorm of(LfpOperator operator, Samples samples) {
        return of(operator.kernel(), samples);
    }

    /** The limit under any kernel, for example the infinite-width one. */
    public static MinimumFpNorm of(Kernel kernel, Samples samples) {
        if (kernel.dimension() != samples.dimension()) {
            throw new InvalidInputException("The operator is made for " + kernel.dimension()
                    + " input(s), but the data have " + samples.dimension() + ".");
        }
        return new MinimumFpNorm(
                kernel, samples, Backend.auto(), PointFunction.ZERO, Ridge.NONE, Method.AUTO, 1e-8, Progress.NONE);
    }

    /** On this backend. */
    public MinimumFpNorm on(Backend where) {
        return new MinimumFpNorm(kernel, samples, where, start, ridge, method, tolerance, progress);
    }

    /** From this start h_ini, 0 where not given. */
    public MinimumFpNorm from(PointFunction initial) {
        return new MinimumFpNorm(kernel, samples, backend, initial, ridge, method, tolerance, progress);
    }

    /** With a ridge. */
    public MinimumFpNorm ridge(Ridge epsilon) {
        return new MinimumFpNorm(kernel, samples, backend, start, epsilon, method, tolerance, progress);
    }

    /** By this method. */
    public MinimumFpNorm method(Method how) {
        return new MinimumFpNorm(kernel, samples, backend, start, ridge, how, tolerance, progress);
    }

    /**
     * To this relative residual ‖(K + ε)α + Pβ − (y − h_ini)‖ / ‖y − h_ini‖, 1e−8 where not given.
     *
     * @throws InvalidInputException if it is not positive, or below what float64 gives
     */
    public MinimumFpNorm tolerance(double relative) {
        Finite.tolerance(relative);
        return new MinimumFpNorm(kernel, samples, backend, start, ridge, method, relative, progress);
    }

    /** Telling this listener. */
    public MinimumFpNorm progress(Progress listener) {
        return new MinimumFpNorm(kernel, samples, backend, start, ridge, method, tolerance, listener);
    }

    /**
     * Solves.
     *
     * @throws InvalidInputException if two samples contradict each other and there is no ridge, there are fewer points
     *     than free functions, a box is no wider than the data, the kernel is not positive definite on them, or the method
     *     does not serve the problem
     * @throws org.fprinciple.InsufficientResourceException if a dense matrix or the grids do not fit into memory
     */
    public LfpSolution solve() {
        if (!(samples instanceof Dataset data)) {
            if (method != Method.AUTO && method != Method.CG) {
                throw new InvalidInputException(
                        "--method " + method.name().toLowerCase(Locale.ROOT)
                                + " needs all samples in memory, and these are read in chunks, being too many: use --method cg.");
            }
            return byModes("the samples are read in chunks, which only the modes of the box allow");
        }
        if (method == Method.LOCAL && kernel instanceof BoxKernel) {
            throw new InvalidInputException(
                    "The local method serves R^d, but the domain is a box: use --method cg here, or --domain space.");
        }
        MergedSamples merged = MergedSamples.of(data);
        if (ridge.value() == 0) {
            merged.requireConsistent(data);
        }
        kernel.requireCovers(merged.inputs());
        FreeSpace free = new FreeSpace(kernel.freeFunctions(), merged);
        PolyharmonicWeight weight = kernel.spline();
        if (method == Method.BANDED && weight == null) {
            throw new InvalidInputException("The banded method serves one input on R^d with the simplified operator, a"
                    + " ReLU weight and a free zero mode: use --method dense here.");
        }
        Choice choice = choose(merged.size(), weight != null);
        if (choice.method() == Method.CG) {
            return iterative(data, merged, free, choice.why());
        }
        if (choice.method() == Method.BANDED) {
            progress.phase("banded spline system", 0);
            return BandedSpline.solve(
                    java.util.Objects.requireNonNull(weight),
                    data,
                    merged,
                    start,
                    epsilon(merged, free),
                    tolerance,
                    choice.why());
        }
        SaddleSystem system = system(data, merged, free);
        return choice.method() == Method.LOCAL
                ? new LocalCardinal(system, "local", "conjugate gradients").solve(tolerance, choice.why())
                : new DenseSaddle(system).solve(tolerance, choice.why());
    }

    /** Conjugate gradients on a box: on the dual where that pays, else, or where it fails, on the modes. */
    private LfpSolution iterative(Dataset data, MergedSamples merged, FreeSpace free, String why) {
        BoxKernel box = requireBox();
        BoxCost cost = new BoxCost(box, merged.size(), ridge);
        if (ridge.value() == 0 && merged.size() > box.rank()) {
            return byModes(why + "; on the modes, which are fewer than the samples");
        }
        if (cost.modes() < cost.dual()) {
            return byModes(why + "; on the modes, whose iterations cost less than a preconditioner of the dual");
        }
        if (!LocalCardinal.fits(box, free, merged.size(), backend)) {
            return byModes(why + "; on the modes, as local cardinal functions would not fit into memory");
        }
        LfpSolution dual = new LocalCardinal(system(data, merged, free), "cg", "conjugate gradients on the dual")
                .solve(tolerance, why + "; on the dual, which needs few iterations at any ridge");
        if (dual.statistics().status() == SolveStatus.CONVERGED || !cost.modesMayConverge()) {
            return dual;
        }
        LfpSolution modes = byModes(String.format(
                Locale.ROOT,
                "%s; on the modes, as the dual stopped at %.1e",
                why,
                dual.statistics().toleranceReached()));
        return modes.statistics().toleranceReached() < dual.statistics().toleranceReached() ? modes : dual;
    }

    private BoxKernel requireBox() {
        if (kernel instanceof BoxKernel box) {
            return box;
        }
        throw new InvalidInputException(
                "--method cg works on a box: add --domain box:auto, or use --method dense or local here.");
    }

    /** The saddle system with the ridge in the kernel's units. */
    private SaddleSystem system(Dataset data, MergedSamples merged, FreeSpace free) {
        return new SaddleSystem(kernel, data, merged, free, backend, start, epsilon(merged, free), progress);
    }

    private double epsilon(MergedSamples merged, FreeSpace free) {
        if (!ridge.relative() || ridge.value() == 0) {
            return ridge.value();
        }
        progress.phase("largest eigenvalue", 0);
        return ridge.value() * DenseSaddle.largestEigenvalue(kernel, merged, free, backend);
    }

    LfpSolution byModes(String why) {
        BoxKernel box = requireBox();
        progress.phase("samples to modes", samples instanceof Dataset data ? data.size() : 0);
        SpectralOperator operator =
                SpectralOperator.of(box, samples, start, backend, Dynamics.transforms(tolerance), progress);
        double epsilon = ridge.value();
        if (ridge.relative() && epsilon > 0) {
            progress.phase("largest eigenvalue", 0);
            epsilon *= LargestEigenvalue.of(operator::apply, operator.rightSide());
        }
        if (epsilon > 0 && epsilon < 1e-15 * operator.traceBound()) {
            // Below rounding: no ridge.
            epsilon = 0;
        }
        return new SpectralConjugateGradient(operator, samples, epsilon, tolerance).solve(progress, why);
    }

    /** A method and why it was taken. */
    private record Choice(Method method, String why) {}

    private Choice choose(int n, boolean spline) {
        if (method != Method.AUTO) {
            return new Choice(method, "asked for");
        }
        if (spline) {
            return new Choice(Method.BANDED, "one input on R^d: a spline system in O(n)");
        }
        double bytes = backend.dense(n).eigenBytes(n);
        boolean fits = bytes <= Memory.available();
        String size = String.format(Locale.ROOT, "n = %,d: ", n);
        if (!(kernel instanceof BoxKernel box)) {
            if (!fits) {
                return new Choice(Method.LOCAL, size + "dense matrices would need " + Memory.text(bytes));
            }
            return n >= LOCAL_FROM && kernel.dimension() <= 3
                    ? new Choice(Method.LOCAL, size + "a few products with the kernel cost less than a factorisation")
                    : new Choice(Method.DENSE, size + "a dense factorisation is quick, and accurate to rounding");
        }
        if (!fits) {
            return new Choice(Method.CG, size + "dense matrices would need " + Memory.text(bytes));
        }
        BoxCost cost = new BoxCost(box, n, ridge);
        return cost.dense() <= Math.min(cost.dual(), cost.modes())
                ? new Choice(Method.DENSE, size + "a dense factorisation costs less than many transforms of the box")
                : new Choice(Method.CG, size + "transforms of the box cost less than a dense factorisation");
    }
}
