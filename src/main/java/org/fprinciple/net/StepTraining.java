package org.fprinciple.net;

import java.util.List;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.Vec;
import org.jspecify.annotations.Nullable;

/** Training by steps of a learning rate: all samples, or batches of them. */
final class StepTraining extends Training {
    /** Steps between which nothing is asked, at most. */
    private static final int MOST_STEPS = 256;

    private final double learningRate;
    private final double stepTime;
    private final long[] observed;
    private final TrainingMethod method;
    private final @Nullable Batches batches;
    private final double[] batchX;
    private final double[] batchY;
    private final @Nullable Vec gradient;
    private final @Nullable Vec first;
    private final @Nullable Vec second;
    /** The loss before the last step, and the one at which the neurons were looked at. */
    private double before = Double.NaN;

    private double lookedAt = Double.NaN;

    /**
     * By steps.
     *
     * @param observed the steps after which the net is looked at, increasing; the last one ends the training
     */
    StepTraining(
            Trainer trainer,
            DeviceNet net,
            NetPlan plan,
            Watcher watcher,
            TrainingClock clock,
            double learningRate,
            long[] observed) {
        super(trainer, net, plan, watcher, clock, observed.length);
        this.learningRate = learningRate;
        this.observed = observed;
        stepTime = clock.step(learningRate);
        method = trainer.method();
        int size = trainer.batch();
        batches = method == TrainingMethod.GD
                ? null
                : new Batches(trainer.data().size(), size, trainer.seed(), trainer.replica());
        batchX = new double[batches == null ? 0 : size * net.dimension()];
        batchY = new double[batches == null ? 0 : size];
        boolean adam = method == TrainingMethod.ADAM;
        gradient = adam ? displacement.like() : null;
        first = adam ? displacement.like() : null;
        second = adam ? displacement.like() : null;
        TrainingState from = resumed;
        if (first != null && second != null && from != null && from.first() != null && from.second() != null) {
            first.copy(from.first());
            second.copy(from.second());
        }
        resumed = null;
    }

    @Override
    TrainingStatus train() {
        if (batches == null) {
            loss = loss(plan.evaluate(displacement));
        } else if (Double.isNaN(loss)) {
            loss = loss(watcher.squares(displacement));
        }
        curve(step * stepTime, loss, false);
        int next = 0;
        long last = observed[observed.length - 1];
        while (next < observed.length && observed[next] < step) {
            next++;
        }
        // A step that was observed before the interruption is not observed again.
        if (next < observed.length && observed[next] == step && observations.size() > next) {
            next++;
        }
        while (true) {
            boolean reached = lossReached(loss);
            boolean diverged = diverged(loss);
            if (diverged || (!reached && dead(step == last))) {
                curve(step * stepTime, loss, true);
                return diverged ? TrainingStatus.DIVERGED : TrainingStatus.DEAD;
            }
            if (reached) {
                observeEnd(displacement, step * stepTime);
            } else if (next < observed.length && observed[next] == step) {
                observe(displacement, step * stepTime);
                next++;
            }
            if (reached) {
                return TrainingStatus.LOSS_REACHED;
            }
            if (step == last) {
                return TrainingStatus.REACHED;
            }
            if (trainer.store().stopRequested()) {
                trainer.store().save(() -> state(null));
                return TrainingStatus.INTERRUPTED;
            }
            if (trainer.store().due()) {
                trainer.store().save(() -> state(null));
            }
            if (batches == null) {
                descend(observed[next] - step);
            } else {
                stepped(ofBatch(batches));
            }
            tell((double) step / last);
        }
    }

    /** Some steps on all samples, no more than {@code most}; those behind which nothing is to be done run on. */
    private void descend(long most) {
        double[] squares = new double[(int) Math.min(MOST_STEPS, most)];
        int taken = plan.descend(displacement, learningRate * clock.lossFactor(), squares, k -> {
            double now = loss(squares[k]);
            return lossReached(now) || diverged(now) || still(k == 0 ? loss : loss(squares[k - 1]), now);
        });
        for (int k = 0; k < taken; k++) {
            stepped(loss(squares[k]));
        }
    }

    /** A step has led to this loss. */
    private void stepped(double now) {
        step++;
        gradients++;
        before = loss;
        loss = now;
        curve(step * stepTime, loss, false);
        trainer.tell(step * stepTime, loss, gradients, seconds());
    }

    private boolean still(double then, double now) {
        return batches == null && now == then && now != lookedAt;
    }

    /**
     * Whether no neuron is active on a sample any more, as after a step that was far too long: all gradients are 0, and no step
     * of gradient descent changes that. Looked for at the end, and where the loss of all samples stands still, once at each value.
     */
    private boolean dead(boolean atEnd) {
        if (!atEnd && !still(before, loss)) {
            return false;
        }
        lookedAt = loss;
        return loss > 0 && watcher.noneActive(displacement);
    }

    /** A step on a batch; the loss: of all samples at the end of an epoch, else as it was. */
    private double ofBatch(Batches of) {
        int[] batch = of.of(step);
        int d = net.dimension();
        int n = trainer.data().size();
        for (int k = 0; k < batch.length; k++) {
            System.arraycopy(trainer.data().inputs().data, batch[k] * d, batchX, k * d, d);
            batchY[k] = trainer.data().targets()[batch[k]];
        }
        plan.setSamples(batchX, batchY, batch.length);
        double squares = plan.evaluate(displacement);
        // The batch's mean stands for that of all samples.
        double share = (double) n / batch.length;
        if (gradient != null && first != null && second != null) {
            plan.gradient(displacement, clock.lossFactor() * share, gradient);
            plan.adam(displacement, gradient, first, second, learningRate, step + 1);
        } else {
            plan.descend(displacement, learningRate * clock.lossFactor() * share);
        }
        int perEpoch = (n + trainer.batch() - 1) / trainer.batch();
        if ((step + 1) % perEpoch == 0) {
            return loss(watcher.squares(displacement));
        }
        return Double.isFinite(squares) ? loss : squares;
    }

    @Override
    TrainingState state(@Nullable TrainingStatus ended) {
        return new TrainingState(
                displacement,
                step,
                gradients,
                loss,
                seconds(),
                first,
                second,
                null,
                ended,
                List.copyOf(observations),
                curve());
    }
}
