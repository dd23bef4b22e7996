package org.fprinciple.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.CsvWriter;
import org.fprinciple.io.FileChecks;
import org.fprinciple.problem.Normalisation;
import org.fprinciple.solution.HalfLife;

/** half-life.csv: when each frequency is half learned. */
final class HalfLifeFile {
    private HalfLifeFile() {}

    static void write(RunFolder folder, Normalisation map, HalfLife[] halfLives) throws IOException {
        CsvWriter.write(
                folder.file("half-life.csv"),
                halfLives.length,
                List.of(
                        CsvWriter.Column.numbers("xi", i -> halfLives[i].xi()),
                        CsvWriter.Column.numbers("half_life", i -> halfLives[i].time()),
                        new CsvWriter.Column("reached", i -> Boolean.toString(halfLives[i].reached())),
                        new CsvWriter.Column("axis", i -> halfLives[i].axis()),
                        CsvWriter.Column.numbers("xi_user", i -> halfLives[i].xi() / scale(map, halfLives[i].axis())),
                        CsvWriter.Column.numbers("start", i -> halfLives[i].start())));
    }

    /** Reads it. */
    static HalfLife[] read(Path file) throws IOException {
        FileChecks.requireContent(file);
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
            return rows.stream()
                    .map(row -> new HalfLife(
                            Double.parseDouble(row.getField("xi")),
                            row.getField("axis"),
                            Double.parseDouble(row.getField("half_life")),
                            Double.parseDouble(row.getField("start")),
                            Boolean.parseBoolean(row.getField("reached"))))
                    .toArray(HalfLife[]::new);
        } catch (NumberFormatException | java.util.NoSuchElementException | CsvParseException e) {
            throw new InvalidInputException(file + " is no half-life.csv of lfp: it has been changed.", e);
        }
    }

    /** User's units in one normalised unit of an axis; NaN for shells, which have no axis. */
    static double scale(Normalisation map, String axis) {
        int place = map.keptNames().indexOf(axis);
        return place < 0 ? Double.NaN : map.scale()[place];
    }
}
