package org.fprinciple.net;

import java.util.ArrayList;
import java.util.List;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.Vec;
import org.jspecify.annotations.Nullable;

/** What all methods of training share: the net and its displacement, counts, observations, the loss curve, the store. */
abstract class Training {
    /** Points of the loss curve lie this much apart in time, relatively. */
    private static final double CURVE = 1.02;

    private static final int UNITS = 1000;
    /** Beyond so many times the first loss it diverges. */
    private static final double DIVERGED = 1e4;

    final Trainer trainer;
    final DeviceNet net;
    final TrainingClock clock;
    final Watcher watcher;
    final NetPlan plan;
    final Vec displacement;
    private final Observation initial;
    private final @Nullable TrainingStatus ended;
    /** Where to go on, until a method has taken what it needs; null for a new start. */
    @Nullable
    TrainingState resumed;

    final List<Observation> observations = new ArrayList<>();
    private final List<LossPoint> curve = new ArrayList<>();
    private final long began = System.nanoTime();
    private final double secondsBefore;
    /** Observations at which laziness is measured. */
    private final boolean[] lazy;

    long step;
    long gradients;
    /** As it was known last; NaN before the first step. */
    double loss = Double.NaN;

    private double firstLoss = Double.NaN;
    private int told;

    Training(Trainer trainer, DeviceNet net, NetPlan plan, Watcher watcher, TrainingClock clock, int observed) {
        this.trainer = trainer;
        this.net = net;
        this.plan = plan;
        this.watcher = watcher;
        this.clock = clock;
        lazy = Trainer.evenly(observed);
        displacement = net.start();
        initial = watcher.begin(displacement);
        resumed = trainer.store().load(displacement);
        ended = resumed == null ? null : resumed.ended();
        if (resumed == null) {
            secondsBefore = 0;
        } else {
            displacement.copy(resumed.displacement());
            step = resumed.step();
            gradients = resumed.gradients();
            loss = resumed.loss();
            secondsBefore = resumed.seconds();
            observations.addAll(resumed.observations());
            curve.addAll(resumed.curve());
            firstLoss = curve.isEmpty() ? Double.NaN : curve.get(0).loss();
        }
    }

    /** Says how much of the work is done; where a loss is waited for, nobody knows. */
    final void tell(double share) {
        if (trainer.untilLoss() == 0 && (int) (UNITS * share) > told) {
            trainer.progress().advance((int) (UNITS * share) - told);
            told = (int) (UNITS * share);
        }
    }

    /** What was seen before the first step. */
    final Observation start() {
        return initial;
    }

    final double seconds() {
        return secondsBefore + (System.nanoTime() - began) / 1e9;
    }

    final double loss(double squares) {
        return 0.5 * clock.lossFactor() * squares;
    }

    /** Keeps a point of the curve where it is far enough from the last. */
    final void curve(double time, double loss, boolean always) {
        if (curve.isEmpty()) {
            firstLoss = loss;
        }
        if (!curve.isEmpty() && curve.get(curve.size() - 1).time() == time) {
            return;
        }
        if (always
                || curve.isEmpty()
                || time >= CURVE * curve.get(curve.size() - 1).time()) {
            curve.add(new LossPoint(time, step, gradients, loss, seconds()));
        }
    }

    final boolean diverged(double loss) {
        return !(loss <= DIVERGED * Math.max(firstLoss, Double.MIN_NORMAL));
    }

    final boolean lossReached(double loss) {
        return loss <= trainer.untilLoss();
    }

    final void observe(Vec at, double time) {
        int index = observations.size();
        observe(at, time, index >= lazy.length || lazy[index]);
    }

    /** Where training ends before its last time: laziness is then measured too. */
    final void observeEnd(Vec at, double time) {
        observe(at, time, true);
    }

    private void observe(Vec at, double time, boolean measuresLaziness) {
        Observation seen = watcher.observe(at, time, step, gradients, seconds(), measuresLaziness);
        observations.add(seen);
        curve(time, seen.loss(), true);
    }

    private TrainingPath path(TrainingStatus status) {
        if (status != TrainingStatus.INTERRUPTED) {
            trainer.store().ended(() -> state(status));
        }
        boolean missed = status == TrainingStatus.REACHED && trainer.untilLoss() > 0;
        return new TrainingPath(
                missed ? TrainingStatus.LOSS_NOT_REACHED : status,
                net,
                displacement,
                initial,
                List.copyOf(observations),
                List.copyOf(curve));
    }

    /** Copies for a checkpoint. */
    final List<LossPoint> curve() {
        return List.copyOf(curve);
    }

    /** The state between two steps; {@code status} where training has ended. */
    abstract TrainingState state(@Nullable TrainingStatus status);

    /** Trains on from where it is. */
    abstract TrainingStatus train();

    final TrainingPath run() {
        if (ended != null) {
            return path(ended);
        }
        trainer.progress().phase("training", trainer.untilLoss() > 0 ? 0 : UNITS);
        return path(train());
    }
}
