package org.fprinciple.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fprinciple.backend.Memory;
import org.fprinciple.bench.Row;
import org.fprinciple.bench.Subject;

/** Rows of a benchmark as lines for people: medians, and ours as multiples of each peer's. */
final class BenchTable {
    private static final List<String> HEAD =
            List.of("case", "by", "m", "n", "modes", "tolerance", "median", "error", "memory", "times as long as");
    private static final String[] POWERS = {"", "", "²", "³"};

    private BenchTable() {}

    static List<String> lines(List<Row> rows) {
        List<List<String>> cells = new ArrayList<>(List.of(HEAD));
        String name = "";
        for (Row row : rows) {
            // A case is named once.
            cells.add(cells(row, !row.subject().name().equals(name)));
            name = row.subject().name();
        }
        int[] widths = new int[HEAD.size()];
        for (int c = 0; c < widths.length - 1; c++) {
            int column = c;
            // A column with nothing but its head is left out.
            if (cells.stream().skip(1).anyMatch(line -> !line.get(column).isEmpty())) {
                widths[c] = cells.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0);
            }
        }
        return cells.stream().map(line -> line(line, widths)).toList();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            if (widths[c] == 0 && c < widths.length - 1) {
                continue;
            }
            String padding = " ".repeat(Math.max(0, widths[c] - cells.get(c).length()));
            boolean words = c < 2 || c == widths.length - 1;
            line.append(words ? cells.get(c) + padding : padding + cells.get(c)).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static List<String> cells(Row row, boolean named) {
        Subject subject = row.subject();
        String last = row.ratios().entrySet().stream()
                .map(ratio -> String.format(Locale.ROOT, "%.2f × %s", ratio.getValue(), ratio.getKey()))
                .collect(Collectors.joining("; "));
        if (row.note() != null) {
            last = last + (last.isEmpty() ? "" : "; ") + (row.failed() ? "failed: " : "") + row.note();
        }
        return Arrays.asList(
                named ? subject.name() : "",
                row.by(),
                subject.width() == 0 ? "" : String.format(Locale.ROOT, "%,d", subject.width()),
                subject.n() == 0 ? "" : String.format(Locale.ROOT, "%,d", subject.n()),
                subject.modes() == 0
                        ? ""
                        : String.format(Locale.ROOT, "%,d", subject.modes())
                                + (subject.dimension() > 3 ? "" : POWERS[subject.dimension()]),
                Double.isNaN(subject.tolerance()) ? "" : String.format(Locale.ROOT, "%.0e", subject.tolerance()),
                row.ms().length == 0 ? "-" : time(row.median()),
                Double.isNaN(row.error()) ? "" : String.format(Locale.ROOT, "%.1e", row.error()),
                row.peakBytes() == 0 ? "" : Memory.text((double) row.peakBytes()),
                last);
    }

    private static String time(double ms) {
        return ms < 1
                ? String.format(Locale.ROOT, "%.3f ms", ms)
                : ms < 1000
                        ? String.format(Locale.ROOT, "%.3g ms", ms)
                        : String.format(Locale.ROOT, "%.2f s", ms / 1e3);
    }
}
