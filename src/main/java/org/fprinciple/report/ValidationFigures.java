package org.fprinciple.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fprinciple.report.Panels.Panel;
import org.fprinciple.report.page.Differences;
import org.fprinciple.report.page.Fit;
import org.fprinciple.report.page.Frequencies;
import org.fprinciple.report.page.Frequencies.HalfLife;
import org.fprinciple.report.page.Report;
import org.fprinciple.report.page.Rung;
import org.fprinciple.report.page.Series;
import org.fprinciple.report.page.WidthScan;
import org.jspecify.annotations.Nullable;

/** The figures of a validation for papers: the same as on its page, where a paper has no slider at the last time. */
public final class ValidationFigures {
    private static final Color NEUTRAL = new Color(0x59636e);

    private ValidationFigures() {}

    /** File name without ending and figure, of those parts that the report has. */
    public static Map<String, Figure> of(Report report) {
        Map<String, Figure> figures = new LinkedHashMap<>();
        if (report.fit() != null) {
            figures.put("fit", fit(report.fit()));
        }
        Differences differences = report.differences();
        if (differences != null) {
            figures.put("differences", series("difference", differences.differences()));
            if (!differences.losses().isEmpty()) {
                figures.put("loss", series("loss", differences.losses()));
            }
        }
        for (int i = 0; i < report.frequencies().size(); i++) {
            Frequencies part = report.frequencies().get(i);
            String end = report.frequencies().size() == 1 ? "" : "-" + (i + 1);
            if (part.theory() != null || part.net() != null) {
                figures.put("frequency-maps" + end, maps(part));
            }
            if (!part.halfLives().isEmpty()) {
                figures.put("half-lives" + end, halfLives(part));
            }
        }
        if (report.widths() != null) {
            figures.put("width-scan", widths(report.widths()));
        }
        return figures;
    }

    private static Figure fit(Fit fit) {
        int last = fit.t().length - 1;
        // Nets are drawn below the theories, which would hide under their thick line.
        List<Fit.Curve> curves = Stream.concat(
                        fit.curves().stream().filter(curve -> curve.rung() == Rung.NET),
                        fit.curves().stream().filter(curve -> curve.rung() != Rung.NET))
                .toList();
        List<String> names = curves.stream().map(Fit.Curve::name).toList();
        double[][] ends = curves.stream().map(curve -> curve.h()[last]).toArray(double[][]::new);
        return switch (fit.axes().length) {
            case 0 -> Figures.parities(fit.target(), fit.y(), names, ends);
            case 1 -> fitOverOneInput(fit, curves, ends);
            default ->
                Figures.maps(
                        fit.inputs().get(0),
                        fit.inputs().get(1),
                        fit.target(),
                        fit.axes()[0],
                        fit.axes()[1],
                        names,
                        Arrays.stream(ends)
                                .map(h -> folded(h, fit.axes()[1].length))
                                .toList(),
                        column(fit.x(), 0),
                        column(fit.x(), 1));
        };
    }

    private static Figure fitOverOneInput(Fit fit, List<Fit.Curve> curves, double[][] ends) {
        double[] x = fit.axes()[0];
        double[] samples = column(fit.x(), 0);
        List<Layer> layers = new ArrayList<>();
        List<Legend.Key> keys = new ArrayList<>();
        for (int c = 0; c < ends.length; c++) {
            Rung rung = curves.get(c).rung();
            double[][] spread = curves.get(c).spread();
            if (spread != null) {
                double[] s = spread[fit.t().length - 1];
                layers.add(Layer.band(x, plus(ends[c], s, -1), plus(ends[c], s, 1), pale(color(rung))));
            }
            layers.add(Layer.line(x, ends[c], color(rung), Figures.stroke(rung == Rung.NET ? 4 : 2)));
            keys.add(new Legend.Key(curves.get(c).name(), color(rung), true));
        }
        layers.add(Figures.data(samples, fit.y()));
        keys.add(new Legend.Key("data", Figures.DATA, false));
        Axis across = Axis.linear(fit.inputs().get(0), 0.02, x, samples);
        Axis up = Axis.linear(
                fit.target(),
                0.05,
                Stream.concat(Arrays.stream(ends), Stream.of(fit.y())).toArray(double[][]::new));
        return Figures.lines(across, up, (g, frame) -> {}, layers, keys);
    }

