package org.fprinciple.net;

import java.util.List;
import java.util.function.Supplier;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.Vec;
import org.fprinciple.flow.ErrorNorm;
import org.fprinciple.flow.Flow;
import org.fprinciple.flow.FlowState;
import org.fprinciple.flow.FlowStatistics;
import org.fprinciple.flow.Rate;
import org.jspecify.annotations.Nullable;

/**
 * Training along the gradient flow in theory's time, dδ/dt = −(1/(m s²)) Σ_i r_i ∂f_i/∂θ, by the integrator of package flow
 * (theory-notes/training.md §4).
 */
final class FlowTraining extends Training {
    /** Power iterations a step, from the direction found at the start. */
    private static final int FOLLOW = 2;
    /** They approach the eigenvalue from below. */
    private static final double SAFETY = 1.05;

    /** Late steps are longer, and cost more: about so much of the work is done at a share of the time. */
    private static final double WORK = 0.6;

    private final double[] times;
    /** Where to go on; null for a new start. */
    private final @Nullable FlowState flow;

    private final Vec mode;
    private final Curvature curvature;
    private final Vec probe;
    /** Over the samples: outputs, those of the probe, and those at the start. */
    private final Vec outputs;

    private final Vec moved;
    private final Vec first;

    private double squares;
    private TrainingStatus stopped = TrainingStatus.REACHED;

    /**
     * By steps that the integrator chooses.
     *
     * @param mode the direction of the kernel's largest eigenvalue at the start
     * @param times where the net is looked at, increasing
     */
    FlowTraining(
            Backend backend,
            Trainer trainer,
            DeviceNet net,
            NetPlan plan,
            Watcher watcher,
            TrainingClock clock,
            Vec mode,
            double[] times) {
        super(trainer, net, plan, watcher, clock, times.length);
        flow = resumed == null ? null : resumed.flow();
        resumed = null;
        this.times = times;
        this.mode = mode;
        probe = displacement.like();
        first = backend.vector(trainer.data().size());
        first.set(start().atSamples());
        outputs = first.like();
        moved = first.like();
        curvature = new Curvature(net, trainer.data().inputs(), first);
    }

    @Override
    TrainingStatus train() {
        if (flow != null) {
            // The integrator asks once more for the rate at its start.
            gradients--;
        } else {
            loss = loss(watcher.squares(displacement));
            curve(0, loss, true);
            if (lossReached(loss)) {
                observe(displacement, 0);
                return TrainingStatus.LOSS_REACHED;
            }
        }
        FlowStatistics statistics = Flow.of(new Descent())
                .tolerance(trainer.tolerance())
                .errorNorm(this::size)
                .stepsAtOutputs()
                .spectralRadius(this::radius)
                .listener(this::accepted)
                .run(
                        flow == null ? FlowState.atWorkspace(0) : flow,
                        displacement,
                        times,
                        (index, t, y) -> observe(y, t));
        return switch (statistics.status()) {
            case REACHED -> TrainingStatus.REACHED;
            case STOPPED -> stopped;
            case STEP_UNDERFLOW, TOO_MANY_STEPS -> TrainingStatus.STEP_UNDERFLOW;
            case NOT_FINITE -> TrainingStatus.DIVERGED;
        };
    }

    /** −(1/(m s²)) Σ_i r_i ∂f_i/∂θ. */
    private final class Descent implements Rate {
        private final double factor = -1 / clock.kernelFactor();

        @Override
        public void rate(double t, Vec y, Vec dy) {
            plan.forward(y);
            plan.gradient(y, factor, dy);
            gradients++;
        }

        @Override
        public void stages(double[] stageTimes, List<List<Vec.Combination>> turns, Vec y, Vec dy) {
            plan.gradients(turns, y, factor, dy);
            gradients += turns.size();
        }
    }

    /**
     * The size of a step's error: of the displacement, and of the outputs at the samples, whichever is larger, each relative to
     * how far it is from the start. A long step of many stages amplifies the rounding of outputs, and a late displacement is long
     * in directions that outputs hardly see: both show in the outputs only.
     */
    private double size(Vec error, Vec before, Vec after) {
        // Of the rate at the step's end, the last that was asked for: no stage is waited for.
        squares = plan.squares();
        plan.outputs(outputs);
        probe.combine(new double[] {1, 1}, after, error);
        plan.forward(probe);
        plan.outputs(moved);
        moved.add(-1, outputs);
        outputs.add(-1, first);
        double change = moved.norm();
        double ofOutputs = change == 0 ? 0 : change / outputs.norm();
        return Math.max(ofOutputs, ErrorNorm.RELATIVE.of(error, before, after));
    }

    /**
     * About the largest eigenvalue of the rate's Jacobian from above: that of the kernel, and at most what the curvature of the
     * net adds, which vanishes for a net that is infinitely wide.
     */
    private double radius(double t, Vec y) {
        double bent = curvature.bound(watcher.residuals(y));
        double top = watcher.kernel().follow(y, mode, FOLLOW);
        return SAFETY * top + bent * clock.scale() / clock.kernelFactor();
    }

    private boolean accepted(double t, Vec y, Vec dy, Supplier<FlowState> state) {
        step++;
        loss = loss(squares);
        curve(t, loss, false);
        trainer.tell(t, loss, gradients, seconds());
        tell(Math.pow(t / times[times.length - 1], WORK));
        if (diverged(loss)) {
            stopped = TrainingStatus.DIVERGED;
            return false;
        }
        if (lossReached(loss) || t >= times[times.length - 1]) {
            displacement.copy(y);
            if (lossReached(loss)) {
                if (observations.isEmpty()
                        || observations.get(observations.size() - 1).time() < t) {
                    observeEnd(y, t);
                }
                stopped = TrainingStatus.LOSS_REACHED;
                return false;
            }
            return true;
        }
        if (trainer.store().stopRequested()) {
            trainer.store().save(() -> state(y, state.get(), null));
            displacement.copy(y);
            stopped = TrainingStatus.INTERRUPTED;
            return false;
        }
        if (trainer.store().due()) {
            trainer.store().save(() -> state(y, state.get(), null));
        }
        return true;
    }

    @Override
    TrainingState state(@Nullable TrainingStatus ended) {
        return state(displacement, null, ended);
    }

    private TrainingState state(Vec at, @Nullable FlowState integrator, @Nullable TrainingStatus ended) {
        return new TrainingState(
                at,
                step,
                gradients,
                loss,
                seconds(),
                null,
                null,
                integrator,
                ended,
                List.copyOf(observations),
                curve());
    }
}
