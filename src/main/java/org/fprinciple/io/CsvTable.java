package org.fprinciple.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fprinciple.InvalidInputException;

/** A table of finite numbers with named columns, from a CSV file as {@link CsvRows} reads it. */
public final class CsvTable {
    private final List<String> names;
    private final double[][] rows;
    private final int[] lines;

    private CsvTable(List<String> names, double[][] rows, int[] lines) {
        this.names = names;
        this.rows = rows;
        this.lines = lines;
    }

    /**
     * Reads a file whole.
     *
     * @throws InvalidInputException where the path is not such a file or a cell is not a finite number; the sentence
     *     names the line of the file, from 1, and the column
     */
    public static CsvTable read(Path path) throws IOException {
        try (CsvRows file = CsvRows.open(path)) {
            List<double[]> rows = new ArrayList<>();
            int[] lines = new int[1024];
            while (file.next()) {
                if (rows.size() == lines.length) {
                    lines = Arrays.copyOf(lines, 2 * lines.length);
                }
                lines[rows.size()] = Math.toIntExact(file.line());
                rows.add(file.values().clone());
            }
            return new CsvTable(file.names(), rows.toArray(new double[0][]), Arrays.copyOf(lines, rows.size()));
        }
    }

    /** The columns' names, without space around them. */
    public List<String> names() {
        return names;
    }

    /** The numbers, shape (rows, columns), at least one row: the table's own, to be left unchanged. */
    public double[][] rows() {
        return rows;
    }

    /** The line of the file, from 1, on which a row, from 0, starts. */
    public int line(int row) {
        return lines[row];
    }
}