    private static Figure series(String label, List<Series> all) {
        List<Layer> layers = new ArrayList<>();
        List<Legend.Key> keys = new ArrayList<>();
        for (Series s : all) {
            Color color = color(s.rung());
            if (s.spread() != null) {
                layers.add(Layer.band(
                        s.x(), plus(s.value(), s.spread(), -1), plus(s.value(), s.spread(), 1), pale(color)));
            }
            layers.add(Layer.line(s.x(), s.value(), color, Figures.stroke(2)));
            keys.add(new Legend.Key(s.name(), color, true));
        }
        double[][] values = all.stream().map(Series::value).toArray(double[][]::new);
        double most = Arrays.stream(values)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        // Below 1e−12 of the largest there is rounding only, which would fill the picture.
        double[][] shown = Arrays.stream(values)
                .map(v -> Arrays.stream(v)
                        .map(w -> w >= 1e-12 * most ? w : Double.NaN)
                        .toArray())
                .toArray(double[][]::new);
        Axis time = Axis.log(Figures.TIME, 0, all.stream().map(Series::x).toArray(double[][]::new));
        return Figures.lines(time, Axis.log(label, 0.07, shown), (g, frame) -> {}, layers, keys);
    }

    private static Figure maps(Frequencies part) {
        Cells times = new Cells(part.t(), true);
        boolean log = Figures.geometric(part.xi());
        Cells frequencies = new Cells(part.xi(), log);
        Axis x = Axis.log(Figures.TIME, 0, times.edges());
        Axis y = log
                ? Axis.log(part.label(), 0, frequencies.edges())
                : Axis.linear(part.label(), 0, frequencies.edges());
        ColorScale colors = new ColorScale(new Axis("share of the residual that is left", 0, 1, false), true);
        List<Panel> panels = new ArrayList<>();
        if (part.theory() != null) {
            panels.add(new Panel(
                    part.theoryName(), List.of(Layer.raster(times, frequencies, transposed(part.theory()), colors))));
        }
        if (part.net() != null) {
            panels.add(new Panel(
                    "trained nets", List.of(Layer.raster(times, frequencies, transposed(part.net()), colors))));
        }
        return new Panels(x, y, panels, new Legend(List.of()), new ColorBar(colors), Double.NaN);
    }

    private static Figure halfLives(Frequencies part) {
        double[] xi = column(part, HalfLife::xi);
        Map<Rung, ToDoubleFunction<HalfLife>> theories = new LinkedHashMap<>();
        theories.put(Rung.SIMPLIFIED_LFP, HalfLife::simplified);
        theories.put(Rung.EXACT_LFP, HalfLife::exact);
        theories.put(Rung.INFINITE_WIDTH, HalfLife::infiniteWidth);
        List<Layer> layers = new ArrayList<>();
        List<Legend.Key> keys = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        theories.forEach((rung, time) -> {
            double[] t = column(part, time);
            if (Arrays.stream(t).anyMatch(Double::isFinite)) {
                layers.add(Layer.line(xi, t, color(rung), Figures.stroke(2)));
                keys.add(new Legend.Key(name(rung), color(rung), true));
                values.add(t);
            }
        });
        double[] net = column(part, HalfLife::net);
        double[] spread = column(part, HalfLife::netSpread);
        if (Arrays.stream(net).anyMatch(Double::isFinite)) {
            Color color = color(Rung.NET);
            layers.add(Layer.bars(xi, plus(net, spread, -1), plus(net, spread, 1), color));
            // Flagged ones are drawn pale.
            layers.add(
                    Layer.points(xi, net, 4, i -> part.halfLives().get(i).flag().isEmpty() ? color : pale(color)));
            keys.add(new Legend.Key(name(Rung.NET), color, false));
            values.add(net);
        }
        Axis across = Arrays.stream(xi).allMatch(v -> v > 0)
                ? Axis.log(part.label(), 0.03, xi)
                : Axis.linear(part.label(), 0.03, xi);
        Axis up = Axis.log("half-life, " + Figures.TIME, 0.05, values.toArray(double[][]::new));
        return Figures.lines(across, up, (g, frame) -> {}, layers, keys);
    }

