package org.fprinciple.cli;

import java.io.IOException;
import java.util.List;
import org.fprinciple.io.CsvWriter;
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

    /** User's units in one normalised unit of an axis; NaN for shells, which have no axis. */
    static double scale(Normalisation map, String axis) {
        int place = map.keptNames().indexOf(axis);
        return place < 0 ? Double.NaN : map.scale()[place];
    }
}
