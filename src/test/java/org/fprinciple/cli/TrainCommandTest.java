package org.fprinciple.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fprinciple.io.CsvTable;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;
import org.fprinciple.io.NpzWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code lfp train} end to end: files, units, starts, ends, refusals, and what an interruption leaves. */
class TrainCommandTest {
    @TempDir
    Path folder;

    private Path data;
    private Path out;

    @BeforeEach
    void write() throws IOException {
        // Half-range 4, centre 6; targets of mean 20 and variance 50.
        data = Files.writeString(folder.resolve("d.csv"), "year,height\n2,10\n4,30\n6,20\n9,15\n10,25\n");
        out = folder.resolve("run");
    }

    private Run train(Object... arguments) {
        return Run.lfp(Stream.concat(Stream.of("train", "--no-figures", "--out", out), Stream.of(arguments))
                .toArray());
    }

    /** On one thread where nothing else is said: several wait for each other at every step of so small a net. */
    private Run onData(String options) {
        return train(Stream.concat(
                        Stream.of("--data", data),
                        Stream.of((options.contains("--threads") ? options : options + " --threads=1").split(" ")))
                .toArray());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static NpyArray array(Path file, String name) throws IOException {
        try (NpzReader npz = NpzReader.open(file)) {
            return npz.array(name);
        }
    }

    private static JsonNode json(Path file) throws IOException {
        return Manifest.JSON.readTree(Files.readString(file));
    }

    private static List<String> header(Path file) throws IOException {
        return List.of(Files.readAllLines(file).get(0).split(","));
    }

    /** What a net file gives at a point in normalised units, in the user's units. */
    private static double height(Path file, double x) throws IOException {
        double[] a = array(file, "a").values();
        double[] w = array(file, "w").values();
        double[] b = array(file, "b").values();
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * Math.max(0, w[j] * x + b[j]);
        }
        return 20 + Math.sqrt(50) * sum / Math.sqrt(a.length);
    }

