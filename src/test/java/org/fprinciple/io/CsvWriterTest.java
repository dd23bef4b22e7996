package org.fprinciple.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.CsvWriter.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvWriterTest {
    @TempDir
    Path folder;

    @Test
    void writesNumbersAndText() throws IOException {
        Path file = folder.resolve("out.csv");
        CsvWriter.write(
                file,
                2,
                List.of(
                        Column.numbers("year", new double[] {1958, 0.1}),
                        Column.numbers("a,b \"c\"", row -> -row),
                        new Column("kind", row -> row == 0 ? "plain" : "x,y")));
        assertThat(file).hasContent("year,\"a,b \"\"c\"\"\",kind\n1958.0,0.0,plain\n0.1,-1.0,\"x,y\"\n");
        assertThat(Files.readString(file)).doesNotContain("\r").endsWith("\n");
    }

    @Test
    void readsBackExactly() throws IOException {
        double[] values = new Random(5).doubles(2000, -1e9, 1e9).toArray();
        Path file = folder.resolve("out.csv");
        CsvWriter.write(file, values.length, List.of(Column.numbers("a,\n\u00e9", values)));
        CsvTable table = CsvTable.read(file);
        assertThat(table.names()).containsExactly("a,\n\u00e9");
        assertThat(table.rows())
                .isDeepEqualTo(
                        Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new));
    }

    /** JDK 17's own Double.toString writes the first two with needless digits. */
    @ParameterizedTest
    @CsvSource({
        "2e23, 2.0E23",
        "8.41e21, 8.41E21",
        "2e-3, 0.002",
        "1.1e-5, 1.1E-5",
        "2.2250738585072014e-308, 2.2250738585072014E-308",
        "4.9e-324, 4.9E-324",
        "1958, 1958.0",
        "-0.0, -0.0",
        "1e7, 1.0E7",
        "1e-3, 0.001",
        "2.0000000000000002e0, 2.0",
        "9007199254740993e3, 9.007199254740993E18"
    })
    void writesTheSameOnEveryJdk(double value, String text) {
        assertThat(CsvWriter.number(value)).isEqualTo(text);
    }

    /** By exact arithmetic: rounding to one digit less never gives the number back. */
    @Test
    void writesTheShortestDecimalThatReadsBack() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            double value = i % 2 == 0 ? random.nextGaussian() : Double.longBitsToDouble(random.nextLong());
            if (!Double.isFinite(value) || Math.abs(value) < Double.MIN_NORMAL) {
                continue;
            }
            String text = CsvWriter.number(value);
            assertThat(Double.parseDouble(text)).isEqualTo(value);
            int digits = new BigDecimal(text).stripTrailingZeros().precision();
            if (digits > 2) {
                BigDecimal shorter = new BigDecimal(value).round(new MathContext(digits - 1));
                assertThat(shorter.doubleValue()).as(text).isNotEqualTo(value);
            }
        }
    }

    @Test
    void refusesAPathWhereNoFileCanBe() {
        assertThatThrownBy(() -> CsvWriter.write(folder, 0, List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(folder + ": this is a folder;");
    }
}
