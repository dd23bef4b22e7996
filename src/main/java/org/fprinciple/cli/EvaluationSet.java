package org.fprinciple.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.CsvTable;
import org.fprinciple.io.Names;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.Normalisation;
import org.jspecify.annotations.Nullable;

/**
 * The points where h is wanted.
 *
 * @param description as on the command line
 * @param user user's units (n, columns of the data)
 * @param unit theory's units (n, d)
 * @param axes for a grid its coordinates on each kept axis, user's units; null where the points are no grid
 */
record EvaluationSet(String description, DMatrixRMaj user, DMatrixRMaj unit, double @Nullable [][] axes) {
    private static final double MOST_POINTS = 5e7;

    static EvaluationSet resolve(@Nullable String text, Dataset data) throws IOException {
        if (text == null) {
            return switch (data.dimension()) {
                case 1 -> grid(1000, data);
                case 2 -> grid(200, data);
                default -> atSamples(data);
            };
        }
        if (text.startsWith("grid:")) {
            int count;
            try {
                count = Integer.parseInt(text.substring(5));
            } catch (NumberFormatException e) {
                count = 0;
            }
            if (count < 2) {
                throw new InvalidInputException(
                        "--eval " + text + " is refused: write grid:N with a whole number of at least 2.");
            }
            return grid(count, data);
        }
        return file(Path.of(text), data);
    }

    private static EvaluationSet atSamples(Dataset data) {
        return new EvaluationSet(
                "the data's inputs", data.normalisation().inputsToUser(data.inputs()), data.inputs(), null);
    }

    /** {@code count} points per axis over the data's bounding box, both ends included, C order. */
    private static EvaluationSet grid(int count, Dataset data) {
        int d = data.dimension();
        double total = Math.pow(count, d);
        if (total > MOST_POINTS) {
            throw new InvalidInputException(String.format(
                    Locale.ROOT,
                    "--eval grid:%d over %d inputs would be %.1e points: take a smaller grid, or a file of points.",
                    count,
                    d,
                    total));
        }
        DMatrixRMaj bounds = data.bounds();
        double[][] unitAxes = new double[d][count];
        for (int c = 0; c < d; c++) {
            double min = bounds.get(0, c);
            double max = bounds.get(1, c);
            for (int k = 0; k < count; k++) {
                unitAxes[c][k] = k == count - 1 ? max : min + (max - min) * k / (count - 1);
            }
        }
        DMatrixRMaj unit = new DMatrixRMaj((int) total, d);
        for (int i = 0; i < unit.numRows; i++) {
            int rest = i;
            for (int c = d - 1; c >= 0; c--) {
                unit.set(i, c, unitAxes[c][rest % count]);
                rest /= count;
            }
        }
        Normalisation map = data.normalisation();
        double[][] axes = new double[d][count];
        for (int c = 0; c < d; c++) {
            for (int k = 0; k < count; k++) {
                axes[c][k] = map.centre()[c] + map.scale()[c] * unitAxes[c][k];
            }
        }
        return new EvaluationSet("grid:" + count, map.inputsToUser(unit), unit, axes);
    }

    /** Columns are matched by name in a CSV, by place in an NPZ; columns that the data do not have are left alone. */
    private static EvaluationSet file(Path file, Dataset data) throws IOException {
        List<String> columns = data.normalisation().columns();
        DMatrixRMaj user;
        if (NpzReader.isNpz(file)) {
            NpyArray x;
            try (NpzReader npz = NpzReader.open(file)) {
                x = npz.array("X", 2);
            }
            if (x.shape()[1] != columns.size()) {
                throw new InvalidInputException(file + ": X has " + x.shape()[1] + " column(s), but the data have "
                        + columns.size() + " input(s).");
            }
            if (x.firstNonFinite() >= 0) {
                throw new InvalidInputException(file + ": X holds a value that is not finite at "
                        + java.util.Arrays.toString(x.index(x.firstNonFinite())) + ".");
            }
            user = DMatrixRMaj.wrap(x.shape()[0], x.shape()[1], x.values());
        } else {
            CsvTable table = CsvTable.read(file);
            List<Integer> places = new ArrayList<>();
            for (String name : columns) {
                int place = table.names().indexOf(name);
                if (place < 0) {
                    throw new InvalidInputException(file + " has no column \"" + name + "\", an input of the data"
                            + Names.didYouMean(name, table.names()));
                }
                places.add(place);
            }
            user = new DMatrixRMaj(table.rows().length, columns.size());
            for (int i = 0; i < user.numRows; i++) {
                for (int c = 0; c < user.numCols; c++) {
                    user.set(i, c, table.rows()[i][places.get(c)]);
                }
            }
        }
        if (user.numRows == 0) {
            throw new InvalidInputException(file + " holds no points to evaluate at.");
        }
        return new EvaluationSet(file.toString(), user, data.normalisation().inputsToUnit(user), null);
    }
}
