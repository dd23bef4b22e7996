package org.fprinciple.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.Memory;
import org.fprinciple.io.CsvWriter;
import org.fprinciple.io.NpzWriter;
import org.fprinciple.net.Laziness;
import org.fprinciple.net.LossPoint;
import org.fprinciple.net.MeasuredHalfLives;
import org.fprinciple.net.Observation;
import org.fprinciple.net.TrainingPath;
import org.fprinciple.net.TrainingStatus;
import org.fprinciple.problem.Dataset;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.ResidualSpectrum;

/** The files of a training: means over replicas, and their spread where there are several. */
final class TrainResults {
    static final List<String> HEADLINE = List.of(
            "n",
            "width",
            "replicas",
            "status",
            "t_last",
            "steps",
            "gradients",
            "loss_last",
            "learning_rate",
            "kernel_drift",
            "flipped",
            "pairs",
            "seconds");

    private static final double LARGE = 1e9;
    private static final int BLOCK = 1 << 15;
    /** Starts below this share of Σ|y| are rounding of float32. */
    private static final double NOISE = 1e-6;

    private final Dataset data;
    private final EvaluationSet evaluation;
    private final ResidualSpectrum spectrum;
    private final List<TrainingPath> paths;
    private final RunFolder folder;
    private final Log log;
    private final boolean saveAll;
    /** Observations that all replicas have. */
    private final int count;

    private final double[] t;

    TrainResults(
            Dataset data,
            EvaluationSet evaluation,
            ResidualSpectrum spectrum,
            List<TrainingPath> paths,
            RunFolder folder,
            Log log,
            boolean saveAll) {
        this.data = data;
        this.evaluation = evaluation;
        this.spectrum = spectrum;
        this.paths = paths;
        this.folder = folder;
        this.log = log;
        this.saveAll = saveAll;
        int common = 0;
        while (common(common)) {
            common++;
        }
        count = common;
        t = paths.get(0).observations().stream()
                .limit(count)
                .mapToDouble(Observation::time)
                .toArray();
    }

    /** Whether all replicas were looked at at the same time; they end at different times where a loss was waited for. */
    private boolean common(int k) {
        List<Observation> first = paths.get(0).observations();
        return k < first.size()
                && paths.stream()
                        .allMatch(path -> k < path.observations().size()
                                && path.observations().get(k).time()
                                        == first.get(k).time());
    }

    /** 0, or 1 where the loss that was waited for was not reached or the tolerance could not be held. */
    int verdict() {
        TrainingStatus worst = status();
        if (worst.remedy().isEmpty()) {
            return 0;
        }
        System.err.println("lfp: training ended as " + Choice.word(worst) + ": " + worst.remedy() + ".");
        return Failure.NO;
    }

    private TrainingStatus status() {
        for (TrainingPath path : paths) {
            if (!path.status().remedy().isEmpty()) {
                return path.status();
            }
        }
        return paths.get(0).status();
    }

    void write(Manifest manifest, boolean figures) throws IOException {
        log.detail(() -> "");
        log.phase("writing", 0);
        double[] h = mean(path -> path.last().outputs(), evaluation.unit().numRows);
        requireFinite(h);
        PredictionFile.write(
                folder,
                data,
                evaluation,
                toUser(h.clone()),
                several()
                        ? new CsvWriter.Column[] {
                            CsvWriter.Column.numbers(
                                    "h_std", spread(p -> p.last().outputs(), h))
                        }
                        : new CsvWriter.Column[0]);
        writeLoss();
        writeLaziness();
        double[] start = magnitude(TrainingPath::start);
        double[][] magnitudes = new double[count][];
        for (int k = 0; k < count; k++) {
            int row = k;
            magnitudes[k] = magnitude(path -> path.observations().get(row));
        }
        double size = Arrays.stream(data.targets()).map(Math::abs).sum();
        HalfLife[] halfLives = MeasuredHalfLives.of(spectrum, t, start, magnitudes, NOISE * size);
        HalfLifeFile.write(folder, data.normalisation(), halfLives);
        writeTrajectory(start, magnitudes);
        for (int k = 0; k < paths.size(); k++) {
            writeNet(paths.get(k), k == 0 ? "net.npz" : "net-" + (k + 1) + ".npz");
        }
        if (figures) {
            figures(h, magnitudes, halfLives);
        }
        results(manifest);
    }

    private boolean several() {
        return paths.size() > 1;
    }

