package org.fprinciple.net;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.Precision;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.Loss;
import org.fprinciple.solution.ResidualSpectrum;

/**
 * Trains one wide two-layer net, and watches it, in normalised units. Immutable: each choice returns a new one.
 *
 * <pre>{@code
 * TrainingPath path = Trainer.of(new Initialiser(law, 10_000, 1, true, 0, 0), form, data)
 *         .method(TrainingMethod.RKC)
 *         .until(1e3)
 *         .run(Backend.auto());
 * }</pre>
 */
public final class Trainer implements Cloneable {
    /** The tightest tolerance that float32 holds (theory-notes/training.md §4). */
    public static final double FLOAT32_TOLERANCE = 1e-5;
    /** How many times are observed where none are given. */
    public static final int OBSERVED = 60;

    /** Observations at which laziness is measured, about. */
    private static final int LAZY = 12;
    /** Over λ_max: the first time observed, and the last of each method, where nothing is said. */
    private static final double FIRST = 0.01;

    private static final double LAST_STEPS = 1e4;
    private static final double LAST_FLOW = 1e5;
    /** Over λ_max: how long a loss is waited for. */
    private static final double PATIENCE = 1e7;

    private static final int BATCH = 32;
    private static final double ADAM_RATE = 1e-3;
    /** Batches have kernels of their own, whose largest eigenvalues differ from that of all samples. */
    private static final double SGD_SHARE = 0.5;

    private NeuronSource source;
    private final NetForm form;
    private final Dataset data;
    private Loss loss = Loss.HALF_SUM;
    private TrainingMethod method = TrainingMethod.GD;
    private Precision precision = Precision.FLOAT32;
    private NetPlan.Choice pairs = NetPlan.Choice.AUTO;
    private double learningRate = Double.NaN;
    private double tolerance = 1e-4;
    private double[] times = {};
    private double last = Double.NaN;
    private long steps;
    private double untilLoss;
    private int batch;
    private long seed;
    private int replica;
    private DMatrixRMaj points;
    private TrainingStore store = TrainingStore.NONE;
    private Progress progress = Progress.NONE;
    private TrainingListener listener = TrainingListener.NONE;

    private Trainer(NeuronSource source, NetForm form, Dataset data) {
        this.source = source;
        this.form = form;
        this.data = data;
        points = data.inputs();
        batch = Math.min(BATCH, data.size());
    }

    /**
     * Gradient descent on half the sum of squares, its learning rate 1/λ_max, observed at the samples.
     *
     * @param source the net's start
     * @param data all samples, duplicates as often as they are there
     * @throws InvalidInputException if the net has other inputs than the data
     */
    public static Trainer of(NeuronSource source, NetForm form, Dataset data) {
        if (source.dimension() != data.dimension()) {
            throw new InvalidInputException("The net has " + source.dimension()
                    + " input(s) (w is (m,d)), but the data have " + data.dimension() + ".");
        }
        return new Trainer(source, form, data);
    }

    private interface Change {
        void on(Trainer trainer);
    }

