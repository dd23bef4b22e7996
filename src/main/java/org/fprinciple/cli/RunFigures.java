package org.fprinciple.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.problem.Dataset;
import org.fprinciple.report.Figure;
import org.fprinciple.report.Figures;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.ResidualSpectrum;
import org.fprinciple.solution.Trajectory;
import org.jspecify.annotations.Nullable;

/** The pictures of a run, in the user's units. */
final class RunFigures {
    static final int MOST_IN_CURVE = 5000;

    private final Dataset data;
    private final EvaluationSet evaluation;
    private final boolean whole;
    private final RunFolder folder;
    private final Log log;
    private final DMatrixRMaj inputs;
    private final double[] targets;
    private final int[] kept;
    private final List<String> names;

    RunFigures(Problem problem, RunFolder folder, Log log) {
        this(problem.data(), problem.evaluation(), problem.samples() == problem.data(), folder, log);
    }

    /** @param whole whether the data are all samples */
    RunFigures(Dataset data, EvaluationSet evaluation, boolean whole, RunFolder folder, Log log) {
        // Pictures are written from memory: a cache file would be one more thing for a full disk to break.
        ImageIO.setUseCache(false);
        this.data = data;
        this.evaluation = evaluation;
        this.whole = whole;
        this.folder = folder;
        this.log = log;
        this.inputs = data.normalisation().inputsToUser(data.inputs());
        this.targets = new double[data.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = data.normalisation().targetToUser(data.targets()[i]);
        }
        this.kept = data.normalisation().kept();
        this.names = data.normalisation().keptNames();
    }

    /** prediction.png and .svg: curve, map, or prediction against target. */
    void solution(double[] h, double[] atSamples) throws IOException {
        String target = data.targetName();
        double[][] axes = evaluation.axes();
        switch (data.dimension()) {
            case 1 ->
                write(
                        "prediction",
                        Figures.prediction1d(
                                names.get(0),
                                target,
                                sample(0),
                                shown(targets),
                                atSamples.length == 0 ? point(0) : joined(point(0), sample(0)),
                                joined(h, atSamples)));
            case 2 ->
                write(
                        "prediction",
                        axes == null
                                ? Figures.scatter2d(names.get(0), names.get(1), target, point(0), point(1), h)
                                : Figures.map2d(
                                        names.get(0),
                                        names.get(1),
                                        target,
                                        axes[0],
                                        axes[1],
                                        fold(h, axes),
                                        sample(0),
                                        sample(1)));
            default -> writeAtData("prediction", () -> Figures.parity(target, targets, h));
        }
    }

    /**
     * pointwise: h and a band around it, or maps of the bound and of the error; for more inputs none.
     *
     * @param h at the evaluation points (E), user's units
     * @param bound of its error there (E)
     * @param holds whether it is a bound
     * @param truth the function behind the data there (E); null where it is not known
     */
    void pointwise(double[] h, double[] bound, boolean holds, double @Nullable [] truth) throws IOException {
        String name = holds ? "bound of its error" : "P(x) · its FP-norm (no bound)";
        double[][] axes = evaluation.axes();
        if (data.dimension() == 1) {
            write(
                    "pointwise",
                    Figures.band1d(
                            names.get(0),
                            data.targetName(),
                            sample(0),
                            shown(targets),
                            point(0),
                            h,
                            bound,
                            name,
                            truth));
        } else if (data.dimension() == 2 && axes != null) {
            List<String> titles = new ArrayList<>(List.of(name));
            List<double[][]> maps = new ArrayList<>();
            maps.add(fold(bound, axes));
            if (truth != null) {
                double[] error = new double[h.length];
                Arrays.setAll(error, i -> Math.abs(truth[i] - h[i]));
                titles.add("error");
                maps.add(fold(error, axes));
            }
            write(
                    "pointwise",
                    Figures.maps2d(
                            names.get(0),
                            names.get(1),
                            data.targetName(),
                            axes[0],
                            axes[1],
                            titles,
                            maps,
                            sample(0),
                            sample(1)));
        }
    }

    /**
     * bound: what grows or falls with the number of samples.
     *
     * @param curves their names
     * @param n numbers of samples, curve by curve
     */
    void againstSamples(String label, List<String> curves, double[][] n, double[][] values) throws IOException {
        write("bound", Figures.growth("number of samples", label, curves, n, values));
    }

    /** trajectory, loss and residual-spectrum. */
    void trajectory(Trajectory path, double[][] h, double[] loss, ResidualSpectrum frequencies, HalfLife[] halfLives)
            throws IOException {
        trajectory(path.times(), h, () -> path.toUser(path.atSamples()));
        loss(path.times(), loss);
        residuals(path.times(), path.residualMagnitude(frequencies), halfLives);
    }