    private void requireFinite(double[] h) {
        for (double value : h) {
            if (!Double.isFinite(value)) {
                throw new org.fprinciple.InvalidInputException(
                        "The trained net is " + value
                                + " at an evaluation point: take points of --eval nearer to the data, or data and a law nearer to 1.");
            }
        }
    }

    private double[] mean(Function<TrainingPath, double[]> of, int length) {
        double[] mean = new double[length];
        for (TrainingPath path : paths) {
            double[] values = of.apply(path);
            for (int i = 0; i < length; i++) {
                mean[i] += values[i] / paths.size();
            }
        }
        return mean;
    }

    /** Standard deviation over replicas, divisor R − 1, user's units. */
    private double[] spread(Function<TrainingPath, double[]> of, double[] mean) {
        double[] sum = new double[mean.length];
        for (TrainingPath path : paths) {
            double[] values = of.apply(path);
            for (int i = 0; i < mean.length; i++) {
                sum[i] += (values[i] - mean[i]) * (values[i] - mean[i]);
            }
        }
        double scale = data.normalisation().targetScale();
        return Arrays.stream(sum)
                .map(v -> scale * Math.sqrt(v / (paths.size() - 1)))
                .toArray();
    }

    /** Root mean square of |û_ρ| over replicas (F). */
    private double[] magnitude(Function<TrainingPath, Observation> of) {
        double[] square = mean(
                path -> Arrays.stream(of.apply(path).residual()).map(v -> v * v).toArray(), spectrum.size());
        return Arrays.stream(square).map(Math::sqrt).toArray();
    }

    private double[] toUser(double[] unit) {
        for (int i = 0; i < unit.length; i++) {
            unit[i] = data.normalisation().targetToUser(unit[i]);
        }
        return unit;
    }

    private double[] outputs(int k) {
        return toUser(mean(path -> path.observations().get(k).outputs(), evaluation.unit().numRows));
    }

    private double[] atSamples(int k) {
        return toUser(mean(path -> path.observations().get(k).atSamples(), data.size()));
    }

    private double[] loss() {
        double[] loss = new double[count];
        for (int k = 0; k < count; k++) {
            int row = k;
            loss[k] = paths.stream()
                    .mapToDouble(path -> path.observations().get(row).loss())
                    .average()
                    .orElse(0);
        }
        return loss;
    }

    private void writeLoss() throws IOException {
        List<LossPoint> points = new ArrayList<>();
        List<Integer> replica = new ArrayList<>();
        for (int k = 0; k < paths.size(); k++) {
            points.addAll(paths.get(k).curve());
            for (int i = 0; i < paths.get(k).curve().size(); i++) {
                replica.add(k + 1);
            }
        }
        List<CsvWriter.Column> columns = new ArrayList<>(List.of(
                CsvWriter.Column.numbers("t", i -> points.get(i).time()),
                new CsvWriter.Column("step", i -> Long.toString(points.get(i).step())),
                new CsvWriter.Column(
                        "gradients", i -> Long.toString(points.get(i).gradients())),
                CsvWriter.Column.numbers("loss", i -> points.get(i).loss()),
                CsvWriter.Column.numbers("seconds", i -> points.get(i).seconds())));
        if (several()) {
            columns.add(new CsvWriter.Column("replica", i -> Integer.toString(replica.get(i))));
        }
        CsvWriter.write(folder.file("loss.csv"), points.size(), columns);
    }

    private void writeLaziness() throws IOException {
        List<Observation> measured = new ArrayList<>();
        List<Laziness> lazy = new ArrayList<>();
        List<Integer> replica = new ArrayList<>();
        for (int k = 0; k < paths.size(); k++) {
            for (Observation seen : paths.get(k).observations()) {
                Laziness laziness = seen.laziness();
                if (laziness != null) {
                    measured.add(seen);
                    lazy.add(laziness);
                    replica.add(k + 1);
                }
            }
        }
        List<CsvWriter.Column> columns = new ArrayList<>(List.of(
                CsvWriter.Column.numbers("t", i -> measured.get(i).time()),
                CsvWriter.Column.numbers("kernel_drift", i -> lazy.get(i).kernelDrift()),
                CsvWriter.Column.numbers("flipped", i -> lazy.get(i).flipped()),
                CsvWriter.Column.numbers("moved", i -> lazy.get(i).moved()),
                CsvWriter.Column.numbers("E_r3", i -> lazy.get(i).rCube()),
                CsvWriter.Column.numbers("E_a2_r", i -> lazy.get(i).aSquareR())));
        if (several()) {
            columns.add(new CsvWriter.Column("replica", i -> Integer.toString(replica.get(i))));
        }
        CsvWriter.write(folder.file("laziness.csv"), lazy.size(), columns);
    }

