package org.fprinciple.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.fprinciple.report.Panels.Panel;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a report. Arrays are read, not changed, and must stay unchanged until the figure is painted. A value
 * that is NaN, or not positive on a log axis, is left out of the picture.
 */
public final class Figures {
    static final Color DATA = new Color(0x3a3a3a);
    private static final Color PREDICTION = new Color(0xd55e00);
    private static final Color TRUTH = new Color(0x0072b2);
    private static final Color BAND = new Color(0xb8d8ec);
    private static final Color HAZE = new Color(255, 255, 255, 150);
    static final String TIME = "training time t";

    private Figures() {}

    /**
     * Data and prediction over one input.
     *
     * @param x inputs of the data, n, any order
     * @param y targets, n
     * @param xEval where the prediction was evaluated, m, any order
     * @param h prediction there, m
     */
    public static Figure prediction1d(
            String xLabel, String yLabel, double[] x, double[] y, double[] xEval, double[] h) {
        return lines(
                Axis.linear(xLabel, 0.02, x, xEval),
                Axis.linear(yLabel, 0.05, y, h),
                data(x, y),
                List.of(curve(xEval, h, PREDICTION)),
                List.of(new Legend.Key("data", DATA, false), new Legend.Key("prediction", PREDICTION, true)));
    }

    /**
     * Data and the prediction at up to seven times, early ones dark and late ones light.
     *
     * @param x inputs of the data, n, any order
     * @param y targets, n
     * @param xEval where the prediction was evaluated, m, any order
     * @param t training times, K ≥ 1, ascending
     * @param h predictions, K × m
     */
    public static Figure trajectory1d(
            String xLabel, String yLabel, double[] x, double[] y, double[] xEval, double[] t, double[][] h) {
        int[] shown = Snapshots.choose(h, 7);
        List<String> names = Snapshots.labels(pick(t, shown));
        Axis time = Axis.log(TIME, 0, pick(t, shown));
        List<Layer> curves = new ArrayList<>();
        List<Legend.Key> keys = new ArrayList<>(List.of(new Legend.Key("data", DATA, false)));
        double[][] drawn = pick(h, shown);
        for (int j = 0; j < shown.length; j++) {
            // The lightest tenth of the colours is too pale for a line on white.
            Color color = new Color(ColorScale.viridis(0.9 * Math.max(0, time.at(t[shown[j]]))));
            curves.add(curve(xEval, drawn[j], color));
            keys.add(new Legend.Key(names.get(j), color, true));
        }
        Axis up = Axis.linear(yLabel, 0.05, joined(drawn, y));
        return lines(Axis.linear(xLabel, 0.02, x, xEval), up, data(x, y), curves, keys);
    }

    /**
     * Which frequency of the residual is learned when. A dot marks the half-life of each frequency. The line follows the
     * dots if they are few; the half-lives of many frequencies jump, and the line is their running median.
     *
     * @param xi frequencies, F, any order and spacing
     * @param t training times, K
     * @param relative |u(ξ,t)| / |u(ξ,0⁺)|, K × F
     * @param halfLife time at which a frequency's residual has halved, F; NaN where not known
     * @param strength |û(ξ, 0⁺)| in any unit, F: weak half-lives are drawn faint
     * @param xiLabel label of the frequency axis
     */
    public static Figure residualSpectrum(
            double[] xi, double[] t, double[][] relative, double[] halfLife, double[] strength, String xiLabel) {
        boolean log = geometric(xi);
        Cells times = new Cells(t, true);
        Cells frequencies = new Cells(xi, log);
        Axis x = Axis.log(TIME, 0, times.edges());
        Axis y = log ? Axis.log(xiLabel, 0, frequencies.edges()) : Axis.linear(xiLabel, 0, frequencies.edges());
        ColorScale colors = new ColorScale(new Axis("relative residual |u(ξ, t)| / |u(ξ, 0⁺)|", 0, 1, false), true);
        int[] order = ascending(xi);
        double[] half = pick(halfLife, order);
        double[] at = pick(xi, order);
        double[] weight = pick(strength, order);
        int reach = xi.length / 50;
        // Vertices half a window apart: at every frequency, the median of jumping values would itself jump.
        int[] vertices =
                IntStream.iterate(0, i -> i < xi.length, i -> i + reach + 1).toArray();
        double[] trend = pick(runningMedian(half, weight, reach), vertices);
        double[] along = pick(at, vertices);
        List<Layer> layers = List.of(
                Layer.raster(times, frequencies, relative, colors),
                Layer.line(trend, along, HAZE, stroke(5)),
                reach > 0 ? faded(half, at, weight) : haloed(half, at, 3),
                Layer.line(trend, along, Color.BLACK, stroke(2)));
        List<Legend.Key> keys = new ArrayList<>();
        if (Arrays.stream(half).anyMatch(Double::isFinite)) {
            keys.add(new Legend.Key("half-life", Color.BLACK, reach == 0));
            if (reach > 0) {
                keys.add(new Legend.Key("running median, weighted by power", Color.BLACK, true));
            }
        }
        return new Panels(x, y, List.of(new Panel("", layers)), new Legend(keys), new ColorBar(colors), Double.NaN);
    }