    @Test
    void filesNamesAndUnits() throws IOException {
        Run run =
                Run.lfp("train", "--data", data, "--width=200", "--steps=50", "--eval=grid:9", "--out", out, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(names(folder)).containsExactly("d.csv", "run");
        assertThat(names(out))
                .contains(
                        "half-life.csv",
                        "laziness.csv",
                        "loss.csv",
                        "loss.svg",
                        "net.npz",
                        "prediction.csv",
                        "prediction.svg",
                        "residual-spectrum.svg",
                        "run.json",
                        "trajectory.npz",
                        "trajectory.svg");
        Path net = out.resolve("net.npz");
        try (NpzReader npz = NpzReader.open(net)) {
            assertThat(npz.names()).containsExactly("a", "w", "b");
        }
        assertThat(array(net, "a").shape()).containsExactly(200);
        assertThat(array(net, "w").shape()).containsExactly(200, 1);
        assertThat(array(net, "b").shape()).containsExactly(200);

        CsvTable prediction = CsvTable.read(out.resolve("prediction.csv"));
        assertThat(prediction.names()).containsExactly("year", "h");
        double[][] rows = prediction.rows();
        assertThat(rows).hasDimensions(9, 2);
        for (int i = 0; i < 9; i++) {
            assertThat(rows[i][0]).isCloseTo(2 + i, within(1e-12));
            assertThat(rows[i][1]).isCloseTo(height(net, (i - 4) / 4.0), within(1e-4));
        }

        Path path = out.resolve("trajectory.npz");
        int k = array(path, "t").shape()[0];
        assertThat(array(path, "X_eval").values())
                .containsExactly(new double[] {2, 3, 4, 5, 6, 7, 8, 9, 10}, within(1e-12));
        assertThat(array(path, "h").shape()).containsExactly(k, 9);
        assertThat(array(path, "h_train").shape()).containsExactly(k, 5);
        assertThat(array(path, "loss").shape()).containsExactly(k);
        double[] h = array(path, "h").values();
        for (int i = 0; i < 9; i++) {
            assertThat(h[(k - 1) * 9 + i]).isCloseTo(rows[i][1], within(1e-9));
        }
        // The loss is theory's: of normalised units.
        double[] y = {10, 30, 20, 15, 25};
        double[] atSamples = array(path, "h_train").values();
        double squares = 0;
        for (int i = 0; i < 5; i++) {
            squares += Math.pow(atSamples[(k - 1) * 5 + i] - y[i], 2) / 50;
        }
        assertThat(array(path, "loss").values()[k - 1]).isCloseTo(squares / 2, within(1e-9));

        assertThat(header(out.resolve("loss.csv"))).containsExactly("t", "step", "gradients", "loss", "seconds");
        double[][] loss = CsvTable.read(out.resolve("loss.csv")).rows();
        double[] last = loss[loss.length - 1];
        assertThat(loss[0][0]).isZero();
        assertThat(loss[0][1]).isZero();
        assertThat(last[1]).isEqualTo(50);
        assertThat(last[2]).isEqualTo(50);
        assertThat(last[3]).isCloseTo(squares / 2, within(1e-9));
        assertThat(last[3]).isLessThan(loss[0][3]);
        assertThat(header(out.resolve("half-life.csv")))
                .containsExactly("xi", "half_life", "reached", "axis", "xi_user", "start");
        assertThat(Files.readAllLines(out.resolve("half-life.csv")).get(1)).matches("0\\.5,.*,year,0\\.125,.*");
        assertThat(header(out.resolve("laziness.csv")))
                .containsExactly("t", "kernel_drift", "flipped", "moved", "E_r3", "E_a2_r");

        JsonNode manifest = json(out.resolve("run.json"));
        JsonNode summary = Manifest.JSON.readTree(run.out());
        for (String key :
                List.of("status", "t_last", "steps", "gradients", "loss_last", "learning_rate", "pairs", "seconds")) {
            assertThat(manifest.has(key)).as(key).isTrue();
            assertThat(summary.get(key)).as(key).isEqualTo(manifest.get(key));
        }
        assertThat(manifest.get("status").asString()).isEqualTo("reached");
        assertThat(manifest.get("width").asInt()).isEqualTo(200);
        // Theory's time: learning rate × steps under ntk and half the sum.
        double time = 50 * manifest.get("learning_rate").asDouble();
        assertThat(manifest.get("t_last").asDouble()).isCloseTo(time, within(1e-9 * time));
        assertThat(last[0]).isCloseTo(time, within(1e-9 * time));
        assertThat(manifest.get("learning_rate").asDouble())
                .isCloseTo(1 / manifest.get("largest_eigenvalue").asDouble(), within(1e-12));
    }

    @Test
    void aNetGoesOutAndIn() throws IOException {
        assertThat(onData("--width=300 --steps=20").code()).isZero();
        Path first = out;
        Path net = out.resolve("net.npz");
        out = folder.resolve("on");
        Run run = train("--data", data, "--init-file", net, "--flow=rkc", "--times=1e-12", "--eval=grid:9");
        assertThat(run.code()).as(run.err()).isZero();
        double[] h = array(out.resolve("trajectory.npz"), "h").values();
        for (int i = 0; i < 9; i++) {
            assertThat(h[i]).isCloseTo(height(net, (i - 4) / 4.0), within(1e-9));
        }
        double[] was = array(first.resolve("trajectory.npz"), "loss").values();
        double[] is = array(out.resolve("trajectory.npz"), "loss").values();
        assertThat(is[0]).isCloseTo(was[was.length - 1], within(1e-5 * is[0]));
        assertThat(json(out.resolve("run.json")).get("inputs").toString()).contains("net.npz");
    }

    @Test
    void replicasAreMeanAndSpread() throws IOException {
        Run run = onData("--width=100 --steps=30 --replicas=3 --eval=grid:9 --threads=2");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(names(out))
                .containsExactly(
                        "half-life.csv",
                        "laziness.csv",
                        "loss.csv",
                        "net-2.npz",
                        "net-3.npz",
                        "net.npz",
                        "prediction.csv",
                        "run.json",
                        "trajectory.npz");
        CsvTable prediction = CsvTable.read(out.resolve("prediction.csv"));
        assertThat(prediction.names()).containsExactly("year", "h", "h_std");
        for (int i = 0; i < 9; i++) {
            double[] h = new double[3];
            for (int k = 0; k < 3; k++) {
                h[k] = height(out.resolve(k == 0 ? "net.npz" : "net-" + (k + 1) + ".npz"), (i - 4) / 4.0);
            }
            double mean = (h[0] + h[1] + h[2]) / 3;
            double square = 0;
            for (double one : h) {
                square += (one - mean) * (one - mean);
            }
            assertThat(square).isPositive();
            assertThat(prediction.rows()[i][1]).isCloseTo(mean, within(1e-4));
            assertThat(prediction.rows()[i][2]).isCloseTo(Math.sqrt(square / 2), within(1e-4));
        }
        assertThat(header(out.resolve("loss.csv"))).endsWith("seconds", "replica");
        assertThat(array(out.resolve("trajectory.npz"), "h_std").shape()[1]).isEqualTo(9);
        // Alone, the first replica is the same net.
        Path three = out;
        out = folder.resolve("one");
        assertThat(onData("--width=100 --steps=30").code()).isZero();
        assertThat(Files.mismatch(three.resolve("net.npz"), out.resolve("net.npz")))
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--flow=gd --steps=20",
                "--flow=sgd --steps=20 --batch=2 --loss=mean",
                "--flow=adam --steps=20 --scaling=standard",
                "--flow=rkc --time=0.5 --antisymmetric",
                "--flow=rkc --times=log:0.01:1:5 --activation=tanh --precision=float64 --tol=1e-7",
                "--flow=gd --steps=20 --parametrisation=zhang2019 --replicas=2",
            })
    void everyFlowReplays(String options) {
        Run run = onData("--width=100 --eval=grid:20 " + options);
        assertThat(run.code()).as(run.err()).isZero();
        Run again = Run.lfp("replay", out.resolve("run.json"));
        assertThat(again.code()).as(again.out() + again.err()).isZero();
        assertThat(again.out())
                .contains("same bits   net.npz", "same bits   trajectory.npz", "same bits   prediction.csv")
                .doesNotContain("other bits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--width=0                       | --width 0",
                "--width=-3                      | --width -3",
                "--width=7 --antisymmetric       | even",
                "--time=-1                       | time -1.0",
                "--time=0                        | time 0.0",
                "--times=-1,2                    | time -1.0",
                "--times=2,1                     | increase",
                "--times=1,2 --time=1.5          | behind the end",
                "--steps=0                       | 0 steps",
                "--steps=3 --times=1,1e3         | behind the end",
                "--steps=3 --time=1              | exclude each other",
                "--init=a=normal(0)              | no law",
                "--init=from-net:x.npz           | --init-file",
                "--flow=adm                      | did you mean adam?",
                "--flow=rkc --steps=4            | --steps",
                "--flow=rkc --lr=0.1             | --lr",
                "--flow=rkc --tol=1              | tolerance 1.0",
                "--flow=rkc --tol=1e-8 --precision=float32 | --precision float64",
                "--flow=rkc --tol=1e-8 --precision=float32 | --tol 1.0E-8",
                "--flow=gd --tol=1e-3            | --tol is for --flow rkc",
                "--flow=adam --tol=1e-3          | --tol is for --flow rkc",
                "--flow=gd --batch=3             | --batch",
                "--flow=sgd --batch=0            | batch of 0",
                "--lr=0                          | learning rate 0.0",
                "--lr=fast                       | --lr fast",
                "--until-loss=0                  | --until-loss",
                "--until-loss=-1                 | loss -1.0",
                "--replicas=0                    | --replicas 0",
                "--checkpoint-every=0            | --checkpoint-every",
                "--precision=float16             | float",
                "--save=some                     | --save",
                "--activation=relo               | did you mean relu?",
                "--lerning-rate=1                | --lerning-rate",
            })
    void refusals(String options, String says) throws IOException {
        Run run = onData(options);
        requireRefused(run, 2, says);
        // Whoever reads it knows which option it is about.
        assertThat(Stream.of(options.split(" ")).map(option -> option.replaceAll("=.*", "")))
                .anyMatch(run.err()::contains);
    }