    private static Figure widths(WidthScan scan) {
        double[] m = scan.widths();
        List<Layer> layers = new ArrayList<>();
        List<Legend.Key> keys = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (WidthScan.PowerLaw law : scan.differences()) {
            Color color = color(law.rung());
            double[] fitted = Arrays.stream(m)
                    .map(width -> law.factor() * Math.pow(width, law.slope()))
                    .toArray();
            double[] top = plus(law.value(), law.standardError(), 1);
            layers.add(Layer.line(m, fitted, color, Figures.stroke(1.4f)));
            layers.add(Layer.bars(m, plus(law.value(), law.standardError(), -1), top, color));
            layers.add(Layer.points(m, law.value(), 4, i -> color));
            keys.add(new Legend.Key(
                    Double.isNaN(law.slope())
                            ? law.name()
                            : String.format(
                                            Locale.ROOT,
                                            "%s: slope %.2f ± %.2f",
                                            law.name(),
                                            law.slope(),
                                            law.slopeUncertainty())
                                    .replace("-", "−"),
                    color,
                    false));
            values.add(law.value());
            values.add(top);
        }
        return Figures.lines(
                Axis.log("width m (neurons)", 0.06, m),
                Axis.log("difference", 0.08, values.toArray(double[][]::new)),
                (g, frame) -> {},
                layers,
                keys);
    }

    /** The colours of the page in its light form: safe for colour-blind readers. */
    private static Color color(@Nullable Rung rung) {
        if (rung == null) {
            return NEUTRAL;
        }
        return switch (rung) {
            case NET -> new Color(0x7d8894);
            case NET_KERNEL -> new Color(0xb0568c);
            case INFINITE_WIDTH -> new Color(0x00835f);
            case EXACT_LFP -> new Color(0x0072b2);
            case SIMPLIFIED_LFP -> new Color(0xd55e00);
        };
    }

    private static String name(Rung rung) {
        return switch (rung) {
            case NET -> "trained nets";
            case NET_KERNEL -> "nets' own kernel";
            case INFINITE_WIDTH -> "infinite width";
            case EXACT_LFP -> "exact LFP";
            case SIMPLIFIED_LFP -> "simplified LFP";
        };
    }

    private static Color pale(Color color) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), 60);
    }

    private static double[] plus(double[] value, double[] spread, int sign) {
        return IntStream.range(0, value.length)
                .mapToDouble(i -> value[i] + sign * spread[i])
                .toArray();
    }

    private static double[] column(double[][] rows, int j) {
        return Arrays.stream(rows).mapToDouble(row -> row[j]).toArray();
    }

    private static double[] column(Frequencies part, ToDoubleFunction<HalfLife> value) {
        return part.halfLives().stream().mapToDouble(value).toArray();
    }

    private static double[][] folded(double[] h, int columns) {
        return IntStream.range(0, h.length / columns)
                .mapToObj(i -> Arrays.copyOfRange(h, i * columns, (i + 1) * columns))
                .toArray(double[][]::new);
    }

    private static double[][] transposed(double[][] rows) {
        return IntStream.range(0, rows.length == 0 ? 0 : rows[0].length)
                .mapToObj(j -> column(rows, j))
                .toArray(double[][]::new);
    }
}
