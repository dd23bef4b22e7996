package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.Precision;
import org.fprinciple.net.GivenNet;
import org.fprinciple.net.Initialiser;
import org.fprinciple.net.Trainer;
import org.fprinciple.net.TrainingMethod;
import org.fprinciple.net.TrainingPath;
import org.fprinciple.net.TrainingStatus;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.TwoLayerNet;
import org.fprinciple.solver.Times;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lfp train}: wide two-layer nets, trained and watched. */
@Command(
        name = "train",
        description = "Trains wide two-layer nets along the gradient flow, or as usual, and watches them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Example: ./lfp train --data validation/data/mauna-loa-co2.csv --width 10000 --flow rkc --antisymmetric",
            "Writes prediction.csv, loss.csv, net.npz, trajectory.npz, half-life.csv, laziness.csv, run.json, figures."
        })
final class TrainCommand implements Callable<Integer> {
    private static final int DEFAULT_WIDTH = 10_000;
    private static final double MOST_FLOAT64 = 1e7;
    private static final int MOST_REPLICAS = 10_000;

    @Mixin
    DataOptions dataOptions = new DataOptions();

    @Mixin
    NetOptions netOptions = new NetOptions();

    @Option(
            names = "--flow",
            paramLabel = "gd|rkc|sgd|adam",
            defaultValue = "gd",
            description = {
                "Gradient descent, its flow by a stabilised Runge-Kutta method, or descent on batches",
                "(default: ${DEFAULT-VALUE})."
            })
    String flow = "gd";

