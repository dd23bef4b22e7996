package org.fprinciple.io;

import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import tools.jackson.core.io.NumberOutput;

/** Writes tables as CSV: UTF-8, separated by commas, a line of names first, lines ended by LF on every system. */
public final class CsvWriter {
    private CsvWriter() {}

    /**
     * A column of a table.
     *
     * @param name its name in the first line
     * @param cell the text of a row, counted from 0; quoted in the file where it needs to be
     */
    public record Column(String name, IntFunction<String> cell) {
        /** A column of numbers, each written as {@link CsvWriter#number} does. */
        public static Column numbers(String name, IntToDoubleFunction value) {
            return new Column(name, row -> number(value.applyAsDouble(row)));
        }

        /** A column of numbers, one per row. */
        public static Column numbers(String name, double[] values) {
            return numbers(name, row -> values[row]);
        }
    }

    /**
     * Writes a file, replacing what it holds.
     *
     * @param rows the number of rows below the names
     * @throws org.fprinciple.InvalidInputException where no file can be made at that path
     */
    public static void write(Path path, int rows, List<Column> columns) throws IOException {
        try (var csv = de.siegmar.fastcsv.writer.CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(FileChecks.openForWriting(path), StandardCharsets.UTF_8)) {
            csv.writeRecord(columns.stream().map(Column::name).toArray(String[]::new));
            String[] cells = new String[columns.size()];
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < cells.length; column++) {
                    cells[column] = columns.get(column).cell().apply(row);
                }
                csv.writeRecord(cells);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * The shortest decimal that reads back as the same double, such as 1958.0 or 1.0E-5.
     *
     * <p>Double.toString is that only from JDK 19 on (JDK-4511638); Jackson has the same algorithm for every JDK, so
     * that a file does not depend on the JDK that wrote it.
     */
    public static String number(double value) {
        return NumberOutput.toString(value, true);
    }
}