    /**
     * h at some of the times.
     *
     * @param h at the evaluation points (K, E), user's units
     * @param atSamples h at the samples (K, n), user's units
     */
    void trajectory(double[] t, double[][] h, Supplier<double[][]> atSamples) throws IOException {
        String target = data.targetName();
        double[][] axes = evaluation.axes();
        switch (data.dimension()) {
            case 1 ->
                write(
                        "trajectory",
                        Figures.trajectory1d(
                                names.get(0),
                                target,
                                sample(0),
                                shown(targets),
                                curveThroughSamples() ? joined(point(0), sample(0)) : point(0),
                                t,
                                through(atSamples, h)));
            case 2 ->
                write(
                        "trajectory",
                        axes == null
                                ? Figures.scatter2d(
                                        names.get(0), names.get(1), target, point(0), point(1), h[t.length - 1])
                                : Figures.trajectoryMaps2d(
                                        names.get(0),
                                        names.get(1),
                                        target,
                                        axes[0],
                                        axes[1],
                                        t,
                                        h,
                                        sample(0),
                                        sample(1)));
            default -> writeAtData("trajectory", () -> Figures.trajectoryParity(target, targets, t, h));
        }
    }

    void loss(double[] t, double[] loss) throws IOException {
        write("loss", Figures.loss(t, aboveRounding(loss)));
    }

    /** @param magnitude |û_ρ| (K, F) */
    void residuals(double[] t, double[][] magnitude, HalfLife[] halfLives) throws IOException {
        List<String> seen =
                Arrays.stream(halfLives).map(HalfLife::axis).distinct().toList();
        for (int a = 0; a < seen.size(); a++) {
            String name = seen.size() == 1 ? "residual-spectrum" : "residual-spectrum-" + (a + 1);
            write(name, residualSpectrum(seen.get(a), t, magnitude, halfLives));
        }
    }

    /** Below 1e−12 of its start the loss says nothing but would fill the picture. */
    private static double[] aboveRounding(double[] loss) {
        return Arrays.stream(loss)
                .map(v -> v >= 1e-12 * loss[0] ? v : Double.NaN)
                .toArray();
    }

    private Figure residualSpectrum(String axis, double[] t, double[][] magnitude, HalfLife[] halfLives) {
        int place = names.indexOf(axis);
        double scale = place < 0 ? 1 : data.normalisation().scale()[place];
        String label = place < 0 ? "frequency |ξ|, cycles per normalised unit" : "frequency ξ, cycles per " + axis;
        List<Integer> rows = new ArrayList<>();
        for (int g = 0; g < halfLives.length; g++) {
            if (halfLives[g].axis().equals(axis)) {
                rows.add(g);
            }
        }
        double[] xi = new double[rows.size()];
        double[] time = new double[xi.length];
        double[] strength = new double[xi.length];
        double[][] relative = new double[t.length][xi.length];
        for (int f = 0; f < xi.length; f++) {
            HalfLife halfLife = halfLives[rows.get(f)];
            xi[f] = halfLife.xi() / scale;
            time[f] = halfLife.time();
            strength[f] = halfLife.start();
            for (int k = 0; k < t.length; k++) {
                relative[k][f] = halfLife.start() > 0 ? magnitude[k][rows.get(f)] / halfLife.start() : Double.NaN;
            }
        }
        return Figures.residualSpectrum(xi, t, relative, time, strength, label);
    }

    /** A picture of predictions against targets, where the points are the data's own. */
    private void writeAtData(String name, Supplier<Figure> figure) throws IOException {
        if (evaluation.unit() == data.inputs()) {
            write(name, figure.get());
        } else {
            log.say("no picture of h: the evaluation points have " + names.size() + " inputs and are not the data's");
        }
    }

    private void write(String name, Figure figure) throws IOException {
        write(name, figure, folder, log);
    }

    /** Writes one picture. */
    static void write(String name, Figure figure, RunFolder folder, Log log) throws IOException {
        try {
            figure.write(folder.file(name));
        } catch (IOException e) {
            // A machine without fonts still gets its numbers.
            if (e.getMessage() == null || !e.getMessage().startsWith("figures need fonts")) {
                throw e;
            }
            log.say(e.getMessage());
        }
    }

    /** Beyond some thousand samples a grid is as fine as a picture can show. */
    private boolean curveThroughSamples() {
        return whole && data.size() <= MOST_IN_CURVE;
    }

    /** A grid may be coarser than the samples: the curve goes through both. */
    private static double[] joined(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private double[][] through(Supplier<double[][]> atSamples, double[][] h) {
        if (!curveThroughSamples()) {
            return h;
        }
        double[][] samples = atSamples.get();
        double[][] all = new double[h.length][];
        for (int k = 0; k < h.length; k++) {
            all[k] = joined(h[k], samples[k]);
        }
        return all;
    }

    /** A coordinate of the samples: of some of them where all would paint the picture over. */
    private double[] sample(int axis) {
        return shown(column(inputs, axis));
    }

    private static double[] shown(double[] samples) {
        int step = (samples.length + MOST_IN_CURVE - 1) / MOST_IN_CURVE;
        double[] some = new double[(samples.length + step - 1) / step];
        for (int i = 0; i < some.length; i++) {
            some[i] = samples[i * step];
        }
        return some;
    }

    private double[] point(int axis) {
        return column(evaluation.user(), axis);
    }

    private double[] column(DMatrixRMaj x, int axis) {
        double[] column = new double[x.numRows];
        for (int i = 0; i < column.length; i++) {
            column[i] = x.get(i, kept[axis]);
        }
        return column;
    }

    private static double[][] fold(double[] h, double[][] axes) {
        double[][] z = new double[axes[0].length][axes[1].length];
        for (int i = 0; i < z.length; i++) {
            System.arraycopy(h, i * z[i].length, z[i], 0, z[i].length);
        }
        return z;
    }
}
