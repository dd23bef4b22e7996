package org.fprinciple.problem;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.CsvTable;
import org.fprinciple.io.Names;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;

/**
 * Samples (x_i, y_i) of the function to learn, finite numbers throughout, with the map to the user's units. Immutable
 * by convention: the arrays are shared, not copied.
 */
public final class Dataset {
    private final DMatrixRMaj inputs;
    private final double[] targets;
    private final String targetName;
    private final Normalisation normalisation;
    private final IntFunction<String> place;

    private Dataset(
            DMatrixRMaj inputs,
            double[] targets,
            String targetName,
            Normalisation normalisation,
            IntFunction<String> place) {
        this.inputs = inputs;
        this.targets = targets;
        this.targetName = targetName;
        this.normalisation = normalisation;
        this.place = place;
    }

    /**
     * Samples in memory, columns named x1 … xd (x where d = 1) and y.
     *
     * @param x inputs (n, d), n ≥ 1, d ≥ 1
     * @param y targets (n)
     * @throws InvalidInputException if the shapes do not fit or a value is not finite
     */
    public static Dataset of(DMatrixRMaj x, double[] y) {
        return of(x, y, "the data");
    }

    private static Dataset of(DMatrixRMaj x, double[] y, String source) {
        List<String> names = x.numCols == 1
                ? List.of("x")
                : IntStream.rangeClosed(1, x.numCols).mapToObj(c -> "x" + c).toList();
        if (x.numRows != y.length || y.length == 0 || x.numCols == 0) {
            throw new InvalidInputException(
                    source + ": X must be (n,d) and y (n) with n and d of at least 1, but X is (" + x.numRows + ","
                            + x.numCols + ") and y (" + y.length + ").");
        }
        for (int i = 0; i < y.length; i++) {
            for (int c = 0; c < x.numCols; c++) {
                requireFinite(x.get(i, c), source, "X", i + "," + c);
            }
            requireFinite(y[i], source, "y", Integer.toString(i));
        }
        return new Dataset(x, y, "y", Normalisation.none(names), i -> "row " + i);
    }

    private static void requireFinite(double v, String source, String array, String index) {
        if (!Double.isFinite(v)) {
            throw new InvalidInputException(source + ": " + array + "[" + index + "] is " + v
                    + "; every value must be a finite number, so remove or mend that sample.");
        }
    }

    /** A CSV file with a header whose last column is the target. */
    public static Dataset csv(Path file) throws IOException {
        return csv(file, null);
    }

    /**
     * A CSV file with a header; every column but the target is an input.
     *
     * @param target the target's name; the last column where null
     * @throws InvalidInputException if the file is not such a file; the message names line and column
     */
    public static Dataset csv(Path file, @org.jspecify.annotations.Nullable String target) throws IOException {
        CsvTable table = CsvTable.read(file);
        List<String> names = table.names();
        if (names.size() < 2) {
            throw new InvalidInputException(
                    file + " has one column only (" + names.get(0) + "): a target and at least one input are needed.");
        }
        int y = names.size() - 1;
        if (target != null) {
            y = names.indexOf(target);
            if (y < 0) {
                throw new InvalidInputException(
                        file + " has no column \"" + target + "\" for the target" + Names.didYouMean(target, names));
            }
        }
        int n = table.rows().length;
        DMatrixRMaj inputs = new DMatrixRMaj(n, names.size() - 1);
        double[] targets = new double[n];
        for (int i = 0; i < n; i++) {
            double[] row = table.rows()[i];
            targets[i] = row[y];
            for (int c = 0, k = 0; c < row.length; c++) {
                if (c != y) {
                    inputs.set(i, k++, row[c]);
                }
            }
        }
        List<String> inputNames = new ArrayList<>(names);
        inputNames.remove(y);
        return new Dataset(
                inputs,
                targets,
                names.get(y),
                Normalisation.none(List.copyOf(inputNames)),
                i -> "line " + table.line(i));
    }

    /**
     * An NPZ file with X (n, d) and y (n).
     *
     * @throws InvalidInputException if the file is not such a file, or holds NaN or infinity
     */
    public static Dataset npz(Path file) throws IOException {
        NpyArray x;
        NpyArray y;
        try (NpzReader npz = NpzReader.open(file)) {
            x = npz.array("X", 2);
            y = npz.array("y", 1);
        }
        return of(DMatrixRMaj.wrap(x.shape()[0], x.shape()[1], x.values()), y.values(), file.toString());
    }

    /** The same samples with inputs in [−1, 1]^d and a target of mean 0 and variance 1. */
    public Dataset normalised() {
        Normalisation unit = Normalisation.unit(normalisation.columns(), inputs, targets);
        double[] y = new double[targets.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = unit.targetToUnit(targets[i]);
        }
        return new Dataset(unit.inputsToUnit(inputs), y, targetName, unit, place);
    }

    /** The number of samples, n, duplicates counted. */
    public int size() {
        return targets.length;
    }

    /** The number of inputs, d. */
    public int dimension() {
        return inputs.numCols;
    }

    /** Inputs (n, d), in the theory's units. */
    public DMatrixRMaj inputs() {
        return inputs;
    }

    /** Targets (n), in the theory's units. */
    public double[] targets() {
        return targets;
    }

    /** The target's name. */
    public String targetName() {
        return targetName;
    }

    /** The map to the user's units. */
    public Normalisation normalisation() {
        return normalisation;
    }

    /** Where sample {@code i} stands in its source, for messages: "line 7" or "row 5". */
    public String place(int i) {
        return place.apply(i);
    }
}