    /**
     * The loss over time, on logarithmic axes.
     *
     * @param t training times, K, ascending
     * @param loss at these times, K
     */
    public static Figure loss(double[] t, double[] loss) {
        return lines(
                Axis.log(TIME, 0, t),
                Axis.log("loss", 0.05, loss),
                (g, frame) -> {},
                List.of(Layer.line(t, loss, PREDICTION, stroke(2.2f))),
                List.of());
    }

    /**
     * A prediction over one input and how far off it can be.
     *
     * @param x inputs of the data, n, any order
     * @param y targets, n
     * @param xEval where the prediction was evaluated, m, any order
     * @param h prediction there, m
     * @param bound of its error there, m, finite
     * @param boundName what the band is
     * @param truth the function behind the data there, m; null where it is not known
     */
    public static Figure band1d(
            String xLabel,
            String yLabel,
            double[] x,
            double[] y,
            double[] xEval,
            double[] h,
            double[] bound,
            String boundName,
            double @Nullable [] truth) {
        int[] order = ascending(xEval);
        double[] at = pick(xEval, order);
        double[] low = Arrays.stream(order).mapToDouble(i -> h[i] - bound[i]).toArray();
        double[] high = Arrays.stream(order).mapToDouble(i -> h[i] + bound[i]).toArray();
        List<Layer> layers = new ArrayList<>();
        List<Legend.Key> keys = new ArrayList<>(List.of(
                new Legend.Key("data", DATA, false),
                new Legend.Key("prediction", PREDICTION, true),
                new Legend.Key(boundName, BAND, true)));
        if (truth != null) {
            layers.add(curve(xEval, truth, TRUTH));
            keys.add(new Legend.Key("truth", TRUTH, true));
        }
        layers.add(curve(xEval, h, PREDICTION));
        Layer dots = data(x, y);
        return lines(
                Axis.linear(xLabel, 0.02, x, xEval),
                Axis.linear(yLabel, 0.05, y, low, high),
                (g, frame) -> {
                    Layer.band(at, low, high, BAND).paint(g, frame);
                    dots.paint(g, frame);
                },
                layers,
                keys);
    }

    /**
     * Several functions of two inputs on one grid, in the same colours.
     *
     * @param gx grid along the first input, nx
     * @param gy grid along the second input, ny
     * @param titles their names
     * @param z their values, nx × ny each
     * @param px first input of sample points marked by dots
     * @param py second input of the sample points
     */
    public static Figure maps2d(
            String xLabel,
            String yLabel,
            String zLabel,
            double[] gx,
            double[] gy,
            List<String> titles,
            List<double[][]> z,
            double[] px,
            double[] py) {
        return maps(xLabel, yLabel, zLabel, gx, gy, titles, z, px, py);
    }

    /**
     * How times grow, on logarithmic axes: one curve a name.
     *
     * @param xLabel label of what grows
     * @param names of the curves
     * @param x sizes, curve by curve, ascending
     * @param ms milliseconds at these sizes
     */
    public static Figure growth(String xLabel, List<String> names, double[][] x, double[][] ms) {
        return growth(xLabel, "milliseconds", names, x, ms);
    }

    /** The same of anything else. */
    public static Figure growth(String xLabel, String yLabel, List<String> names, double[][] x, double[][] values) {
        List<Layer> curves = new ArrayList<>();
        List<Legend.Key> keys = new ArrayList<>();
        for (int j = 0; j < names.size(); j++) {
            // The lightest tenth of the colours is too pale for a line on white.
            Color color = new Color(ColorScale.viridis(0.9 * j / Math.max(1, names.size() - 1)));
            curves.add(Layer.line(x[j], values[j], color, stroke(2)));
            curves.add(Layer.points(x[j], values[j], 3.5, i -> color));
            keys.add(new Legend.Key(names.get(j), color, true));
        }
        return lines(Axis.log(xLabel, 0.03, x), Axis.log(yLabel, 0.05, values), (g, frame) -> {}, curves, keys);
    }

    /**
     * A function of two inputs on a grid, in colours.
     *
     * @param gx grid along the first input, nx, any order and spacing
     * @param gy grid along the second input, ny
     * @param z values, nx × ny
     * @param px first input of sample points marked by dots, any number
     * @param py second input of the sample points
     */
    public static Figure map2d(
            String xLabel,
            String yLabel,
            String zLabel,
            double[] gx,
            double[] gy,
            double[][] z,
            double[] px,
            double[] py) {
        return maps(xLabel, yLabel, zLabel, gx, gy, List.of(""), List.<double[][]>of(z), px, py);
    }

