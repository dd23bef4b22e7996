package org.fprinciple.flow;

import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Vec;
import org.jspecify.annotations.Nullable;

/**
 * Integrates dy/dt = f(t, y), stiff and dissipative with ∂f/∂y near the negative real axis, by an explicit Chebyshev
 * method of order 4 that takes about 1.7 √(h ρ) rates for a step h (theory-notes/numerics.md §7). Immutable: each choice
 * returns a new one.
 */
public final class Flow {
    final Rate rate;
    final @Nullable SpectralRadius radius;
    final ErrorNorm norm;
    final double tolerance;
    final double rounding;
    final int maxStages;
    final int maxSteps;
    final boolean stepsAtOutputs;
    final FlowListener listener;
    final Progress progress;

    private Flow(
            Rate rate,
            @Nullable SpectralRadius radius,
            ErrorNorm norm,
            double tolerance,
            double rounding,
            int maxStages,
            int maxSteps,
            boolean stepsAtOutputs,
            FlowListener listener,
            Progress progress) {
        this.rate = rate;
        this.radius = radius;
        this.norm = norm;
        this.tolerance = tolerance;
        this.rounding = rounding;
        this.maxStages = maxStages;
        this.maxSteps = maxSteps;
        this.stepsAtOutputs = stepsAtOutputs;
        this.listener = listener;
        this.progress = progress;
    }

    /** The flow of a rate. */
    public static Flow of(Rate rate) {
        return new Flow(
                rate,
                null,
                ErrorNorm.RELATIVE,
                1e-6,
                Math.ulp(1.0),
                600,
                Integer.MAX_VALUE,
                false,
                FlowListener.NONE,
                Progress.NONE);
    }

    /**
     * To this error of y, relative by the error norm, 1e−6 where not given.
     *
     * @throws InvalidInputException unless 1e−12 ≤ relative ≤ 0.1
     */
    public Flow tolerance(double relative) {
        if (!(relative >= 1e-12 && relative <= 0.1)) {
            throw new InvalidInputException(
                    "The tolerance " + relative + " is refused: it must lie between 1e-12 and 0.1.");
        }
        return new Flow(
                rate, radius, norm, relative, rounding, maxStages, maxSteps, stepsAtOutputs, listener, progress);
    }

    /** With this bound on the spectral radius; estimated by power iteration where not given. */
    public Flow spectralRadius(SpectralRadius bound) {
        return new Flow(
                rate, bound, norm, tolerance, rounding, maxStages, maxSteps, stepsAtOutputs, listener, progress);
    }

    /** With errors of this size, {@link ErrorNorm#RELATIVE} where not given. */
    public Flow errorNorm(ErrorNorm size) {
        return new Flow(
                rate, radius, size, tolerance, rounding, maxStages, maxSteps, stepsAtOutputs, listener, progress);
    }

    /**
     * With rates of this relative rounding error, 2.2e−16 where not given: 1.2e−7 for a backend in float32. It sets the
     * distance of the finite differences that estimate the spectral radius.
     *
     * @throws InvalidInputException unless 0 &lt; unit &lt; 0.01
     */
    public Flow rounding(double unit) {
        if (!(unit > 0 && unit < 0.01)) {
            throw new InvalidInputException("The rounding " + unit + " is refused: it must lie between 0 and 0.01.");
        }
        return new Flow(rate, radius, norm, tolerance, unit, maxStages, maxSteps, stepsAtOutputs, listener, progress);
    }

    /**
     * With at most so many stages a step, 600 where not given.
     *
     * @throws InvalidInputException unless 5 ≤ most ≤ 2,000
     */
    public Flow maxStages(int most) {
        if (most < 5 || most > 2000) {
            throw new InvalidInputException(most + " stages are refused: take 5 to 2,000.");
        }
        return new Flow(rate, radius, norm, tolerance, rounding, most, maxSteps, stepsAtOutputs, listener, progress);
    }

    /**
     * With at most so many steps, accepted or rejected; no bound where not given.
     *
     * @throws InvalidInputException unless positive
     */
    public Flow maxSteps(int most) {
        if (most < 1) {
            throw new InvalidInputException(most + " steps are refused: allow at least one.");
        }
        return new Flow(rate, radius, norm, tolerance, rounding, maxStages, most, stepsAtOutputs, listener, progress);
    }

    /**
     * With steps that end at every time asked for, not interpolated between: for forces that drive stiff modes all along
     * (b(t) with large components there), whose rates at the ends of a step say little of the solution between.
     */
    public Flow stepsAtOutputs() {
        return new Flow(rate, radius, norm, tolerance, rounding, maxStages, maxSteps, true, listener, progress);
    }

    /** Telling this listener of every accepted step. */
    public Flow listener(FlowListener hears) {
        return new Flow(rate, radius, norm, tolerance, rounding, maxStages, maxSteps, stepsAtOutputs, hears, progress);
    }

    /** Telling this listener how far the logarithm of time has come. */
    public Flow progress(Progress hears) {
        return new Flow(rate, radius, norm, tolerance, rounding, maxStages, maxSteps, stepsAtOutputs, listener, hears);
    }

    /**
     * Integrates to the last of the times. Steps are not cut at the times between: cubic Hermite interpolation is as
     * accurate as the steps, except as {@link #stepsAtOutputs} says. The times that a state's own time has passed are left out, its own too unless the state
     * has no history.
     *
     * @param start where to begin, or to go on
     * @param workspace any vector of y's length on the backend; not touched, and the state itself where the start has none. 9 more are made, or 12 with the spectral
     *     radius estimated
     * @param times where the solution is wanted, increasing (K)
     * @param output takes it
     * @return how it ended; on a failure {@link FlowStatus#remedy} says what to try
     * @throws InvalidInputException if the times do not increase, or end before the start
     */
    public FlowStatistics run(FlowState start, Vec workspace, double[] times, FlowOutput output) {
        requireTimes(start.time(), times);
        return new FlowRun(this, start, workspace, times, output).run();
    }

    private static void requireTimes(double start, double[] times) {
        if (times.length == 0) {
            throw new InvalidInputException("At least one time is needed.");
        }
        for (int k = 0; k < times.length; k++) {
            if (!Double.isFinite(times[k]) || (k > 0 && times[k] <= times[k - 1])) {
                throw new InvalidInputException("The time " + times[k] + " is refused: times must increase.");
            }
        }
        if (times[times.length - 1] < start) {
            throw new InvalidInputException(
                    "The last time " + times[times.length - 1] + " lies before the start " + start + ".");
        }
    }
}
