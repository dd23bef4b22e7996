package org.fprinciple.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.io.CsvWriter;
import org.fprinciple.io.NpzWriter;
import org.fprinciple.problem.Normalisation;
import org.fprinciple.validate.Case;
import org.fprinciple.validate.Cause;
import org.fprinciple.validate.Curve;
import org.fprinciple.validate.Difference;
import org.fprinciple.validate.Frequency;
import org.fprinciple.validate.Ladder;
import org.fprinciple.validate.Measures;
import org.fprinciple.validate.Rung;
import org.fprinciple.validate.Slope;
import org.fprinciple.validate.Split;
import org.fprinciple.validate.Verdict;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The files of a validated case: verdict.json, ladder.npz, half-life.csv. */
record CaseResults(CaseRun run, Ladder ladder, Verdict verdict, double seconds) {

    void write(RunFolder folder) throws IOException {
        Files.writeString(
                folder.file("verdict.json"), Manifest.JSON.writeValueAsString(json()) + "\n", StandardCharsets.UTF_8);
        writeHalfLives(folder);
        writeCurves(folder);
    }

    /** What verdict.json holds. */
    ObjectNode json() {
        Case of = run.of();
        ObjectNode root = Manifest.JSON.createObjectNode();
        root.put("case", run.name());
        root.put("title", of.title());
        root.put("passed", verdict.passed());
        root.put("sentence", verdict.sentence());
        root.put("expect", Choice.word(of.expect()));
        root.put("as_expected", verdict.asExpected());
        root.put("cause", Choice.word(verdict.cause()));
        root.put("cause_words", verdict.cause().words());
        ArrayNode criteria = root.putArray("criteria");
        for (Verdict.Criterion criterion : verdict.criteria()) {
            ObjectNode node = criteria.addObject();
            node.put("name", criterion.name());
            node.put("width", criterion.width());
            number(node, "value", criterion.value());
            number(node, "standard_error", criterion.standardError());
            node.put("limit", criterion.limit());
            node.put("limit_is", criterion.atMost() ? "max" : "min");
            node.put("passed", criterion.passed());
        }
        ArrayNode missing = root.putArray("not_measured");
        verdict.notMeasured().forEach(missing::add);
        ArrayNode widths = root.putArray("widths");
        ladder.widths().forEach(width -> describe(widths.addObject(), width));
        ObjectNode slopes = root.putObject("slopes");
        for (Rung[] pair : pairs()) {
            Slope slope = ladder.slope(pair[0], pair[1]);
            if (slope != null) {
                ObjectNode node = slopes.putObject(pair[0].key() + "-" + pair[1].key());
                node.put("slope", slope.slope());
                number(node, "standard_error", slope.standardError());
            }
        }
        ArrayNode set = root.putArray("set");
        run.settings().forEach(set::add);
        root.put("seconds", seconds);
        return root;
    }

    private void describe(ObjectNode node, Ladder.Width width) {
        node.put("width", width.width());
        node.put("seeds", width.seeds().size());
        number(
                node,
                "t_last",
                width.seeds().stream().mapToDouble(Ladder.Seed::time).max().orElse(Double.NaN));
        for (String name : List.of("loss", "kernel-drift", "flipped", "moved")) {
            Measures.Value value = Measures.of(name, ladder, width);
            number(node, name.replace('-', '_'), value == null ? Double.NaN : value.value());
        }
        node.put(
                "gradients",
                width.seeds().stream().mapToLong(Ladder.Seed::gradients).sum());
        ObjectNode differences = node.putObject("differences");
        for (Rung[] pair : pairs()) {
            difference(differences.putObject(pair[0].key() + "-" + pair[1].key()), width.difference(pair[0], pair[1]));
        }
        Split split = Split.of(ladder, width, width.count());
        ObjectNode parts = node.putObject("split");
        for (Map.Entry<Cause, Difference> part : split.parts().entrySet()) {
            difference(parts.putObject(Choice.word(part.getKey()).replace('-', '_')), part.getValue());
        }
        difference(parts.putObject("total"), split.total());
    }

    private void difference(ObjectNode node, Difference difference) {
        double unit = map().targetScale();
        node.put("rms", unit * difference.rms());
        number(node, "standard_error", unit * difference.standardError());
        number(node, "relative", difference.relative());
        ArrayNode each = node.putArray("seeds");
        for (double rms : difference.each()) {
            each.add(unit * rms);
        }
    }

    private List<Rung[]> pairs() {
        List<Rung> rungs = ladder.rungs();
        List<Rung[]> pairs = new ArrayList<>();
        for (int i = 0; i < rungs.size(); i++) {
            for (int j = i + 1; j < rungs.size(); j++) {
                pairs.add(new Rung[] {rungs.get(i), rungs.get(j)});
            }
        }
        return pairs;
    }

    /** null where it is no number, as JSON has none of these. */
    private static void number(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }

    private Normalisation map() {
        return ladder.setting().data().normalisation();
    }

