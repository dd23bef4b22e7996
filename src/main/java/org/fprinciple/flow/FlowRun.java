package org.fprinciple.flow;

import java.util.HashMap;
import java.util.Map;
import org.fprinciple.backend.Vec;
import org.jspecify.annotations.Nullable;

/** One integration. */
final class FlowRun {
    /** Local error over tolerance: calibrated so that the global error stays near it (theory-notes/numerics.md §7). */
    private static final double LOCAL = 0.5;
    // Steps between estimates of the spectral radius (RKC takes 25).
    private static final int FRESH = 25;
    private static final int MOST_REJECTIONS = 60;
    private static final int UNITS = 1000;

    private final Flow flow;
    private final double[] times;
    private final FlowOutput output;
    private final Stepper stepper;
    private final @Nullable PowerMethod power;
    private final StepControl control;
    private final Map<Integer, Scheme> schemes = new HashMap<>();
    private final Vec y;
    private final Vec dy;
    private final double first;

    private double t;
    private double proposed;
    private double radius;
    private int age;
    private int next;
    private int steps;
    private int rejected;
    private int maxStages;
    private int told;

    FlowRun(Flow flow, FlowState start, Vec workspace, double[] times, FlowOutput output) {
        this.flow = flow;
        this.times = times;
        this.output = output;
        stepper = new Stepper(flow.rate, workspace);
        y = workspace.like();
        dy = workspace.like();
        if (start.y().length == 0) {
            y.copy(workspace);
        } else {
            y.set(start.y());
        }
        power = flow.radius == null ? new PowerMethod(stepper, workspace, flow.rounding, start.mode()) : null;
        control = new StepControl(start.lastStep(), start.lastError());
        t = start.time();
        first = t;
        proposed = start.step();
        radius = start.spectralRadius();
        age = start.age();
        boolean fresh = proposed == 0;
        while (next < times.length && (fresh ? times[next] < t : times[next] <= t)) {
            next++;
        }
    }

    FlowStatistics run() {
        flow.progress.phase("integration", UNITS);
        double last = times[times.length - 1];
        while (next < times.length && times[next] == t) {
            output.accept(next++, t, y);
        }
        stepper.rate(t, y, dy);
        if (t < last && !Double.isFinite(dy.norm())) {
            return end(FlowStatus.NOT_FINITE);
        }
        while (t < last) {
            FlowStatus status = advance(flow.stepsAtOutputs ? times[next] : last);
            if (status != FlowStatus.REACHED) {
                return end(status);
            }
            if (!flow.listener.step(t, y, dy, this::state)) {
                return end(FlowStatus.STOPPED);
            }
        }
        return end(FlowStatus.REACHED);
    }

    /** One accepted step, or the reason why there is none. */
    private FlowStatus advance(double last) {
        refreshRadius(FRESH);
        if (!Double.isFinite(radius)) {
            return FlowStatus.NOT_FINITE;
        }
        if (proposed == 0) {
            proposed = firstStep(last);
        }
        for (int tries = 0; ; tries++) {
            if (steps + rejected >= flow.maxSteps) {
                return FlowStatus.TOO_MANY_STEPS;
            }
            double longest = StabilityPolynomial.limit(flow.maxStages) / radius;
            double allowed = Math.min(proposed, longest);
            boolean reaches = allowed >= last - t;
            double h = reaches ? last - t : allowed;
            double to = reaches ? last : t + h;
            Scheme scheme = scheme(h * radius);
            stepper.step(scheme, t, h, y, dy);
            double error = flow.norm.of(stepper.error, y, stepper.end) / (LOCAL * flow.tolerance);
            if (error <= 1 && !Double.isFinite(stepper.endRate.norm())) {
                error = Double.POSITIVE_INFINITY;
            }
            if (error <= 1) {
                accept(h, to, error, reaches && h < allowed);
                return FlowStatus.REACHED;
            }
            rejected++;
            proposed = control.rejected(h, error);
            if (t + proposed == t || tries == MOST_REJECTIONS) {
                return error < Double.POSITIVE_INFINITY ? FlowStatus.STEP_UNDERFLOW : FlowStatus.NOT_FINITE;
            }
            // The step may have failed for a spectral radius that has grown.
            refreshRadius(1);
        }
    }

    private void accept(double h, double to, double error, boolean cut) {
        for (; next < times.length && times[next] < to; next++) {
            output.accept(next, times[next], stepper.between((times[next] - t) / h, h, y, dy));
        }
        y.copy(stepper.end);
        dy.copy(stepper.endRate);
        t = to;
        for (; next < times.length && times[next] == to; next++) {
            output.accept(next, t, y);
        }
        steps++;
        age++;
        double after = control.accepted(h, error);
        // A step cut at the end says little of how long the next may be.
        proposed = cut ? Math.max(proposed, after) : after;
        tell();
    }

    /** Where f is linear and y near its slowest mode, an error of hρ's fourth power. */
    private double firstStep(double last) {
        double span = last - t;
        return radius == 0 ? span : Math.min(span, Math.pow(LOCAL * flow.tolerance * 384, 0.25) / radius);
    }

    private void refreshRadius(int oldest) {
        if (flow.radius != null) {
            radius = flow.radius.at(t, y);
        } else if (power != null && (Double.isNaN(radius) || age >= oldest)) {
            radius = power.estimate(t, y, dy);
            age = 0;
        }
    }

    /** The scheme for hρ, its stages rounded up a little so that few are computed. */
    private Scheme scheme(double length) {
        int exact = StabilityPolynomial.stages(length);
        int unit = Math.max(1, Integer.highestOneBit(exact) / 32);
        int stages = Math.min(flow.maxStages, (exact + unit - 1) / unit * unit);
        maxStages = Math.max(maxStages, stages);
        return schemes.computeIfAbsent(stages, Scheme::new);
    }

    private FlowState state() {
        return new FlowState(
                t,
                new double[0],
                proposed,
                control.lastStep(),
                control.lastError(),
                radius,
                age,
                power == null ? new double[0] : power.mode());
    }

    /** Time from the start counts on a logarithmic scale that begins at the first time asked for. */
    private void tell() {
        double unit = times[0] > first ? times[0] - first : (times[times.length - 1] - first) * 1e-6;
        double share = Math.log1p((t - first) / unit) / Math.log1p((times[times.length - 1] - first) / unit);
        int now = (int) (UNITS * share);
        if (now > told) {
            flow.progress.advance(now - told);
            told = now;
        }
    }

    private FlowStatistics end(FlowStatus status) {
        return new FlowStatistics(status, t, steps, rejected, stepper.rates(), maxStages, radius);
    }
}
