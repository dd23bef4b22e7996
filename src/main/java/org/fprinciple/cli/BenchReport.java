package org.fprinciple.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fprinciple.backend.Memory;
import org.fprinciple.backend.Processor;
import org.fprinciple.bench.GrowthCases;
import org.fprinciple.bench.Row;
import org.fprinciple.bench.Settings;
import org.fprinciple.bench.Subject;
import org.fprinciple.report.Figures;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** bench.json, its figures, and its table on stdout. */
final class BenchReport {
    private final Settings settings;
    private final List<Row> rows;
    private final ObjectNode document = Manifest.JSON.createObjectNode();

    BenchReport(Settings settings, List<Row> rows) {
        this.settings = settings;
        this.rows = rows;
        document.put("machine", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        document.put("processor", Processor.name());
        document.put("cores", Runtime.getRuntime().availableProcessors());
        document.put("memory_available_bytes", Memory.machine());
        document.put("java", System.getProperty("java.version") + ", " + System.getProperty("java.vendor"));
        document.put(
                "date",
                OffsetDateTime.now(ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        document.put("version", Version.NUMBER);
        document.put("commit", Version.commit());
        document.put("threads", settings.threads());
        document.put("quick", settings.quick());
        ObjectNode absent = document.putObject("absent_peers");
        settings.peers().absent().forEach(absent::put);
        ArrayNode table = document.putArray("rows");
        rows.forEach(row -> fill(table.addObject(), row));
    }

    /** What does not apply is left out. */
    private static void fill(ObjectNode node, Row row) {
        Subject subject = row.subject();
        node.put("case", subject.name());
        node.put("what", subject.what());
        node.put("by", row.by());
        node.put("peer", !row.own());
        if (row.version() != null) {
            node.put("version", row.version());
        }
        if (subject.width() > 0) {
            node.put("m", subject.width());
        }
        node.put("d", subject.dimension());
        if (subject.n() > 0) {
            node.put("n", subject.n());
        }
        if (subject.modes() > 0) {
            node.put("modes_per_axis", subject.modes());
        }
        if (Double.isFinite(subject.tolerance())) {
            node.put("tolerance", subject.tolerance());
        }
        if (row.ms().length > 0) {
            node.put("median_ms", row.median());
            ArrayNode ms = node.putArray("ms");
            for (double repetition : row.ms()) {
                ms.add(repetition);
            }
        }
        if (Double.isFinite(row.error())) {
            node.put("error", row.error());
        }
        if (!row.ratios().isEmpty()) {
            ObjectNode ratios = node.putObject("ratio_to");
            row.ratios().forEach(ratios::put);
        }
        if (row.peakBytes() > 0) {
            node.put("peak_memory_bytes", row.peakBytes());
        }
        if (row.command() != null) {
            node.put("command", row.command());
        }
        if (row.note() != null) {
            node.put("note", row.note());
        }
        if (row.failed()) {
            node.put("failed", true);
        }
    }

    void write(RunFolder folder, boolean figures) throws IOException {
        Files.writeString(
                folder.file("bench.json"), Manifest.JSON.writeValueAsString(document) + "\n", StandardCharsets.UTF_8);
        if (figures) {
            growth(folder, "growth-n", GrowthCases.OVER_POINTS, "points n");
            growth(folder, "growth-modes", GrowthCases.OVER_MODES, "modes on each of two axes");
        }
    }

    private void growth(RunFolder folder, String file, String prefix, String label) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        rows.stream()
                .filter(row ->
                        row.own() && row.ms().length > 0 && row.subject().name().startsWith(prefix))
                .forEach(row -> names.add(row.subject().name()));
        if (names.isEmpty()) {
            return;
        }
        double[][] x = new double[names.size()][];
        double[][] ms = new double[names.size()][];
        int curve = 0;
        for (String name : names) {
            List<Row> points = rows.stream()
                    .filter(row -> row.own()
                            && row.ms().length > 0
                            && row.subject().name().equals(name))
                    .toList();
            x[curve] = points.stream()
                    .mapToDouble(row -> prefix.equals(GrowthCases.OVER_POINTS)
                            ? row.subject().n()
                            : row.subject().modes())
                    .toArray();
            ms[curve++] = points.stream().mapToDouble(Row::median).toArray();
        }
        List<String> shown = names.stream()
                .map(name -> name.substring(prefix.length()).replace('-', ' '))
                .toList();
        Figures.growth(label, shown, x, ms).write(folder.file(file));
    }

    void print(Path folder, OutputOptions output, Log log) {
        if (output.json) {
            ObjectNode summary = document.deepCopy();
            summary.put("out", folder.toString());
            System.out.println(Manifest.JSON.writeValueAsString(summary));
        } else if (!output.quiet) {
            System.out.println(document.get("processor").asString() + ", "
                    + document.get("cores").asInt() + " core(s), Java "
                    + document.get("java").asString() + ", " + settings.threads() + " thread(s)");
            BenchTable.lines(rows).forEach(System.out::println);
            System.out.println("results in " + folder);
        }
        settings.peers().absent().forEach((peer, why) -> log.say("not compared with " + peer + ": " + why));
    }
}
