package org.fprinciple.report.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Takes evenly spaced entries of long arrays, first and last among them: more than a screen shows only costs bytes. */
final class Thinning {
    private static final int POINTS = 300;
    private static final int SIDE = 40;
    private static final int TIMES = 60;
    private static final int FREQUENCIES = 150;
    private static final int IN_SERIES = 300;
    private static final int ROWS = 500;

    /** Numbers in the curves of the fit, 7 to 11 bytes each. */
    private static final int IN_FIT = 150_000;

    private Thinning() {}

    static Report of(Report report) {
        Fit fit = report.fit();
        Differences differences = report.differences();
        Bounds bounds = report.bounds();
        return new Report(
                report.head(),
                fit == null ? null : fit(fit),
                differences == null
                        ? null
                        : new Differences(
                                differences.quantity(),
                                series(differences.differences()),
                                series(differences.losses())),
                report.frequencies().stream().map(Thinning::frequencies).toList(),
                report.widths(),
                report.split(),
                report.regime(),
                bounds == null ? null : bounds(bounds),
                report.tables().stream().map(Thinning::table).toList());
    }

    private static Fit fit(Fit fit) {
        int[] points = points(fit.axes(), fit.y().length);
        int arrays = fit.curves().stream()
                .mapToInt(curve -> curve.spread() == null ? 1 : 2)
                .sum();
        int[] times = even(fit.t().length, Math.max(8, Math.min(TIMES, IN_FIT / Math.max(1, arrays * points.length))));
        // Beyond two inputs the curves are at the samples.
        int[] samples = fit.axes().length == 0 ? points : even(fit.y().length, 2000);
        return new Fit(
                fit.inputs(),
                fit.target(),
                pick(fit.t(), times),
                axes(fit.axes()),
                fit.curves().stream()
                        .map(curve -> new Fit.Curve(
                                curve.name(),
                                curve.rung(),
                                pick(curve.h(), times, points),
                                curve.spread() == null ? null : pick(curve.spread(), times, points)))
                        .toList(),
                Arrays.stream(samples).mapToObj(i -> fit.x()[i]).toArray(double[][]::new),
                pick(fit.y(), samples));
    }

    private static double[][] axes(double[][] axes) {
        int most = axes.length == 1 ? POINTS : SIDE;
        return Arrays.stream(axes)
                .map(axis -> pick(axis, even(axis.length, most)))
                .toArray(double[][]::new);
    }

    /** Which points of a line, of a grid or of the samples stay. */
    private static int[] points(double[][] axes, int samples) {
        if (axes.length != 2) {
            return axes.length == 1 ? even(axes[0].length, POINTS) : even(samples, 1000);
        }
        int[] rows = even(axes[0].length, SIDE);
        int[] columns = even(axes[1].length, SIDE);
        return Arrays.stream(rows)
                .flatMap(i -> Arrays.stream(columns).map(j -> i * axes[1].length + j))
                .toArray();
    }

    private static List<Series> series(List<Series> all) {
        return all.stream()
                .map(series -> {
                    int[] kept = even(series.x().length, IN_SERIES);
                    return new Series(
                            series.name(),
                            series.rung(),
                            pick(series.x(), kept),
                            pick(series.value(), kept),
                            series.spread() == null ? null : pick(series.spread(), kept));
                })
                .toList();
    }

    private static Frequencies frequencies(Frequencies all) {
        int[] xi = even(all.xi().length, FREQUENCIES);
        int[] times = even(all.t().length, TIMES);
        return new Frequencies(
                all.label(),
                all.theoryName(),
                pick(all.xi(), xi),
                pick(all.t(), times),
                map(all.theory(), xi, times),
                map(all.net(), xi, times),
                Arrays.stream(even(all.halfLives().size(), ROWS))
                        .mapToObj(i -> all.halfLives().get(i))
                        .toList());
    }

    private static double @Nullable [][] map(double @Nullable [][] values, int[] rows, int[] columns) {
        return values == null ? null : pick(values, rows, columns);
    }

    private static Bounds bounds(Bounds bounds) {
        Bounds.Pointwise all = bounds.pointwise();
        if (all == null) {
            return bounds;
        }
        int[] points = points(all.axes(), all.bound().length);
        return new Bounds(
                bounds.rows(),
                new Bounds.Pointwise(
                        all.inputs(), axes(all.axes()), pick(all.error(), points), pick(all.bound(), points)));
    }

    private static Table table(Table table) {
        int rows = table.rows().size();
        if (rows <= ROWS) {
            return table;
        }
        String note = String.format(Locale.ROOT, "The first %,d of %,d rows. %s", ROWS, rows, table.note());
        return new Table(table.title(), table.columns(), table.rows().subList(0, ROWS), note.strip());
    }

    /** At most so many of n indices, ascending, evenly spaced, with both ends. */
    static int[] even(int n, int most) {
        return n <= most
                ? IntStream.range(0, n).toArray()
                : IntStream.range(0, most)
                        .map(j -> (int) Math.round(j * (n - 1.0) / (most - 1)))
                        .toArray();
    }

    private static double[] pick(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }

    private static double[][] pick(double[][] values, int[] rows, int[] columns) {
        return Arrays.stream(rows).mapToObj(i -> pick(values[i], columns)).toArray(double[][]::new);
    }
}
