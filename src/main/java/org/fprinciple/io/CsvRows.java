package org.fprinciple.io;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.fprinciple.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table of finite numbers with named columns, one after another, from a CSV file of any size: UTF-8,
 * separated by commas, its first line the columns' names. Blank lines are passed over.
 */
public final class CsvRows implements Closeable {
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final int LONGEST_QUOTE = 40;

    private final Path path;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> names;
    private final double[] values;
    /** Where the last record that was read starts, from 1; 0 before the first. */
    private long line;

    /** Whether there was a row. */
    private boolean any;

    private CsvRows(Path path, Reader reader) throws IOException {
        this.path = path;
        // The lengths of the rows are compared here, where the columns' names are known.
        this.records = CsvReader.builder()
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(reader)
                .iterator();
        CsvRecord first = record();
        if (first == null) {
            throw new InvalidInputException(path + ": the file has only blank lines; save the data again.");
        }
        this.names = header(first);
        this.values = new double[names.size()];
    }

    /**
     * Opens a file and reads the columns' names.
     *
     * @throws InvalidInputException where the path is not such a file
     */
    public static CsvRows open(Path path) throws IOException {
        FileChecks.requireContent(path);
        // A decoder of its own reports bytes that are not UTF-8; by default they would be replaced.
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8.newDecoder()));
        try {
            skipByteOrderMark(reader);
            return new CsvRows(path, reader);
        } catch (CharacterCodingException e) {
            reader.close();
            throw notUtf8(path, e);
        } catch (IOException | InvalidInputException e) {
            reader.close();
            throw e;
        }
    }

    /** The columns' names, without space around them. */
    public List<String> names() {
        return names;
    }

    /**
     * Goes to the next row, if there is one.
     *
     * @throws InvalidInputException where a cell is not a finite number, the file has no row at all or is no such file;
     *     the sentence names the line of the file, from 1, and the column
     */
    public boolean next() throws IOException {
        CsvRecord record = record();
        if (record == null) {
            if (!any) {
                throw new InvalidInputException(
                        path + ": the file has column names but no rows; add one line per data point.");
            }
            return false;
        }
        any = true;
        if (record.getFieldCount() != values.length) {
            throw new InvalidInputException(at(line) + ": the row has " + fields(record.getFieldCount())
                    + " but the header has " + fields(values.length) + "; make them equal.");
        }
        for (int column = 0; column < values.length; column++) {
            String text = record.getField(column);
            values[column] = finite(text);
            if (Double.isNaN(values[column])) {
                throw new InvalidInputException(at(line) + ", column " + quoted(names.get(column)) + ": "
                        + (text.isBlank() ? "the cell is empty" : quoted(text) + " is not a finite number")
                        + "; correct it or remove the row.");
            }
        }
        return true;
    }

    /** The numbers of the row, one for each column; the next row overwrites them. */
    public double[] values() {
        return values;
    }

    /** The line of the file, from 1, on which the row starts. */
    public long line() {
        return line;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    /** The mark that some programs put first is no part of the first name. */
    private static void skipByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
    }

    private static InvalidInputException notUtf8(Path path, Exception cause) {
        return new InvalidInputException(path + ": this is not text in UTF-8; save it as CSV in UTF-8.", cause);
    }

    /** The next line that is not blank; null at the end. */
    private @Nullable CsvRecord record() throws IOException {
        try {
            while (records.hasNext()) {
                CsvRecord record = records.next();
                line = record.getStartingLineNumber();
                if (!isBlank(record)) {
                    return record;
                }
            }
            return null;
        } catch (CsvParseException e) {
            throw new InvalidInputException(
                    path + ", after line " + line + ": a quotation mark is never closed; close or remove it.", e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw notUtf8(path, e);
            }
            throw e.getCause();
        }
    }

    /** A line of spaces only; FastCSV itself passes over lines without any character. */
    private static boolean isBlank(CsvRecord record) {
        return record.getFieldCount() == 1
                && !record.getField(0).isEmpty()
                && record.getField(0).isBlank();
    }

    private List<String> header(CsvRecord record) {
        List<String> header = record.getFields().stream().map(String::strip).toList();
        long line = record.getStartingLineNumber();
        if (header.stream().allMatch(CsvRows::looksNumeric)) {
            throw new InvalidInputException(
                    path + ": the file has no header (its first row is numbers); add a line of column names.");
        }
        if (header.size() == 1) {
            refuseSeparator(header.get(0), ";", "semicolons");
            refuseSeparator(header.get(0), "\t", "tabs");
        }
        Set<String> seen = new HashSet<>();
        for (int column = 0; column < header.size(); column++) {
            String name = header.get(column);
            if (name.isEmpty()) {
                throw new InvalidInputException(
                        at(line) + ": column " + (column + 1) + " has no name; name it or remove it.");
            }
            if (!seen.add(name)) {
                throw new InvalidInputException(
                        at(line) + ": two columns are named " + quoted(name) + "; rename one of them.");
            }
        }
        return header;
    }

    private void refuseSeparator(String onlyName, String separator, String separators) {
        if (onlyName.contains(separator)) {
            throw new InvalidInputException(path + ": the columns are separated by " + separators
                    + "; save the file with commas between columns and points in numbers.");
        }
    }

    private static boolean looksNumeric(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return !Double.isNaN(finite(text)) || word.equals("nan") || word.matches("[+-]?inf(inity)?");
    }

    /** The number that a text stands for; NaN for any other text, NaN, infinity or a number beyond doubles. */
    private static double finite(String text) {
        String stripped = text.strip();
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            // Java would also take 1d, 0x1p3 and NaN.
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return Double.NaN;
            }
        }
        try {
            double value = Double.parseDouble(stripped);
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private String at(long line) {
        return path + ", line " + line;
    }

    private static String fields(int count) {
        return count + (count == 1 ? " field" : " fields");
    }

    /** In quotation marks, on one line and not long. */
    private static String quoted(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
        return "\"" + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "..." : line) + "\"";
    }
}