    private void requireRefused(Run run, int code, String says) throws IOException {
        assertThat(run.err()).contains(says);
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err().strip().lines()).as(run.err()).hasSize(1);
        assertThat(run.err()).startsWith("lfp: ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
        assertThat(names(folder)).doesNotContain("run", "run.checkpoint");
    }

    private Path net(int neurons, int rows, int inputs) throws IOException {
        Path file = folder.resolve("net.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("a", new double[neurons], neurons);
            npz.add("w", new double[rows * inputs], rows, inputs);
            npz.add("b", new double[neurons], neurons);
        }
        return file;
    }

    @Test
    void otherNetsAreRefused() throws IOException {
        requireRefused(train("--data", data, "--init-file", net(3, 3, 2)), 2, "net.npz: its net has 2 input(s)");
        requireRefused(train("--data", data, "--init-file", net(3, 4, 1)), 2, "must share m");
        requireRefused(train("--data", data, "--init-file=nowhere.npz"), 2, "nowhere.npz: there is no such file");
        Path file = net(4, 4, 1);
        requireRefused(train("--data", data, "--init-file", file, "--width=5"), 2, "--width 5");
        requireRefused(train("--data", data, "--init-file", file, "--antisymmetric"), 2, "--antisymmetric");
        // A net of zeros has nothing to learn with.
        requireRefused(train("--data", data, "--init-file", file), 2, "kernel is 0");
    }