    /**
     * A function of two inputs at up to six times, in the same colours.
     *
     * @param gx grid along the first input, nx, any order and spacing
     * @param gy grid along the second input, ny
     * @param t training times, K ≥ 1, ascending
     * @param h values, K × (nx·ny), the second input running faster
     * @param px first input of sample points marked by dots, any number
     * @param py second input of the sample points
     */
    public static Figure trajectoryMaps2d(
            String xLabel,
            String yLabel,
            String zLabel,
            double[] gx,
            double[] gy,
            double[] t,
            double[][] h,
            double[] px,
            double[] py) {
        int[] shown = Snapshots.choose(h, 6);
        List<double[][]> maps = new ArrayList<>();
        for (int k : shown) {
            maps.add(IntStream.range(0, gx.length)
                    .mapToObj(i -> Arrays.copyOfRange(h[k], i * gy.length, (i + 1) * gy.length))
                    .toArray(double[][]::new));
        }
        return maps(xLabel, yLabel, zLabel, gx, gy, Snapshots.labels(pick(t, shown)), maps, px, py);
    }

    /**
     * A function of two inputs at scattered points, in colours.
     *
     * @param px first input, m
     * @param py second input, m
     * @param h values, m
     */
    public static Figure scatter2d(String xLabel, String yLabel, String zLabel, double[] px, double[] py, double[] h) {
        ColorScale colors = new ColorScale(Axis.linear(zLabel, 0, h), false);
        double[] x = IntStream.range(0, h.length)
                .mapToDouble(i -> Double.isNaN(h[i]) ? Double.NaN : px[i])
                .toArray();
        double radius = radius(h.length) + 1;
        Layer rims = Layer.points(x, py, radius + 0.5, i -> Panels.INK);
        Layer discs = Layer.points(x, py, radius, i -> colors.color(h[i]));
        Axis across = Axis.linear(xLabel, 0.03, px);
        Axis up = Axis.linear(yLabel, 0.03, py);
        return new Panels(
                across,
                up,
                List.of(new Panel("", List.of(rims, discs))),
                new Legend(List.of()),
                new ColorBar(colors),
                aspect(across, up));
    }

    /**
     * Prediction against target, for inputs of any dimension; perfect predictions lie on the diagonal.
     *
     * @param label what is predicted
     * @param y targets, n; equal values may repeat
     * @param h predictions, n
     */
    public static Figure parity(String label, double[] y, double[] h) {
        return parities(label, y, List.of(""), new double[][] {h});
    }

    /**
     * Prediction against target at up to six times, on the same axes.
     *
     * @param label what is predicted
     * @param y targets, n; equal values may repeat
     * @param t training times, K ≥ 1, ascending
     * @param h predictions, K × n
     */
    public static Figure trajectoryParity(String label, double[] y, double[] t, double[][] h) {
        int[] shown = Snapshots.choose(h, 6);
        return parities(label, y, Snapshots.labels(pick(t, shown)), pick(h, shown));
    }

    static Figure lines(Axis x, Axis y, Layer below, List<Layer> curves, List<Legend.Key> keys) {
        List<Layer> layers = new ArrayList<>(List.of(below));
        layers.addAll(curves);
        return new Panels(x, y, List.of(new Panel("", layers)), new Legend(keys), null, Double.NaN);
    }

    static Figure parities(String label, double[] y, List<String> titles, double[][] h) {
        Axis x = Axis.linear(label + ", data", 0.04, joined(h, y));
        Axis up = new Axis(label + ", predicted", x.lo(), x.hi(), false);
        double[] ends = {x.lo(), x.hi()};
        Layer diagonal = Layer.line(ends, ends, new Color(0x8c8c8c), stroke(1.2f));
        Color color = new Color(0, 0x72, 0xb2, y.length > 500 ? 60 : 130);
        double radius = radius(y.length) + 0.5;
        List<Panel> panels = IntStream.range(0, h.length)
                .mapToObj(k -> new Panel(titles.get(k), List.of(diagonal, Layer.points(y, h[k], radius, i -> color))))
                .toList();
        return new Panels(x, up, panels, new Legend(List.of()), null, 1);
    }

