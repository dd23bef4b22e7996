package org.fprinciple.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fprinciple.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
    @TempDir
    Path folder;

    @Test
    void readsNumbersNamesAndLines() throws IOException {
        CsvTable table = read("x, y \n1,2.5\n\n   \n -3e2 , +.5\r\n\"7\",8\n");
        assertThat(table.names()).containsExactly("x", "y");
        assertThat(table.rows()).isDeepEqualTo(new double[][] {{1, 2.5}, {-300, 0.5}, {7, 8}});
        assertThat(new int[] {table.line(0), table.line(1), table.line(2)}).containsExactly(2, 5, 6);
    }

    @Test
    void countsLinesNotRecords() throws IOException {
        CsvTable table = read("\n\"two\nlines\",y\n1,2\n");
        assertThat(table.names()).containsExactly("two\nlines", "y");
        assertThat(table.line(0)).isEqualTo(4);
    }

    @Test
    void passesOverAByteOrderMarkAndNeedsNoLastLineEnd() throws IOException {
        CsvTable table = read("\ufeff\"x\"\n1");
        assertThat(table.names()).containsExactly("x");
        assertThat(table.rows()).isDeepEqualTo(new double[][] {{1}});
    }

    @Test
    void readsMoreRowsThanItMakesRoomForAtFirst() throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        int rows = 5000;
        for (int i = 0; i < rows; i++) {
            text.append(i).append(',').append(i * 0.1).append('\n');
        }
        CsvTable table = read(text.toString());
        assertThat(table.rows().length).isEqualTo(rows);
        for (int i = 0; i < rows; i++) {
            assertThat(table.rows()[i]).containsExactly(i, i * 0.1);
            assertThat(table.line(i)).isEqualTo(i + 2);
        }
    }

    @Test
    void refusesPathsAndFilesWithoutRows() throws IOException {
        assertThatThrownBy(() -> CsvTable.read(folder.resolve("absent.csv")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("absent.csv: there is no such file; check");
        assertThatThrownBy(() -> CsvTable.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(folder + ": this is a folder;");
        assertRefused("", "data.csv: the file is empty;");
        assertRefused("\n \n", "data.csv: the file has only blank lines;");
        assertRefused("x,y\n\n", "data.csv: the file has column names but no rows;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,2\n3,4\n", "1,1\n3,4\n", "1.5,nan\n3,4\n", "-Inf\n3\n"})
    void refusesAMissingHeader(String text) {
        assertRefused(text, "data.csv: the file has no header (its first row is numbers); add a line");
    }

    @Test
    void refusesNamesThatAreEmptyOrTwice() {
        assertRefused("x, ,z\n1,2,3\n", "data.csv, line 1: column 2 has no name;");
        assertRefused("\nx,y, x\n1,2,3\n", "data.csv, line 2: two columns are named \"x\";");
    }

    @Test
    void refusesRowsOfAnotherLength() {
        assertRefused("x,y\n1,2\n\n3\n", "data.csv, line 4: the row has 1 field but the header has 2 fields;");
        assertRefused("x,y\n1,2,3\n", "data.csv, line 2: the row has 3 fields but the header has 2 fields;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "nan",
                "NaN",
                "inf",
                "-Infinity",
                "1e999",
                "1d",
                "1f",
                "0x1p3",
                "1 2",
                "1e",
                "--1",
                ".",
                "\u0661"
            })
    void refusesWhatIsNotAFiniteNumber(String text) {
        assertRefused(
                "x,the y\n1,2\n3," + text + "\n",
                "data.csv, line 3, column \"the y\": \"" + text + "\" is not a finite number; correct it");
    }

    @Test
    void refusesAnEmptyCell() {
        assertRefused("x,y\n1, \n", "data.csv, line 2, column \"y\": the cell is empty; correct it");
        assertRefused("x\n1\n\"\"\n", "data.csv, line 3, column \"x\": the cell is empty; correct it");
    }

    @Test
    void quotesLongTextInPartAndOnOneLine() {
        assertRefused("x\n\"a\nb" + "c".repeat(99) + "\"\n", "\"a b" + "c".repeat(37) + "...\" is not a finite number");
    }

    @Test
    void refusesOtherSeparators() {
        assertRefused("x;y\n1,5;2\n", "data.csv: the columns are separated by semicolons; save the file with commas");
        assertRefused("x\ty\n1\t2\n", "data.csv: the columns are separated by tabs; save the file with commas");
    }

    @Test
    void refusesAQuotationMarkThatIsNeverClosed() {
        assertRefused("x,y\n1,2\n3,\"4\n5,6\n", "data.csv, after line 2: a quotation mark is never closed;");
    }

    @Test
    void refusesTextThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("data.csv");
        String late = "x,y\n" + "1,2\n".repeat(30_000) + "\u00e9,1\n";
        for (String text : new String[] {"\u00e9,y\n1,2\n", late}) {
            Files.writeString(file, text, StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> CsvTable.read(file))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("data.csv: this is not text in UTF-8; save it");
        }
        Files.writeString(file, "x,y\n1,2\n", StandardCharsets.UTF_16);
        assertThatThrownBy(() -> CsvTable.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not text in UTF-8");
    }

    private void assertRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(message);
    }

    private CsvTable read(String text) throws IOException {
        return CsvTable.read(Files.writeString(folder.resolve("data.csv"), text));
    }
}
