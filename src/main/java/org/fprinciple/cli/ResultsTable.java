package org.fprinciple.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.validate.Difference;
import org.fprinciple.validate.Ladder;
import org.fprinciple.validate.Rung;
import org.fprinciple.validate.Verdict;

/** The results of cases as a table in a Markdown file, between two marks. */
final class ResultsTable {
    private static final String BEGIN = "<!-- results -->";
    private static final String END = "<!-- end -->";

    private final Path file;
    private final String before;
    private final String after;
    private final List<CaseResults> rows = new ArrayList<>();

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

    void add(CaseResults results) {
        rows.add(results);
    }

    void write(Backend backend) throws IOException {
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
        for (CaseResults row : rows) {
            for (Ladder.Width width : row.ladder().widths()) {
                boolean last = width.width() == row.ladder().widest().width();
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %,d | %d | %s | %s | %s | %s | %s | %s | %s |%n",
                        row.run().name(),
                        width.width(),
                        width.seeds().size(),
                        percent(width, Rung.NET, Rung.SIMPLIFIED),
                        percent(width, Rung.NET, Rung.EXACT),
                        percent(width, Rung.NET, Rung.INFINITE),
                        percent(width, Rung.NET, Rung.OWN),
                        percent(width, Rung.OWN, Rung.INFINITE),
                        last ? verdict(row) : "",
                        last ? String.format(Locale.ROOT, "%.0f", row.seconds()) : ""));
            }
        }
        text.append("\n| case | criterion | m | value | limit | |\n|---|---|---|---|---|---|\n");
        for (CaseResults row : rows) {
            for (Verdict.Criterion c : row.verdict().criteria()) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %,d | %.3g%s | %s %.3g | %s |%n",
                        row.run().name(),
                        c.name(),
                        c.width(),
                        c.value(),
                        c.standardError() > 0 ? " ± " + Verdict.uncertainty(c.standardError()) : "",
                        c.atMost() ? "≤" : "≥",
                        c.limit(),
                        c.passed() ? "met" : "not met"));
            }
        }
        text.append(rows.stream()
                .map(row -> "\n- **" + row.run().name() + "**: " + row.verdict().sentence())
                .collect(Collectors.joining()));
        text.append("\n\n").append(after);
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static String verdict(CaseResults row) {
        return (row.verdict().passed()
                        ? "passed"
                        : "failed: " + Choice.word(row.verdict().cause()))
                + (row.verdict().asExpected() ? "" : ", not as expected");
    }

    private static String percent(Ladder.Width width, Rung a, Rung b) {
        Difference difference = width.difference(a, b);
        double error = 100 * difference.standardError() / difference.size();
        return String.format(
                Locale.ROOT,
                "%.2g%s %%",
                100 * difference.relative(),
                error > 0 ? " ± " + Verdict.uncertainty(error) : "");
    }
}