    @Test
    void whatIsNoNetIsToldWhatANetIs() throws IOException {
        requireRefused(train("--data", data, "--init-file", data), 2, "np.savez(file, a=a, w=w, b=b)");
        Path samples = folder.resolve("samples.npz");
        try (NpzWriter npz = new NpzWriter(samples)) {
            npz.add("X", new double[] {0, 1}, 2, 1);
            npz.add("y", new double[] {0, 1}, 2);
        }
        requireRefused(train("--data", data, "--init-file", samples), 2, "np.savez(file, a=a, w=w, b=b)");
    }

    /** Normalised, any targets are learned alike; as they are, those whose squares are no numbers are refused. */
    @ParameterizedTest
    @ValueSource(strings = {"1e300", "1e-300"})
    void targetsOfAnySize(String size) throws IOException {
        assertThat(onData("--width=50 --steps=20").code()).isZero();
        double[] expected = array(out.resolve("trajectory.npz"), "loss").values();
        data = Files.writeString(
                folder.resolve("e.csv"),
                String.format("year,height%n2,1%1$s%n4,3%1$s%n6,2%1$s%n9,1.5%1$s%n10,2.5%1$s%n", size.substring(1)));
        out = folder.resolve("scaled");
        Run run = onData("--width=50 --steps=20");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(array(out.resolve("trajectory.npz"), "loss").values()).containsExactly(expected, within(1e-6));
        double[][] rows = CsvTable.read(out.resolve("prediction.csv")).rows();
        double unit = Double.parseDouble(size);
        for (double[] row : rows) {
            assertThat(row[1] / unit).isBetween(-100.0, 100.0).isNotZero();
        }
        out = folder.resolve("as-is");
        for (String flow : List.of("gd", "rkc")) {
            Run refused = onData("--normalise=none --width=50 --flow=" + flow);
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err().lines()).hasSize(1);
            assertThat(refused.err()).contains("--normalise");
        }
    }

    /** Steps have their length, so that times between them are moved: said once, and by how much. */
    @Test
    void timesThatAreMovedAreTold() throws IOException {
        assertThat(onData("--width=100 --steps=8").err()).isEmpty();
        double step = json(out.resolve("run.json")).get("learning_rate").asDouble();
        out = folder.resolve("moved");
        String times = String.format(Locale.ROOT, "--times=%s,%s,%s", 2 * step, 3.25 * step, 8 * step);
        Run run = onData("--width=100 " + times);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("moved to the nearest one", "7.69 %");
        assertThat(array(out.resolve("trajectory.npz"), "t").values())
                .containsExactly(new double[] {2 * step, 3 * step, 8 * step}, within(1e-12));
        out = folder.resolve("short");
        assertThat(onData("--width=100 --time=" + step / 4).err()).contains("300 %");
        out = folder.resolve("exact");
        assertThat(onData("--width=100 --flow=rkc " + times).err()).isEmpty();
    }

    @Test
    void memoryIsRefusedBeforehand() throws IOException {
        Run run = onData("--width=2000000000");
        requireRefused(run, 3, "GB");
        assertThat(run.err()).contains("2,000,000,000 neurons", "--width");
    }

    @Test
    void aLearningRatePastTheBoundIsWarnedOfAndDiverges() throws IOException {
        // Small targets and no start of its own: the loss grows ten thousandfold before the net leaves its linear
        // regime.
        String problem = "--width=1000 --antisymmetric --steps=2000 --normalise=none";
        data = Files.writeString(folder.resolve("small.csv"), "x,y\n-1,0.01\n-0.4,-0.02\n0.1,0.01\n0.7,0\n1,0.02\n");
        Run fine = onData(problem);
        assertThat(fine.code()).as(fine.err()).isZero();
        assertThat(fine.err()).doesNotContain("diverge");
        JsonNode manifest = json(out.resolve("run.json"));
        double bound = manifest.get("learning_rate_bound").asDouble();
        assertThat(bound).isCloseTo(2 / manifest.get("largest_eigenvalue").asDouble(), within(1e-12));
        out = folder.resolve("diverges");
        Run run = onData(problem + " --lr=" + 1.5 * bound);
        assertThat(run.err())
                .contains("past the bound " + String.format(Locale.ROOT, "%.4g", bound), "has diverged", "take --lr ");
        assertThat(run.code()).isEqualTo(1);
        assertThat(names(folder)).doesNotContain("diverges", "diverges.checkpoint");
        String rate = run.err().replaceAll("(?s).*take --lr ([0-9.e-]*[0-9]).*", "$1");
        assertThat(Double.parseDouble(rate)).isCloseTo(bound / 2, within(0.01 * bound));
        Run again = onData(problem + " --lr=" + rate);
        assertThat(again.code()).as(again.err()).isZero();
    }

    /** The bound is one of gradient descent: Adam's steps do not grow with the kernel. */
    @Test
    void adamIsNotWarnedOfTheBoundOfGradientDescent() throws IOException {
        Run run = train("--target-function=sine(1)", "--samples=3000", "--width=200", "--flow=adam", "--steps=200");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(json(out.resolve("run.json")).get("learning_rate_bound").asDouble())
                .isLessThan(1e-3);
        assertThat(run.err()).doesNotContain("diverge");
    }

    /** Far past the bound all neurons may be dead: the loss, that of a net which is 0, stays as it is. */
    @Test
    void aDeadNetHasDiverged() throws IOException {
        String problem = "--width=400 --antisymmetric --steps=3000";
        assertThat(onData(problem).code()).isZero();
        double bound = json(out.resolve("run.json")).get("learning_rate_bound").asDouble();
        out = folder.resolve("dead");
        Run run = onData(problem + " --lr=" + 17.2 * bound);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("has diverged", "no neuron is active", "take --lr ");
        assertThat(names(folder)).doesNotContain("dead", "dead.checkpoint");
    }

    @Test
    void aLossThatIsNotReachedIsAnAnswerOfNo() throws IOException {
        Run run = onData("--width=200 --time=1e-3 --until-loss=1e-9");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("loss-not-reached", "--time");
        assertThat(json(out.resolve("run.json")).get("status").asString()).isEqualTo("loss-not-reached");
        out = folder.resolve("reached");
        assertThat(onData("--width=1000 --until-loss=0.5").code()).isZero();
        JsonNode manifest = json(out.resolve("run.json"));
        assertThat(manifest.get("status").asString()).isEqualTo("loss-reached");
        assertThat(manifest.get("loss_last").asDouble()).isLessThanOrEqualTo(0.5);
    }

    // Interruptions, in a JVM of their own.

    /** A run into runs/cut, interrupted once a state is kept. */
    private void interrupt(Path runs, String options, String signal) throws Exception {
        Path cut = runs.resolve("cut");
        Object[] command = Stream.concat(
                        Stream.of("train", "--data", data, "--no-figures", "--out", cut), Stream.of(options.split(" ")))
                .toArray();
        Run run = Run.interrupted(signal, runs.resolve("cut.checkpoint").resolve("replica-1.npz"), command);
        assertThat(run.code()).as(run.err()).isEqualTo(signal.equals("-INT") ? 130 : 143);
        assertThat(run.err()).contains("train --resume " + cut);
        assertThat(names(runs)).containsExactly("cut.checkpoint");
    }

    /** Whoever asks it to stop: Ctrl-C or, as a batch system does, SIGTERM. */
    @ParameterizedTest
    @CsvSource({
        "-INT, --flow=gd --width=1000 --steps=30000 --threads=1",
        "-TERM, --flow=adam --width=300 --steps=20000 --batch=3 --replicas=2 --threads=1",
        "-INT, --flow=rkc --width=1000 --antisymmetric --tol=1e-5 --time=1 --threads=1",
    })
    void anInterruptedRunGoesOnToTheSameBits(String signal, String options) throws Exception {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        Path cut = runs.resolve("cut");
        interrupt(runs, options + " --checkpoint-every=0.05", signal);
        Run anew = Run.lfp("train", "--data", data, "--out", cut);
        assertThat(anew.code()).isEqualTo(2);
        assertThat(anew.err()).contains("--resume");
        Run other = Run.lfp("evolve", "--resume", cut);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("./lfp train --resume");
        // What changes no result may be given, and what is as it was; no figures were wanted, and none are made.
        Run resumed = Run.lfp("train", "--resume", cut, "--data", data, "--threads=1", "--json");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(Manifest.JSON.readTree(resumed.out()).has("loss_last")).isTrue();
        out = runs.resolve("whole");
        assertThat(onData(options).code()).isZero();
        assertThat(names(runs)).containsExactly("cut", "whole");
        assertThat(names(cut)).isEqualTo(names(out));
        for (String name : names(out)) {
            if (!name.equals("run.json") && !name.equals("loss.csv")) {
                assertThat(Files.mismatch(out.resolve(name), cut.resolve(name)))
                        .as(name)
                        .isEqualTo(-1);
            }
        }
        // The column of seconds differs.
        double[][] expected = CsvTable.read(out.resolve("loss.csv")).rows();
        double[][] own = CsvTable.read(cut.resolve("loss.csv")).rows();
        assertThat(own).hasSameDimensionsAs(expected);
        for (int k = 0; k < own.length; k++) {
            for (int c = 0; c < own[k].length; c++) {
                if (c != 4) {
                    assertThat(own[k][c]).as("%d %d", k, c).isEqualTo(expected[k][c]);
                }
            }
        }
        Run nothing = Run.lfp("train", "--resume", cut);
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("nothing to resume");
    }

    /** Goes on with runs/cut in vain. */
    private void refuseToResume(Path runs, String option, String... says) {
        Run run = Run.lfp("train", "--resume", runs.resolve("cut"), option);
        assertThat(run.err()).contains(says).startsWith("lfp: ").doesNotContain("Exception");
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.code()).isEqualTo(2);
        assertThat(runs.resolve("cut")).doesNotExist();
    }

    @Test
    void otherOptionsAndOtherCheckpointsAreRefused() throws Exception {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        interrupt(runs, "--width=1000 --steps=1000000 --threads=1 --checkpoint-every=0.02", "-INT");
        refuseToResume(runs, "--width=1001", "--width cannot be changed by --resume", "1000");
        refuseToResume(runs, "--time=3", "--time cannot be changed by --resume");
        refuseToResume(runs, "--antisymmetric", "--antisymmetric");
        refuseToResume(runs, "--flow=sgd", "--flow", "gd");

        Path command = runs.resolve("cut.checkpoint").resolve("command.json");
        String text = Files.readString(command);
        Files.writeString(command, text.replace(Version.NUMBER, "0.0.1"));
        refuseToResume(runs, "--quiet", "another version than " + Version.NUMBER, "--force");
        String changed = text.replaceFirst("half-sum", "sum");
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(command, changed);
        refuseToResume(runs, "--quiet", "replica-1.npz", "another run", "--force");
        Files.writeString(command, text.substring(0, text.length() / 2));
        refuseToResume(runs, "--quiet", "command.json", "damaged", "--force");
        Files.writeString(command, text);

        Path kept = runs.resolve("cut.checkpoint").resolve("replica-1.npz");
        byte[] state = Files.readAllBytes(kept);
        byte[] flipped = state.clone();
        flipped[state.length / 3] ^= 1;
        for (byte[] damaged : List.of(Arrays.copyOf(state, state.length / 2), flipped, new byte[0])) {
            Files.write(kept, damaged);
            refuseToResume(runs, "--quiet", "replica-1.npz", "damaged", "--force");
        }
        Files.write(kept, state);
        Files.writeString(data, "year,height\n2,10\n4,30\n6,20\n9,15\n10,26\n");
        refuseToResume(runs, "--quiet", "has changed");
    }
}