    /** Of the widest nets. */
    private void writeHalfLives(RunFolder folder) throws IOException {
        List<Frequency> rows = Frequency.of(ladder, ladder.widest());
        List<CsvWriter.Column> columns = new ArrayList<>(List.of(
                CsvWriter.Column.numbers("xi", i -> rows.get(i).xi()),
                new CsvWriter.Column("axis", i -> rows.get(i).axis()),
                CsvWriter.Column.numbers(
                        "xi_user",
                        i -> rows.get(i).xi()
                                / HalfLifeFile.scale(map(), rows.get(i).axis())),
                CsvWriter.Column.numbers("start", i -> rows.get(i).start()),
                new CsvWriter.Column(
                        "resolved", i -> Boolean.toString(rows.get(i).resolved())),
                new CsvWriter.Column(
                        "compared", i -> Boolean.toString(rows.get(i).compared()))));
        for (Rung rung : ladder.rungs()) {
            columns.add(CsvWriter.Column.numbers(rung.key(), i -> rows.get(i).time(rung)));
            if (rung == Rung.NET || rung == Rung.OWN) {
                columns.add(CsvWriter.Column.numbers(rung.key() + "_std", i -> Objects.requireNonNull(
                                rows.get(i).halfLives().get(rung))
                        .deviation()));
            }
            if (rung != Rung.NET) {
                columns.add(CsvWriter.Column.numbers(
                        rung.key() + "_over_net",
                        i -> rows.get(i).time(rung) / rows.get(i).time(Rung.NET)));
            }
        }
        CsvWriter.write(folder.file("half-life.csv"), rows.size(), columns);
    }

    /** Means over nets and, for the nets, their spread; X, y and h in the user's units. */
    private void writeCurves(RunFolder folder) throws IOException {
        DMatrixRMaj points = run.problem().evaluation().user();
        DMatrixRMaj x = map().inputsToUser(ladder.setting().data().inputs());
        double[] y = user(ladder.setting().data().targets());
        double[] xi = new double[ladder.spectrum().size()];
        for (int g = 0; g < xi.length; g++) {
            xi[g] = ladder.spectrum().frequency(g);
        }
        try (NpzWriter npz = new NpzWriter(folder.file("ladder.npz"))) {
            npz.add("t", ladder.times(), ladder.times().length);
            npz.add("X_eval", points.data, points.numRows, points.numCols);
            npz.add("X", x.data, x.numRows, x.numCols);
            npz.add("y", y, y.length);
            npz.add("xi", xi, xi.length);
            double[] widths =
                    ladder.widths().stream().mapToDouble(Ladder.Width::width).toArray();
            npz.add("widths", widths, widths.length);
            for (Ladder.Width width : ladder.widths()) {
                for (Rung rung : ladder.rungs()) {
                    // Shared theory was seen at all times.
                    if (!ladder.shared(rung)) {
                        write(npz, rung, width, rung.key() + "_" + width.width());
                    } else if (width.width() == ladder.widest().width()) {
                        write(npz, rung, width, rung.key());
                    }
                }
            }
        }
    }

    private void write(NpzWriter npz, Rung rung, Ladder.Width width, String name) throws IOException {
        int count = width.seeds().stream()
                .mapToInt(seed -> seed.rung(rung).h().length)
                .min()
                .orElse(0);
        int points = ladder.setting().points().numRows;
        npz.add("h_" + name, count, k -> user(mean(each(width, rung, curve -> curve.h()[k]))), count, points);
        npz.add("end_" + name, user(mean(each(width, rung, Curve::end))), points);
        npz.add("loss_" + name, mean(each(width, rung, curve -> Arrays.copyOf(curve.loss(), count))), count);
        npz.add(
                "residual_" + name,
                count,
                k -> mean(each(width, rung, curve -> curve.residual()[k])),
                count,
                ladder.spectrum().size());
        if (rung == Rung.NET && width.seeds().size() > 1) {
            npz.add("h_std_" + name, count, k -> spread(each(width, rung, curve -> curve.h()[k])), count, points);
        }
    }

    private static List<double[]> each(Ladder.Width width, Rung rung, Function<Curve, double[]> pick) {
        return width.seeds().stream().map(seed -> pick.apply(seed.rung(rung))).toList();
    }

    /** Mean over nets. */
    static double[] mean(List<double[]> functions) {
        double[] mean = new double[functions.get(0).length];
        for (double[] h : functions) {
            for (int i = 0; i < h.length; i++) {
                mean[i] += h[i] / functions.size();
            }
        }
        return mean;
    }

    /** Standard deviation of nets, divisor one less than their number, user's units. */
    double[] spread(List<double[]> functions) {
        double[] mean = mean(functions);
        double[] squares = new double[mean.length];
        for (double[] h : functions) {
            for (int i = 0; i < h.length; i++) {
                squares[i] += (h[i] - mean[i]) * (h[i] - mean[i]);
            }
        }
        for (int i = 0; i < squares.length; i++) {
            squares[i] = map().targetScale() * Math.sqrt(squares[i] / (functions.size() - 1));
        }
        return squares;
    }

    /** A function in the user's units. */
    double[] user(double[] h) {
        double[] values = h.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = map().targetToUser(values[i]);
        }
        return values;
    }
}