    private void writeTrajectory(double[] start, double[][] magnitudes) throws IOException {
        if (count == 0) {
            log.say("no trajectory.npz: the replicas have no time in common");
            return;
        }
        DMatrixRMaj x = evaluation.user();
        try (NpzWriter npz = new NpzWriter(folder.file("trajectory.npz"))) {
            npz.add("t", t, count);
            npz.add("X_eval", x.data, x.numRows, x.numCols);
            if (keep("h", 8.0 * count * x.numRows)) {
                npz.add("h", count, this::outputs, count, x.numRows);
                if (several()) {
                    npz.add("h_std", count, this::outputsSpread, count, x.numRows);
                }
            }
            if (keep("h_train", 8.0 * count * data.size())) {
                npz.add("h_train", count, this::atSamples, count, data.size());
            }
            npz.add("loss", loss(), count);
            if (spectrum.size() > 0) {
                double[] xi = new double[spectrum.size()];
                for (int g = 0; g < xi.length; g++) {
                    xi[g] = spectrum.frequency(g);
                }
                npz.add("xi", xi, xi.length);
                npz.add("residual_start", start, start.length);
                npz.add("residual", count, k -> magnitudes[k], count, start.length);
            }
        }
    }

    private double[] outputsSpread(int k) {
        double[] mean = mean(path -> path.observations().get(k).outputs(), evaluation.unit().numRows);
        return spread(path -> path.observations().get(k).outputs(), mean);
    }

    private boolean keep(String array, double bytes) {
        if (bytes <= LARGE || saveAll) {
            return true;
        }
        log.say(array + " would take " + Memory.text(bytes) + " and is left out: add --save all to keep it");
        return false;
    }

    /** a (m), w (m, d), b (m) of θ₀ + δ, which float64 holds without loss. */
    private void writeNet(TrainingPath path, String name) throws IOException {
        DeviceNet net = path.net();
        int m = net.width();
        int d = net.dimension();
        int blocks = (m + BLOCK - 1) / BLOCK;
        try (NpzWriter npz = new NpzWriter(folder.file(name))) {
            for (int array = 0; array < 3; array++) {
                int which = array;
                int[] shape = which == 1 ? new int[] {m, d} : new int[] {m};
                npz.add(
                        List.of("a", "w", "b").get(which),
                        blocks,
                        k -> {
                            int size = Math.min(BLOCK, m - k * BLOCK);
                            double[][] block = {new double[size], new double[size * d], new double[size]};
                            net.read(path.end(), k * BLOCK, size, block[0], block[1], block[2]);
                            return block[which];
                        },
                        shape);
            }
        }
    }

    private void figures(double[] h, double[][] magnitudes, HalfLife[] halfLives) throws IOException {
        RunFigures pictures = new RunFigures(data, evaluation, true, folder, log);
        pictures.solution(toUser(h.clone()), toUser(mean(path -> path.last().atSamples(), data.size())));
        if (count > 1) {
            double[][] shown = new double[count][];
            double[][] samples = new double[count][];
            for (int k = 0; k < count; k++) {
                shown[k] = outputs(k);
                samples[k] = atSamples(k);
            }
            pictures.trajectory(t, shown, () -> samples);
            pictures.residuals(t, magnitudes, halfLives);
        }
        List<LossPoint> curve =
                paths.get(0).curve().stream().filter(point -> point.time() > 0).toList();
        if (curve.size() > 1) {
            pictures.loss(
                    curve.stream().mapToDouble(LossPoint::time).toArray(),
                    curve.stream().mapToDouble(LossPoint::loss).toArray());
        }
    }

    private void results(Manifest manifest) {
        Observation last = paths.get(0).last();
        var results = manifest.results();
        results.put("n", data.size());
        results.put("width", paths.get(0).net().width());
        results.put("replicas", paths.size());
        results.put("status", Choice.word(status()));
        results.put("t_last", last.time());
        results.put("steps", last.step());
        results.put("gradients", last.gradients());
        results.put(
                "loss_last",
                paths.stream().mapToDouble(path -> path.last().loss()).average().orElse(0));
        Laziness lazy = paths.get(0).observations().stream()
                .map(Observation::laziness)
                .reduce(null, (before, now) -> now == null ? before : now);
        if (lazy != null) {
            results.put("kernel_drift", lazy.kernelDrift());
            if (Double.isFinite(lazy.flipped())) {
                results.put("flipped", lazy.flipped());
            }
            results.put("moved", lazy.moved());
        }
    }
}