    private Trainer with(Change change) {
        try {
            Trainer copy = (Trainer) clone();
            change.on(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** From another net of the same shape. */
    public Trainer from(NeuronSource start, int ofReplica) {
        return with(t -> {
            t.source = start;
            t.replica = ofReplica;
        });
    }

    /** On this loss; theory's time is the same for all. */
    public Trainer loss(Loss of) {
        return with(t -> t.loss = of);
    }

    /** By this method. */
    public Trainer method(TrainingMethod by) {
        return with(t -> t.method = by);
    }

    /** The method that was chosen. */
    public TrainingMethod method() {
        return method;
    }

    /** In these numbers, {@link Precision#FLOAT32} where not given. */
    public Trainer precision(Precision numbers) {
        return with(t -> t.precision = numbers);
    }

    /** The numbers that were chosen. */
    public Precision precision() {
        return precision;
    }

    /** Through pairs of neurons and samples in this way. */
    public Trainer pairs(NetPlan.Choice choice) {
        return with(t -> t.pairs = choice);
    }

    /**
     * With this learning rate; 1/λ_max where not given, half of it for batches, 1e−3 for Adam.
     *
     * @throws InvalidInputException unless positive and finite
     */
    public Trainer learningRate(double rate) {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("The learning rate " + rate + " is refused: it must be positive.");
        }
        return with(t -> t.learningRate = rate);
    }

    /**
     * The path of the flow to this error, relative, of the parameters' displacement; 1e−4 where not given.
     *
     * @throws InvalidInputException unless 1e−12 ≤ relative ≤ 0.1
     */
    public Trainer tolerance(double relative) {
        if (!(relative >= 1e-12 && relative <= 0.1)) {
            throw new InvalidInputException(
                    "The tolerance " + relative + " is refused: it must lie between 1e-12 and 0.1.");
        }
        return with(t -> t.tolerance = relative);
    }

    /** The tolerance that was chosen. */
    public double tolerance() {
        return tolerance;
    }

    /** Observed at these times, increasing and not negative; {@value #OBSERVED} on a logarithmic scale where not given. */
    public Trainer times(double... observed) {
        return with(t -> t.times = observed.clone());
    }

    /**
     * To this time.
     *
     * @throws InvalidInputException unless positive and finite
     */
    public Trainer until(double time) {
        if (!(time > 0 && time < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("The time " + time + " is refused: training takes a positive time.");
        }
        return with(t -> t.last = time);
    }

    /** For so many steps, at least one; not for the flow. */
    public Trainer steps(long count) {
        if (count < 1) {
            throw new InvalidInputException(count + " steps are refused: at least one is needed.");
        }
        return with(t -> t.steps = count);
    }

    /** No longer than until the loss is at most this; 0 for no such end. */
    public Trainer untilLoss(double enough) {
        if (!(enough >= 0 && enough < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("The loss " + enough + " is refused: it must be positive.");
        }
        return with(t -> t.untilLoss = enough);
    }

    /** Batches of so many samples, at most all; {@value #BATCH} where not given. */
    public Trainer batch(int size) {
        if (size < 1) {
            throw new InvalidInputException("A batch of " + size + " is refused: at least one sample is needed.");
        }
        return with(t -> t.batch = Math.min(size, t.data.size()));
    }

    /** Batches in an order that this number and the replica fix. */
    public Trainer seed(long number) {
        return with(t -> t.seed = number);
    }

    /** Observed at these points too (E, d), normalised units; at the samples where not given. */
    public Trainer evaluation(DMatrixRMaj at) {
        return with(t -> t.points = at);
    }

    /** Kept in this store. */
    public Trainer store(TrainingStore keeps) {
        return with(t -> t.store = keeps);
    }

    /** Telling this listener how far it has come. */
    public Trainer progress(Progress hears) {
        return with(t -> t.progress = hears);
    }

    /** Telling this listener of every step. */
    public Trainer listener(TrainingListener hears) {
        return with(t -> t.listener = hears);
    }

    /** The frequencies at which residuals are watched (F). */
    public ResidualSpectrum spectrum() {
        DMatrixRMaj bounds = data.bounds();
        double[] spans = new double[data.dimension()];
        for (int c = 0; c < spans.length; c++) {
            double span = bounds.get(1, c) - bounds.get(0, c);
            spans[c] = span > 0 ? span : 1;
        }
        return ResidualSpectrum.ofSpans(data.size(), spans, data.normalisation().keptNames());
    }

    private double parameterBytes() {
        return (double) source.width() * (source.dimension() + 2) * precision.bytes();
    }

    private double observedBytes() {
        return 8.0 * Math.max(times.length, OBSERVED) * ((double) points.numRows + data.size());
    }

    /** The memory that the result of a training keeps: θ₀ and what its rounding left, δ, and what was observed; bytes. */
    public double keptBytes() {
        return (precision == Precision.FLOAT32 ? 3 : 2) * parameterBytes() + observedBytes();
    }

    /** The memory that training takes where it runs, in bytes, before the first step. */
    public double bytes(Backend backend) {
        // θ₀ and δ; for the flow the integrator's ten vectors, for Adam three vectors.
        double vectors =
                switch (method) {
                    case RKC -> 12;
                    case ADAM -> 5;
                    default -> 2;
                };
        double plans = backend.planBytes(
                form, source.width(), source.dimension(), data.size(), precision, method == TrainingMethod.GD);
        return parameterBytes() * vectors + observedBytes() + Watcher.bytes(data.size()) + plans;
    }

    /** What the net's own kernel at the start makes of the choices. */
    private record Resolved(DeviceNet net, TrainingClock clock, Watcher watcher, double top, double rate, double end) {
        double bound() {
            return clock.learningRate(2 / top);
        }
    }

    private Resolved resolve(Backend backend) {
        DeviceNet net = backend.net(source, form, precision);
        TrainingClock clock = TrainingClock.of(loss, data.size(), net.width(), form);
        Watcher watcher = new Watcher(backend, net, data, points, spectrum(), clock);
        double top = watcher.kernel().largestEigenvalue(net.start());
        if (!(top > 0 && top < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("The net's kernel is " + (top == 0 ? "0" : "not finite")
                    + " on the samples: no neuron is active there, or the numbers leave the range of "
                    + (precision == Precision.FLOAT32 ? "float32" : "float64")
                    + "; check the data and --init or --init-file.");
        }
        if (method == TrainingMethod.RKC) {
            return new Resolved(net, clock, watcher, top, Double.NaN, horizon(top, LAST_FLOW));
        }
        double rate = rate(clock.learningRate(2 / top));
        double step = clock.step(rate);
        double end = steps > 0 ? steps * step : horizon(top, LAST_STEPS);
        return new Resolved(net, clock, watcher, top, rate, end);
    }

    /** The same with learning rate and times as they are for this net, so that other replicas have the same. */
    public Trainer fixed(Backend backend) {
        check();
        Resolved own = resolve(backend);
        return with(t -> {
            t.times = observedTimes(own.top, own.end);
            t.last = Double.NaN;
            if (method != TrainingMethod.RKC) {
                t.learningRate = own.rate;
            }
        });
    }

    /**
     * Trains.
     *
     * @throws InvalidInputException if times, steps and method do not go together
     */
    public TrainingPath run(Backend backend) {
        check();
        Resolved own = resolve(backend);
        boolean whole = method == TrainingMethod.GD || method == TrainingMethod.RKC;
        NetPlan plan = own.net.plan(whole ? data.size() : batch, pairs);
        if (whole) {
            plan.setSamples(data.inputs().data, data.targets(), data.size());
        }
        double[] observed = observedTimes(own.top, own.end);
        if (method == TrainingMethod.RKC) {
            listener.begins(new TrainingSetup(own.top, Double.NaN, own.bound(), observed, Double.NaN, plan.method()));
            return new FlowTraining(
                            backend,
                            this,
                            own.net,
                            plan,
                            own.watcher,
                            own.clock,
                            own.watcher.kernel().mode(),
                            observed)
                    .run();
        }
        double step = own.clock.step(own.rate);
        long count = steps > 0 ? steps : stepsTo(own.end, step);
        listener.begins(new TrainingSetup(own.top, own.rate, own.bound(), observed, step, plan.method()));
        long[] places = Arrays.stream(observed)
                // The last time is the end: at least one step.
                .mapToLong(t -> t == observed[observed.length - 1] ? count : Math.min(count, Math.round(t / step)))
                .distinct()
                .toArray();
        return new StepTraining(this, own.net, plan, own.watcher, own.clock, own.rate, places).run();
    }

    private double rate(double bound) {
        if (!Double.isNaN(learningRate)) {
            return learningRate;
        }
        return switch (method) {
            case ADAM -> ADAM_RATE;
            case SGD -> SGD_SHARE * bound / 2;
            default -> bound / 2;
        };
    }

    private static long stepsTo(double time, double step) {
        double count = Math.rint(time / step);
        if (count < 1) {
            return 1;
        }
        if (count > 1e15) {
            throw new InvalidInputException(String.format(
                    java.util.Locale.ROOT,
                    "To the time %.3g it would take %.1e steps: take a larger --lr, or --flow rkc.",
                    time,
                    count));
        }
        return (long) count;
    }

    private double horizon(double top, double usual) {
        if (!Double.isNaN(last)) {
            return last;
        }
        if (times.length > 0) {
            return times[times.length - 1];
        }
        return (untilLoss > 0 ? PATIENCE : usual) / top;
    }

    /** The times asked for, and the end. */
    private double[] observedTimes(double top, double end) {
        double[] wanted = times;
        if (wanted.length == 0) {
            double first = Math.min(FIRST / top, end * 1e-3);
            wanted = new double[OBSERVED];
            for (int k = 0; k < OBSERVED; k++) {
                wanted[k] = k == OBSERVED - 1 ? end : first * Math.pow(end / first, (double) k / (OBSERVED - 1));
            }
        }
        if (wanted[wanted.length - 1] > end * (1 + 1e-9)) {
            throw new InvalidInputException(String.format(
                    java.util.Locale.ROOT,
                    "--times: %s lies behind the end of training, %.6g after %d steps.",
                    wanted[wanted.length - 1],
                    end,
                    steps));
        }
        double[] kept = Arrays.stream(wanted).filter(t -> t < end).toArray();
        double[] observed = Arrays.copyOf(kept, kept.length + 1);
        observed[kept.length] = end;
        return observed;
    }

    /**
     * Checks that what was chosen goes together.
     *
     * @throws InvalidInputException if it does not
     */
    public void check() {
        if (method == TrainingMethod.RKC && steps > 0) {
            throw new InvalidInputException(
                    "--steps counts steps of a learning rate, but --flow rkc chooses its own: give --time.");
        }
        if (method == TrainingMethod.RKC && !Double.isNaN(learningRate)) {
            throw new InvalidInputException(
                    "--lr is for gd, sgd and adam, but --flow rkc chooses its steps by --tol: leave it out.");
        }
        if (steps > 0 && !Double.isNaN(last)) {
            throw new InvalidInputException("--time and --steps exclude each other: give one of them.");
        }
        if (method == TrainingMethod.RKC && precision == Precision.FLOAT32 && tolerance < FLOAT32_TOLERANCE) {
            throw new InvalidInputException("--tol " + tolerance + " is below what float32 holds, " + FLOAT32_TOLERANCE
                    + ": add --precision float64.");
        }
        double before = -1;
        for (double t : times) {
            if (!(t >= 0 && t > before && t < Double.POSITIVE_INFINITY)) {
                throw new InvalidInputException("--times: " + t + " is refused: times must increase from 0 on.");
            }
            if (t > last) {
                throw new InvalidInputException(
                        "--times: " + t + " lies behind the end of training, --time " + last + ".");
            }
            before = t;
        }
    }

    /** Which of {@code count} observations are to be looked at more closely: some dozen, the first and the last among them. */
    static boolean[] evenly(int count) {
        boolean[] chosen = new boolean[count];
        int some = Math.min(LAZY, count);
        for (int k = 0; k < some; k++) {
            chosen[some == 1 ? 0 : (int) Math.round((double) k * (count - 1) / (some - 1))] = true;
        }
        return chosen;
    }

    void tell(double time, double now, long gradients, double seconds) {
        listener.step(time, now, gradients, seconds);
    }

    Dataset data() {
        return data;
    }

    double untilLoss() {
        return untilLoss;
    }

    int batch() {
        return batch;
    }

    long seed() {
        return seed;
    }

    int replica() {
        return replica;
    }

    TrainingStore store() {
        return store;
    }

    Progress progress() {
        return progress;
    }
}
