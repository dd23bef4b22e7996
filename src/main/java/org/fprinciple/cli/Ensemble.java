package org.fprinciple.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.net.LossPoint;
import org.fprinciple.net.Replicas;
import org.fprinciple.net.Trainer;
import org.fprinciple.net.TrainingListener;
import org.fprinciple.net.TrainingMethod;
import org.fprinciple.net.TrainingPath;
import org.fprinciple.net.TrainingSetup;
import org.fprinciple.net.TrainingStatus;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of a training: side by side on the lanes of the backend, as many as there is memory for. Learning rate and times are the first one's for all.
 */
final class Ensemble {
    /** Times that are moved by more, relatively, are told of. */
    private static final double MOVED = 0.01;

    private final Trainer trainer;
    private final int replicas;
    private final Log log;
    private final double[] asked;
    private @Nullable TrainingSetup setup;

    /** @param asked the times that were asked for, the end last; none where nothing was said */
    Ensemble(Trainer trainer, int replicas, Log log, double[] asked) {
        this.trainer = trainer;
        this.replicas = replicas;
        this.log = log;
        this.asked = asked;
    }

    /** @param sources the start of each replica */
    List<TrainingPath> run(IntFunction<NeuronSource> sources, Backend backend, TrainCheckpoint checkpoint) {
        if (replicas == 1) {
            try (TrainCheckpoint.Replica store = checkpoint.replica(0)) {
                return List.of(trainer.store(store)
                        .progress(log)
                        .listener(new Teller(true))
                        .run(backend));
            }
        }
        Trainer all = trainer.fixed(backend);
        log.phase("training " + replicas + " replicas", Replicas.work(replicas));
        return new Replicas(replicas, all.bytes(backend), all.keptBytes(), log)
                .run(backend, (replica, where, progress) -> {
                    try (TrainCheckpoint.Replica store = checkpoint.replica(replica)) {
                        return all.from(sources.apply(replica), replica)
                                .store(store)
                                .progress(progress)
                                .listener(new Teller(replica == 0))
                                .run(where);
                    }
                });
    }

    /** Sets what was chosen into the results. */
    void tell(Manifest manifest) {
        TrainingSetup chosen = setup;
        if (chosen == null) {
            return;
        }
        manifest.results().put("largest_eigenvalue", chosen.largestEigenvalue());
        if (Double.isFinite(chosen.learningRate())) {
            manifest.results().put("learning_rate", chosen.learningRate());
        }
        manifest.results().put("learning_rate_bound", chosen.bound());
        manifest.results().put("pairs", chosen.work());
    }

    /** Says that a replica has diverged, and what to try. */
    int diverged(TrainingPath path) {
        LossPoint last = path.curve().get(path.curve().size() - 1);
        TrainingSetup chosen = setup;
        double rate = chosen == null ? Double.NaN : chosen.learningRate();
        String remedy = Double.isNaN(rate) || chosen == null
                ? "check the data and the law, or add --precision float64"
                : String.format(Locale.ROOT, "take --lr %.3g", pastBound(chosen) ? chosen.bound() / 2 : rate / 4);
        return Failure.say(
                String.format(
                        Locale.ROOT,
                        "Training has diverged after t = %.4g, step %d%s: %s",
                        last.time(),
                        last.step(),
                        path.status() == TrainingStatus.DEAD ? ", since when no neuron is active on any sample" : "",
                        remedy),
                Failure.NO);
    }

    /** How far a time that was asked for lies from the nearest step, relatively; the last one lies on the first step at least. */
    private double moved(double step) {
        double most = 0;
        for (int k = 0; k < asked.length && step > 0; k++) {
            double steps = asked[k] / step;
            double nearest = Math.max(Math.rint(steps), k == asked.length - 1 ? 1 : 0);
            most = Math.max(most, Math.abs(nearest - steps) / steps);
        }
        return most;
    }

    /** Whether steps may grow; those of Adam have a length of their own. */
    private boolean pastBound(TrainingSetup chosen) {
        return trainer.method() != TrainingMethod.ADAM && chosen.learningRate() > chosen.bound();
    }

    /** Says what was chosen, and how training goes. */
    private final class Teller implements TrainingListener {
        private final boolean first;
        private volatile double[] now = new double[4];
        private double since = Double.NaN;
        private long before;

        Teller(boolean first) {
            this.first = first;
        }

        @Override
        public void begins(TrainingSetup chosen) {
            if (!first) {
                return;
            }
            setup = chosen;
            log.detail(this::text);
            double moved = moved(chosen.step());
            if (moved > MOVED) {
                log.say(String.format(
                        Locale.ROOT,
                        "a step takes the time %.4g: times between steps are moved to the nearest one, by up to %.3g %%",
                        chosen.step(),
                        100 * moved));
            }
            if (pastBound(chosen)) {
                log.say(String.format(
                        Locale.ROOT,
                        "the learning rate %.4g is past the bound %.4g of gradient descent, 2 over the largest eigenvalue"
                                + " of the net's kernel: it may diverge, or leave neurons inactive for good",
                        chosen.learningRate(),
                        chosen.bound()));
            }
        }

        @Override
        public void step(double time, double loss, long gradients, double seconds) {
            if (first) {
                if (Double.isNaN(since)) {
                    since = seconds;
                    before = gradients;
                }
                now = new double[] {time, loss, gradients - before, seconds - since};
            }
        }

        private String text() {
            double[] seen = Arrays.copyOf(now, 4);
            String speed = seen[3] > 0 ? String.format(Locale.ROOT, ", %.3g gradients/s", seen[2] / seen[3]) : "";
            return String.format(Locale.ROOT, ", t = %.4g, loss %.3g%s", seen[0], seen[1], speed);
        }
    }
}