    static Figure maps(
            String xLabel,
            String yLabel,
            String zLabel,
            double[] gx,
            double[] gy,
            List<String> titles,
            List<double[][]> maps,
            double[] px,
            double[] py) {
        Cells columns = new Cells(gx, false);
        Cells rows = new Cells(gy, false);
        Axis x = Axis.linear(xLabel, 0, columns.edges());
        Axis y = Axis.linear(yLabel, 0, rows.edges());
        double[][] all = maps.stream().flatMap(Arrays::stream).toArray(double[][]::new);
        ColorScale colors = new ColorScale(Axis.linear(zLabel, 0, all), false);
        Layer samples = samples(px, py, maps.size() > 1 ? 0.8 : 1.2);
        List<Panel> panels = IntStream.range(0, maps.size())
                .mapToObj(k ->
                        // One panel shows where the samples are; the others show the function.
                        new Panel(
                                titles.get(k),
                                k == 0
                                        ? List.of(Layer.raster(columns, rows, maps.get(k), colors), samples)
                                        : List.of(Layer.raster(columns, rows, maps.get(k), colors))))
                .toList();
        return new Panels(x, y, panels, new Legend(List.of()), new ColorBar(colors), aspect(x, y));
    }

    /** Thousands of dots would hide the map, so those are faint specks. */
    private static Layer samples(double[] x, double[] y, double radius) {
        return x.length > 500 ? Layer.points(x, y, 0.7 * radius, i -> HAZE) : haloed(x, y, radius);
    }

    /** Black dots with a halo, which show on any colour. */
    private static Layer haloed(double[] x, double[] y, double radius) {
        Layer halos = Layer.points(x, y, radius + 0.6, i -> HAZE);
        Layer dots = Layer.points(x, y, radius, i -> Color.BLACK);
        return (g, frame) -> {
            halos.paint(g, frame);
            dots.paint(g, frame);
        };
    }

    /** Dots that fade over three decades of strength, so that the many weak ones do not outshout the few strong. */
    private static Layer faded(double[] x, double[] y, double[] strength) {
        double most = Arrays.stream(strength).filter(Double::isFinite).max().orElse(1);
        return Layer.points(x, y, 1.6, i -> {
            double share = 1 + Math.log10(strength[i] / most) / 3;
            return new Color(0, 0, 0, (int) Math.round(255 * Math.min(1, Math.max(0.08, share))));
        });
    }

    static Layer data(double[] x, double[] y) {
        Color color = x.length > 500 ? new Color(0x3a, 0x3a, 0x3a, 90) : new Color(0x3a, 0x3a, 0x3a, 190);
        return Layer.points(x, y, radius(x.length), i -> color);
    }

    /** Thousands of points are drawn small, a handful large. */
    private static double radius(int n) {
        return n > 1000 ? 1.5 : n > 200 ? 2.2 : 3.5;
    }

    static Layer curve(double[] x, double[] y, Color color) {
        int[] order = ascending(x);
        return Layer.line(pick(x, order), pick(y, order), color, stroke(2));
    }

    static BasicStroke stroke(float width) {
        return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    /** The data's own aspect if it makes a reasonable picture: the units may well be alike, but need not be. */
    private static double aspect(Axis x, Axis y) {
        return Math.max(0.8, Math.min(1.7, (x.hi() - x.lo()) / (y.hi() - y.lo())));
    }

    /** Whether frequencies are spread by ratio: over more than a decade, with a median near the geometric mean. */
    static boolean geometric(double[] xi) {
        double[] sorted = Arrays.stream(xi).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0 || sorted[0] <= 0) {
            return false;
        }
        double lo = sorted[0];
        double hi = sorted[sorted.length - 1];
        double median = sorted[sorted.length / 2];
        return hi > 10 * lo && median * median < Math.sqrt(lo * hi) * (lo + hi) / 2;
    }

    private static int[] ascending(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * The median of each value and its neighbours up to {@code reach} places away, of which there are fewer at the ends;
     * NaN does not count.
     */
    static double[] runningMedian(double[] values, double[] strength, int reach) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> {
                    int[] near = IntStream.range(Math.max(0, i - reach), Math.min(values.length, i + reach + 1))
                            .filter(k -> !Double.isNaN(values[k]))
                            .boxed()
                            .sorted(Comparator.comparingDouble(k -> values[k]))
                            .mapToInt(Integer::intValue)
                            .toArray();
                    double half = Arrays.stream(near)
                                    .mapToDouble(k -> strength[k] * strength[k])
                                    .sum()
                            / 2;
                    double sum = 0;
                    for (int k : near) {
                        sum += strength[k] * strength[k];
                        if (sum > half) {
                            return values[k];
                        }
                    }
                    return Double.NaN;
                })
                .toArray();
    }

    private static double[][] joined(double[][] rows, double[] row) {
        double[][] all = Arrays.copyOf(rows, rows.length + 1);
        all[rows.length] = row;
        return all;
    }

    private static double[][] pick(double[][] rows, int[] indices) {
        return Arrays.stream(indices).mapToObj(i -> rows[i]).toArray(double[][]::new);
    }

    private static double[] pick(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }
}
