package org.fprinciple.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.Precision;
import org.fprinciple.net.Initialiser;
import org.fprinciple.net.Laziness;
import org.fprinciple.net.MeasuredHalfLives;
import org.fprinciple.net.Observation;
import org.fprinciple.net.Replicas;
import org.fprinciple.net.Trainer;
import org.fprinciple.net.TrainingClock;
import org.fprinciple.net.TrainingMethod;
import org.fprinciple.net.TrainingPath;
import org.fprinciple.net.TrainingStatus;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.NetworkKernel;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.problem.TwoLayerNet;
import org.fprinciple.solution.ResidualSpectrum;
import org.fprinciple.solution.Trajectory;
import org.fprinciple.solver.Dynamics;
import org.fprinciple.solver.MinimumFpNorm;
import org.fprinciple.solver.Times;
import org.jspecify.annotations.Nullable;

/**
 * Trained nets and every rung of theory beneath them, at the same times and points (theory-notes/validation.md §1).
 *
 * @param setting what was compared
 * @param times in theory's time (K)
 * @param spectrum the frequencies at which residuals are watched
 * @param widths what was found for nets of each width, increasing
 * @param guarantee what bounds the error of LFP's limit; null where the target is not known
 */
public record Ladder(
        Setting setting,
        double[] times,
        ResidualSpectrum spectrum,
        List<Width> widths,
        @Nullable Guarantee guarantee) {
    /** Times where none are given: dense enough to read half-lives off them. */
    private static final int OBSERVED = 121;
    /** Over λ_max: the first time, the last, and how long a loss is waited for. */
    private static final double FIRST = 0.01;

    private static final double LAST = 1e4;
    private static final double PATIENCE = 1e7;
    /** λ_max times the time of a step of gradient descent, which follows the flow where that is well below 1. */
    private static final double STEP = 0.5;
    /** Times of steps are sums. */
    private static final double ROUNDING = 1e-9;
    /** Neurons whose kernel stands for infinite width where that has no formula. */
    private static final int WIDE = 1 << 17;
    /** Starts below this share of Σ|y| are rounding. */
    private static final double NOISE = 1e-9;

    /**
     * Nets of one width.
     *
     * @param count the times that all of them were seen at: where a loss is waited for, some end earlier
     */
    public record Width(int width, int count, List<Seed> seeds) {
        /** The functions of all seeds on a rung at one time, or at the end for {@code k} = {@link #count}. */
        public List<double[]> functions(Rung rung, int k) {
            return seeds.stream()
                    .map(seed -> seed.rung(rung))
                    .map(curve -> k == count ? curve.end() : curve.h()[k])
                    .toList();
        }

        /** How far two rungs are apart at a time, or at the end for {@code k} = {@link #count}. */
        public Difference difference(Rung first, Rung second, int k) {
            return Difference.of(functions(first, k), functions(second, k));
        }

        /** The same at the end. */
        public Difference difference(Rung first, Rung second) {
            return difference(first, second, count);
        }
    }

    /**
     * One net, and the rungs beneath it; theory that does not depend on the net is shared.
     *
     * @param lazy at the end
     * @param status how training ended
     * @param time when it ended
     * @param gradients of the loss that it took
     */
    public record Seed(
            Map<Rung, Curve> rungs, Laziness lazy, TrainingStatus status, double time, double loss, long gradients) {
        /** One rung. */
        public Curve rung(Rung rung) {
            return Objects.requireNonNull(rungs.get(rung));
        }

        private Seed with(Map<Rung, Curve> shared) {
            Map<Rung, Curve> all = new EnumMap<>(shared);
            all.putAll(rungs);
            return new Seed(all, lazy, status, time, loss, gradients);
        }
    }

    /** The rungs that were computed, from the nets down. */
    public List<Rung> rungs() {
        return List.copyOf(widths.get(0).seeds().get(0).rungs().keySet());
    }

    /** Whether a rung is the same for all nets. */
    public boolean shared(Rung rung) {
        return setting.antisymmetric() && rung != Rung.NET && rung != Rung.OWN;
    }

    /** The nets of greatest width. */
    public Width widest() {
        return widths.get(widths.size() - 1);
    }

    /** The nets of a width; null where it was not trained. */
    public @Nullable Width ofWidth(int width) {
        return widths.stream().filter(w -> w.width() == width).findFirst().orElse(null);
    }

    /** How far two rungs are apart falls as this power of the width; null for too few widths, or where they are the same. */
    public @Nullable Slope slope(Rung first, Rung second) {
        if (shared(first) && shared(second)) {
            return null;
        }
        double[] m = new double[widths.size()];
        double[] values = new double[m.length];
        double[] errors = new double[m.length];
        for (int i = 0; i < m.length; i++) {
            Difference difference = widths.get(i).difference(first, second);
            m[i] = widths.get(i).width();
            values[i] = difference.relative();
            errors[i] = difference.standardError() / difference.size();
            if (!(values[i] > 0)) {
                return null;
            }
        }
        return Slope.possible(m.length) ? Slope.fit(m, values, errors) : null;
    }

    /**
     * Trains all nets, but for those that the store has, and solves every rung.
     *
     * @param store keeps each net as soon as it is done
     */
    public static Ladder climb(Setting setting, Backend backend, NetStore store, Progress progress) {
        return new Climb(setting, backend, store, progress).run();
    }

    /** How the rungs are computed. */
    private static final class Climb {
        private final Setting setting;
        private final Backend backend;
        private final NetStore store;
        private final Progress progress;
        /** By number; null where it is to be trained. */
        private final List<@Nullable Seed> nets = new ArrayList<>();

        private final Map<Rung, Kernel> theory;
        private final Times times;
        /** The time that a step of gradient descent takes. */
        private final double step;

        private final ResidualSpectrum spectrum;
        /** Of theory where nets start at 0; empty where they do not. */
        private final Map<Rung, Curve> shared = new EnumMap<>(Rung.class);

        Climb(Setting setting, Backend backend, NetStore store, Progress progress) {
            this.setting = setting;
            this.backend = backend;
            this.store = store;
            this.progress = progress;
            // All at once: what cannot be used shows before anything is computed.
            for (int net = 0; net < setting.widths().size() * setting.seeds(); net++) {
                nets.add(store.load(net));
            }
            theory = new EnumMap<>(setting.theory());
            if (!theory.containsKey(Rung.INFINITE)) {
                NeuronSource wide = new Initialiser(
                        setting.law(), WIDE, setting.data().dimension(), false, setting.seed(), Integer.MAX_VALUE);
                theory.put(Rung.INFINITE, NetworkKernel.of(net(wide), setting.activation(), setting.parametrisation()));
            }
            double top = largestRate();
            step = STEP / top;
            times = times(top);
            spectrum = trainer(setting.widths().get(0), 0).spectrum();
        }

        private double largestRate() {
            Kernel reference = Objects.requireNonNull(theory.get(Rung.INFINITE));
            DMatrixRMaj matrix = reference.matrix(setting.data().inputs(), backend);
            double[] rates =
                    backend.dense(matrix.numRows).symmetricEigen(matrix).values();
            return rates[rates.length - 1];
        }

        private Times times(double top) {
            Times wanted = setting.times() == null ? overSpectrum(top) : setting.times();
            if (setting.method() == TrainingMethod.RKC) {
                return wanted;
            }
            // Descent is seen after whole steps only.
            return Times.of(Arrays.stream(wanted.values())
                    .map(t -> step * Math.max(1, Math.rint(t / step)))
                    .distinct()
                    .toArray());
        }

        private Times overSpectrum(double top) {
            double last = setting.last() > 0 ? setting.last() : (setting.untilLoss() > 0 ? PATIENCE : LAST) / top;
            return Times.logSpaced(Math.min(FIRST / top, last / 1e3), last, OBSERVED);
        }

        Ladder run() {
            if (setting.antisymmetric()) {
                progress.phase("theory", 0);
                theory.forEach((rung, kernel) -> shared.put(rung, curve(kernel, PointFunction.ZERO, backend)));
            }
            Guarantee guarantee = setting.bounded() == null
                    ? null
                    : Guarantee.of(setting.bounded(), setting.data(), backend, progress);
            List<Width> widths = new ArrayList<>();
            for (int w = 0; w < setting.widths().size(); w++) {
                widths.add(width(setting.widths().get(w), w));
            }
            return new Ladder(setting, times.values(), spectrum, widths, guarantee);
        }

        private Width width(int width, int place) {
            // No two nets share neurons, so that the errors of different widths are independent.
            int first = place * setting.seeds();
            List<Integer> untrained = IntStream.range(first, first + setting.seeds())
                    .filter(net -> nets.get(net) == null)
                    .boxed()
                    .toList();
            if (!untrained.isEmpty()) {
                train(width, untrained);
            }
            List<Seed> seeds = nets.subList(first, first + setting.seeds()).stream()
                    .map(Objects::requireNonNull)
                    .map(seed -> seed.with(shared))
                    .toList();
            int count = seeds.stream()
                    .mapToInt(seed -> seed.rung(Rung.NET).h().length)
                    .min()
                    .orElse(0);
            return new Width(width, count, seeds);
        }

        private void train(int width, List<Integer> numbers) {
            int count = numbers.size();
            Trainer trainer = trainer(width, numbers.get(0));
            progress.phase(
                    String.format(Locale.ROOT, "training %d nets of %,d neurons", count, width), Replicas.work(count));
            List<Seed> trained = new Replicas(count, trainer.bytes(backend), 0, progress)
                    .run(backend, (k, lane, share) -> {
                        int net = numbers.get(k);
                        NeuronSource source = source(width, net);
                        Seed seed = seed(trainer.from(source, net).progress(share), source, lane);
                        store.save(net, seed);
                        return seed;
                    });
            for (int k = 0; k < count; k++) {
                nets.set(numbers.get(k), trained.get(k));
            }
        }

        private Trainer trainer(int width, int replica) {
            Trainer trainer = Trainer.of(source(width, replica), form(width), setting.data())
                    .loss(setting.loss())
                    .method(setting.method())
                    .precision(Precision.FLOAT64)
                    .tolerance(setting.tolerance())
                    .seed(setting.seed())
                    .evaluation(setting.points())
                    .untilLoss(setting.untilLoss())
                    .times(times.values());
            if (setting.method() == TrainingMethod.RKC) {
                return trainer;
            }
            double factor = setting.loss().factor(setting.data().size());
            return trainer.learningRate(
                    new TrainingClock(factor, width, form(width).scale()).learningRate(step));
        }

        private NetForm form(int width) {
            return new NetForm(
                    setting.activation(),
                    setting.parametrisation(),
                    setting.scaling().factor(width));
        }

        private NeuronSource source(int width, int replica) {
            return new Initialiser(
                    setting.law(), width, setting.data().dimension(), setting.antisymmetric(), setting.seed(), replica);
        }

        private Seed seed(Trainer trainer, NeuronSource source, Backend lane) {
            TrainingPath path = trainer.run(lane);
            TwoLayerNet net = net(source);
            NetForm form = form(source.width());
            PointFunction start = setting.antisymmetric()
                    ? PointFunction.ZERO
                    : x -> net.evaluate(x, form.activation(), form.parametrisation(), form.scale());
            Map<Rung, Curve> rungs = new EnumMap<>(Rung.class);
            rungs.put(Rung.NET, curve(path));
            rungs.put(Rung.OWN, curve(NetworkKernel.of(net, form.activation(), form.parametrisation()), start, lane));
            if (shared.isEmpty()) {
                theory.forEach((rung, kernel) -> rungs.put(rung, curve(kernel, start, lane)));
            }
            Observation last = path.last();
            Laziness lazy = path.observations().stream()
                    .map(Observation::laziness)
                    .reduce(null, (before, now) -> now == null ? before : now);
            return new Seed(
                    rungs,
                    lazy == null ? new Laziness(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN) : lazy,
                    path.status(),
                    last.time(),
                    last.loss(),
                    last.gradients());
        }

        private Curve curve(TrainingPath path) {
            List<Observation> seen = new ArrayList<>();
            for (Observation observation : path.observations()) {
                int k = seen.size();
                if (k < times.size() && Math.abs(observation.time() / times.values()[k] - 1) < ROUNDING) {
                    seen.add(observation);
                }
            }
            double[][] residual =
                    path.observations().stream().map(Observation::residual).toArray(double[][]::new);
            double[] when =
                    path.observations().stream().mapToDouble(Observation::time).toArray();
            double size = 0;
            for (double y : setting.data().targets()) {
                size += Math.abs(y);
            }
            return new Curve(
                    seen.stream().map(Observation::outputs).toArray(double[][]::new),
                    path.last().outputs(),
                    seen.stream().mapToDouble(Observation::loss).toArray(),
                    seen.stream().map(Observation::residual).toArray(double[][]::new),
                    MeasuredHalfLives.of(spectrum, when, path.start().residual(), residual, NOISE * size));
        }

        private Curve curve(Kernel kernel, PointFunction start, Backend lane) {
            Trajectory path = Dynamics.of(kernel, setting.data())
                    .on(lane)
                    .from(start)
                    .method(Dynamics.Method.MODAL)
                    .solve(times);
            double[][] h = path.at(setting.points(), Progress.NONE);
            double[] end = setting.untilLoss() > 0
                    ? MinimumFpNorm.of(kernel, setting.data())
                            .on(lane)
                            .from(start)
                            .solve()
                            .function()
                            .at(setting.points())
                    : h[h.length - 1];
            return new Curve(
                    h, end, path.loss(setting.loss()), path.residualMagnitude(spectrum), path.halfLives(spectrum));
        }
    }

    private static TwoLayerNet net(NeuronSource source) {
        double[] a = new double[source.width()];
        double[] b = new double[source.width()];
        DMatrixRMaj w = new DMatrixRMaj(source.width(), source.dimension());
        source.read(0, source.width(), a, w.data, b);
        return new TwoLayerNet(a, w, b);
    }
}
