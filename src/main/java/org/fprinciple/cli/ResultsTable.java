package org.fprinciple.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.validate.Rung;
import org.fprinciple.validate.Verdict;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The results of cases as a table in a Markdown file, between two marks. */
final class ResultsTable {
    private static final String BEGIN = "<!-- results -->";
    private static final String END = "<!-- end -->";

    private final Path file;
    private final String before;
    private final String after;

    private ResultsTable(Path file, String before, String after) {
        this.file = file;
        this.before = before;
        this.after = after;
    }

    /**
     * Reads the file.
     *
     * @throws InvalidInputException if it is not there, or has no marks
     */
    static ResultsTable open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    "--table " + file + " is no file: name one with the lines " + BEGIN + " and " + END + ".");
        }
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new InvalidInputException(
                    "--table " + file + " has no place for a table: add the lines " + BEGIN + " and " + END + ".");
        }
        return new ResultsTable(file, text.substring(0, begin + BEGIN.length()), text.substring(end));
    }

    /** @param rows what the verdict.json of each case holds */
    void write(ArrayNode rows, Backend backend) throws IOException {
        StringBuilder text = new StringBuilder(before);
        text.append(String.format(
                Locale.ROOT,
                "%n%nMeasured on %s, commit %s, %s, Java %s.%n%n",
                LocalDate.now(ZoneOffset.UTC),
                Version.commit(),
                backend.description(),
                System.getProperty("java.version")));
        text.append(
                "| case | m | nets | net − simplified | net − exact | net − infinite width | net − own kernel | own kernel −"
                        + " infinite width | verdict | s |\n|---|---|---|---|---|---|---|---|---|---|\n");
        for (JsonNode row : rows) {
            JsonNode widths = row.get("widths");
            for (int w = 0; w < widths.size(); w++) {
                JsonNode width = widths.get(w);
                boolean last = w == widths.size() - 1;
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %,d | %d | %s | %s | %s | %s | %s | %s | %s |%n",
                        row.get("case").asString(),
                        width.get("width").asInt(),
                        width.get("seeds").asInt(),
                        percent(width, Rung.NET, Rung.SIMPLIFIED),
                        percent(width, Rung.NET, Rung.EXACT),
                        percent(width, Rung.NET, Rung.INFINITE),
                        percent(width, Rung.NET, Rung.OWN),
                        percent(width, Rung.OWN, Rung.INFINITE),
                        last ? verdict(row) : "",
                        last ? String.format(Locale.ROOT, "%.0f", number(row, "seconds")) : ""));
            }
        }
        text.append("\n| case | criterion | m | value | limit | |\n|---|---|---|---|---|---|\n");
        for (JsonNode row : rows) {
            for (JsonNode criterion : row.get("criteria")) {
                double error = number(criterion, "standard_error");
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %,d | %.3g%s | %s %.3g | %s |%n",
                        row.get("case").asString(),
                        criterion.get("name").asString(),
                        criterion.get("width").asInt(),
                        number(criterion, "value"),
                        error > 0 ? " ± " + Verdict.uncertainty(error) : "",
                        criterion.get("limit_is").asString().equals("max") ? "≤" : "≥",
                        number(criterion, "limit"),
                        criterion.get("passed").asBoolean() ? "met" : "not met"));
            }
        }
        for (JsonNode row : rows) {
            text.append("\n- **" + row.get("case").asString() + "**: "
                    + row.get("sentence").asString());
        }
        text.append("\n\n").append(after);
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static String verdict(JsonNode row) {
        return (row.get("passed").asBoolean()
                        ? "passed"
                        : "failed: " + row.get("cause").asString())
                + (row.get("as_expected").asBoolean() ? "" : ", not as expected");
    }

    private static String percent(JsonNode width, Rung a, Rung b) {
        JsonNode difference = width.get("differences").get(a.key() + "-" + b.key());
        double percent = 100 * number(difference, "relative");
        double error = percent * number(difference, "standard_error") / number(difference, "rms");
        return String.format(Locale.ROOT, "%.2g%s %%", percent, error > 0 ? " ± " + Verdict.uncertainty(error) : "");
    }

    /** NaN where JSON has none. */
    private static double number(JsonNode node, String key) {
        return node.get(key).asDouble(Double.NaN);
    }
}