    @Option(
            names = "--time",
            paramLabel = "T",
            description = {
                "Until this time, theory's: learning rate x steps x c x m s^2",
                "(default: the last of --times; else 1e4, for rkc 1e5, over the largest eigenvalue of the net's kernel)."
            })
    @Nullable
    Double time;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "For so many steps of gd, sgd or adam, in place of --time.")
    @Nullable
    Long steps;

    @Option(
            names = "--times",
            paramLabel = "T,...|log:T0:T1:K",
            description = "When the net is looked at, in theory's time (default: 60 times to the end).")
    @Nullable
    String times;

    @Option(
            names = "--lr",
            paramLabel = "auto|VALUE",
            defaultValue = "auto",
            description = {
                "The learning rate (default: 1 over the largest eigenvalue of the net's kernel for gd,",
                "half of it for sgd, 1e-3 for adam)."
            })
    String learningRate = "auto";

    @Option(names = "--until-loss", paramLabel = "L", description = "No longer than until the loss is at most L.")
    @Nullable
    Double untilLoss;

    @Option(names = "--tol", paramLabel = "T", description = "For rkc: the relative error of the path (default: 1e-4).")
    @Nullable
    Double tolerance;

    @Option(names = "--batch", paramLabel = "B", description = "Samples in a batch of sgd and adam (default: 32).")
    @Nullable
    Integer batch;

    @Option(
            names = "--antisymmetric",
            description = "Each neuron twice, with a of opposite sign: the net is 0 at the start.")
    boolean antisymmetric;

    @Option(
            names = "--init-file",
            paramLabel = "FILE",
            description = "NPZ with a (m), w (m,d), b (m): the net to start from, normalised units.")
    @Nullable
    Path initFile;

    @Option(
            names = "--replicas",
            paramLabel = "R",
            defaultValue = "1",
            description = "Nets that differ in what was drawn; results are their mean, and spread (default: 1).")
    int replicas = 1;

    @Option(
            names = "--precision",
            paramLabel = "auto|float32|float64",
            defaultValue = "auto",
            description = {
                "The numbers of parameters and activations",
                "(default: float32; for rkc float64 to 10 million parameters)."
            })
    String precision = "auto";

    @Option(
            names = "--checkpoint-every",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How often the state is kept (default: ${DEFAULT-VALUE}).")
    double checkpointEvery = 60;

    @Option(names = "--save", paramLabel = "all", description = "Save arrays of more than 1 GB too.")
    @Nullable
    String save;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = {
                "Go on with an interrupted run into DIR, with the options it was begun with: bit for bit, but for",
                "another --backend."
            })
    @Nullable
    Path resume;

    @Option(names = "--continue", hidden = true, description = "Use the checkpoint beside --out.")
    boolean resuming;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (resume != null) {
            return Lfp.run(new CheckpointFolder(resume).arguments(spec, output));
        }
        for (OptionSpec option : spec.options()) {
            if (option.getValue() != null && option.getValue().toString().isEmpty()) {
                throw new InvalidInputException(option.longestName() + " is empty: give it a value, or leave it out.");
            }
        }
        long began = System.nanoTime();
        try (Interruption said = new Interruption();
                Log log = new Log(output.quiet);
                RunFolder folder = RunFolder.plan(output, spec.name())) {
            CheckpointFolder kept = new CheckpointFolder(folder.path());
            kept.requireFree(resuming, output.force);
            OutputOptions.Chosen backend = output.backend();
            List<Path> files = new ArrayList<>();
            Dataset data = dataOptions.samples(output.seed, files);
            if (data.normalisation().columns().contains("h")) {
                throw new InvalidInputException("An input column is named \"h\", as the prediction is: rename it.");
            }
            EvaluationSet evaluation = EvaluationSet.resolve(dataOptions.eval, data);
            if (dataOptions.eval != null && evaluation.axes() == null) {
                files.add(Path.of(dataOptions.eval));
            }
            TwoLayerNet start = initFile == null ? null : TwoLayerNet.npz(initFile);
            if (start != null && start.dimension() != data.dimension()) {
                throw new InvalidInputException("--init-file " + initFile + ": its net has " + start.dimension()
                        + " input(s) (w is (m,d)), but the data have " + data.dimension() + ".");
            }
            InitLaw law = law(start);
            int width = width(start);
            if (initFile != null) {
                files.add(initFile);
            }
            Trainer trainer = trainer(data, evaluation, source(start, law, width, data.dimension(), 0), width);
            require(trainer, backend.backend(), width, data.dimension());
            Ensemble ensemble = new Ensemble(trainer, replicas, log, asked());
            Manifest manifest = Manifest.of(
                    spec,
                    data,
                    files,
                    start == null ? Initialiser.GENERATOR : dataOptions.generator(),
                    Choice.word(trainer.precision()),
                    backend,
                    output);
            if (resuming) {
                manifest.resumed(kept.backends());
            }
            manifest.resolved("width", Integer.toString(width));
            if (law != null) {
                manifest.resolved("init", law.toString());
            }
            if (trainer.method() == TrainingMethod.RKC) {
                manifest.resolved("tol", Double.toString(trainer.tolerance()));
            }
            if (evaluation.axes() != null) {
                manifest.resolved("eval", evaluation.description());
            }
            try (TrainCheckpoint checkpoint =
                    new TrainCheckpoint(kept, manifest.command(), resuming, replicas > 1, checkpointEvery)) {
                List<TrainingPath> paths = ensemble.run(
                        replica -> source(start, law, width, data.dimension(), replica), backend.backend(), checkpoint);
                if (paths.stream().anyMatch(path -> path.status() == TrainingStatus.INTERRUPTED)) {
                    return Failure.INTERRUPTED;
                }
                for (TrainingPath path : paths) {
                    if (path.status() == TrainingStatus.DIVERGED || path.status() == TrainingStatus.DEAD) {
                        checkpoint.done();
                        return ensemble.diverged(path);
                    }
                }
                TrainResults results =
                        new TrainResults(data, evaluation, trainer.spectrum(), paths, folder, log, save != null);
                results.write(manifest, output.figures(log));
                ensemble.tell(manifest);
                List<String> constant = data.normalisation().dropped();
                if (!constant.isEmpty()) {
                    log.say("left out, being constant: " + String.join(", ", constant));
                }
                manifest.citations("arXiv:1905.10264", "arXiv:1905.07777");
                manifest.results().put("seconds", (System.nanoTime() - began) / 1e9);
                manifest.write(folder);
                folder.publish();
                checkpoint.done();
                Summary.print(manifest.results(), TrainResults.HEADLINE, folder.path(), output);
                return results.verdict();
            }
        }
    }

    /** The times that were asked for, with the end. */
    private double[] asked() {
        DoubleStream observed = times == null
                ? DoubleStream.empty()
                : Arrays.stream(Times.parse(times).values());
        return DoubleStream.concat(observed, time == null ? DoubleStream.empty() : DoubleStream.of(time))
                .toArray();
    }

    private @Nullable InitLaw law(@Nullable TwoLayerNet start) {
        if (start != null) {
            if (netOptions.init != null || antisymmetric || replicas > 1) {
                throw new InvalidInputException(
                        "--init-file gives the start itself: leave out --init, --antisymmetric and" + " --replicas.");
            }
            return null;
        }
        if (netOptions.init != null && netOptions.init.startsWith("from-net:")) {
            throw new InvalidInputException(
                    "--init from-net is for theory: train starts from a net by --init-file, or from a law.");
        }
        return netOptions.law();
    }

    private int width(@Nullable TwoLayerNet start) {
        Long wanted = netOptions.width;
        if (wanted != null && (wanted < 1 || wanted > Integer.MAX_VALUE - 64)) {
            throw new InvalidInputException(
                    "--width " + wanted + " is refused: 1 to 2,147,483,583 neurons are possible.");
        }
        if (start == null) {
            return wanted == null ? DEFAULT_WIDTH : wanted.intValue();
        }
        if (wanted != null && wanted != start.width()) {
            throw new InvalidInputException(
                    "--width " + wanted + " contradicts the net of --init-file, which has " + start.width() + ".");
        }
        return start.width();
    }

    private NeuronSource source(
            @Nullable TwoLayerNet start, @Nullable InitLaw law, int width, int dimension, int replica) {
        if (start != null) {
            return new GivenNet(start);
        }
        return new Initialiser(
                java.util.Objects.requireNonNull(law), width, dimension, antisymmetric, output.seed, replica);
    }

    private Trainer trainer(Dataset data, EvaluationSet evaluation, NeuronSource source, int width) {
        if (replicas < 1 || replicas > MOST_REPLICAS) {
            throw new InvalidInputException(
                    "--replicas " + replicas + " is refused: 1 to " + MOST_REPLICAS + " are possible.");
        }
        if (!(checkpointEvery > 0)) {
            throw new InvalidInputException(
                    "--checkpoint-every " + checkpointEvery + " is refused: give a positive number of seconds.");
        }
        if (save != null) {
            Choice.of("--save", save, "all");
        }
        Parametrisation parametrisation = netOptions.parametrisation();
        if (parametrisation == Parametrisation.ZHANG2019 && data.dimension() != 1) {
            throw new InvalidInputException(
                    "--parametrisation zhang2019 is for one input, but the data have " + data.dimension() + ".");
        }
        TrainingMethod method = Choice.of(TrainingMethod.class, "--flow", flow);
        Precision numbers = precision(method, (double) width * (data.dimension() + 2));
        requireRange(data, numbers);
        Activation activation = netOptions.activation();
        NetForm form =
                new NetForm(activation, parametrisation, netOptions.scaling().factor(width));
        Trainer trainer = Trainer.of(source, form, data)
                .loss(netOptions.loss())
                .method(method)
                .precision(numbers)
                .seed(output.seed)
                .evaluation(evaluation.unit());
        if (untilLoss != null && untilLoss == 0) {
            throw new InvalidInputException("--until-loss 0 is refused: it must be positive.");
        }
        if (tolerance != null && method != TrainingMethod.RKC) {
            throw new InvalidInputException(
                    "--tol is for --flow rkc: gd, sgd and adam take steps of --lr, so leave it out.");
        }
        if (batch != null && method != TrainingMethod.SGD && method != TrainingMethod.ADAM) {
            throw new InvalidInputException("--batch is for --flow sgd and adam: gd and rkc take all samples.");
        }
        trainer = set(
                trainer,
                "--lr",
                learningRate.equals("auto") ? null : number("--lr", learningRate),
                Trainer::learningRate);
        trainer = set(trainer, "--time", time, Trainer::until);
        trainer = set(trainer, "--steps", steps, Trainer::steps);
        trainer = set(
                trainer,
                "--times",
                times,
                (t, text) -> t.times(Times.parse(text).values()));
        trainer = set(trainer, "--until-loss", untilLoss, Trainer::untilLoss);
        trainer = set(trainer, "--tol", tolerance, Trainer::tolerance);
        trainer = set(trainer, "--batch", batch, Trainer::batch);
        trainer.check();
        return trainer;
    }

    private void require(Trainer trainer, Backend backend, int width, int dimension) {
        backend.require(
                trainer.bytes(backend) + (replicas - 1) * trainer.keptBytes(),
                String.format(
                        Locale.ROOT,
                        "%s of %,d neurons and %d input(s) by %s",
                        replicas == 1 ? "A net" : replicas + " nets",
                        width,
                        dimension,
                        flow),
                "take a smaller --width" + (trainer.method() == TrainingMethod.RKC ? ", or --flow gd" : ""));
    }

    /** Losses, and Adam's squares of gradients, are to be numbers that are neither 0 nor infinite. */
    static void requireRange(Dataset data, Precision numbers) {
        double largest = Arrays.stream(data.targets()).map(Math::abs).max().orElse(0);
        double limit = numbers == Precision.FLOAT32 ? 1e18 : 1e150;
        if (largest != 0 && !(largest > 1 / limit && largest < limit)) {
            throw new InvalidInputException(
                    "The largest target is " + largest + " in size, whose square leaves the range of "
                            + Choice.word(numbers) + ": leave --normalise at unit, or scale the targets.");
        }
    }

    /** Sets what an option gives, if it is given. */
    private static <V> Trainer set(
            Trainer trainer, String option, @Nullable V value, BiFunction<Trainer, V, Trainer> setting) {
        return value == null ? trainer : Choice.named(option, () -> setting.apply(trainer, value));
    }

    /** Long steps of many stages amplify the rounding of float32; wide nets have less of it, and less room. */
    private Precision precision(TrainingMethod method, double parameters) {
        if (!precision.equals("auto")) {
            return Choice.of(Precision.class, "--precision", precision);
        }
        return method == TrainingMethod.RKC && parameters <= MOST_FLOAT64 ? Precision.FLOAT64 : Precision.FLOAT32;
    }

    private static double number(String option, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(option + " " + text + " is not understood: write auto, or a number.", e);
        }
    }
}
