package org.fprinciple.problem;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.CsvTable;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;
import org.jspecify.annotations.Nullable;

/**
 * Samples (x_i, y_i) of the function to learn, finite numbers throughout, with the map to the user's units. Immutable
 * by convention: the arrays are shared, not copied.
 */
public final class Dataset implements Samples {
    private final DMatrixRMaj inputs;
    private final double[] targets;
    private final String targetName;
    private final Normalisation normalisation;
    private final IntFunction<String> place;
    /** The summary, in the user's units, of the whole data where these are a part; null where they are the whole. */
    private final @Nullable SampleSummary whole;

    private Dataset(
            DMatrixRMaj inputs,
            double[] targets,
            String targetName,
            Normalisation normalisation,
            IntFunction<String> place,
            @Nullable SampleSummary whole) {
        this.inputs = inputs;
        this.targets = targets;
        this.targetName = targetName;
        this.normalisation = normalisation;
        this.place = place;
        this.whole = whole;
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
        SampleChecks.requireShapes(x.numRows, x.numCols, y.length, source);
        SampleChecks.requireFinite(x.data, y, y.length, x.numCols, 0, source);
        return new Dataset(x, y, "y", Normalisation.none(inputNames(x.numCols)), i -> "row " + i, null);
    }

    /** The names of inputs that have none: x1 … xd, x where d = 1. */
    static List<String> inputNames(int d) {
        return d == 1
                ? List.of("x")
                : IntStream.rangeClosed(1, d).mapToObj(c -> "x" + c).toList();
    }

    /** Some samples of a source, in the user's units, that stand for all of them. */
    static Dataset preview(SamplePreview some, Samples source, SampleSummary whole) {
        long every = some.every();
        return new Dataset(
                some.inputs(),
                some.targets(),
                source.targetName(),
                source.normalisation(),
                i -> "row " + i * every,
                whole);
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
    public static Dataset csv(Path file, @Nullable String target) throws IOException {
        CsvTable table = CsvTable.read(file);
        CsvColumns columns = CsvColumns.of(table.names(), target, file);
        int n = table.rows().length;
        DMatrixRMaj inputs = new DMatrixRMaj(n, columns.inputNames().size());
        double[] targets = new double[n];
        for (int i = 0; i < n; i++) {
            columns.split(table.rows()[i], i, inputs.data, targets);
        }
        return new Dataset(
                inputs,
                targets,
                columns.targetName(),
                Normalisation.none(columns.inputNames()),
                i -> "line " + table.line(i),
                null);
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

    /**
     * The same samples with inputs in [−1, 1]^d and a target of mean 0 and variance 1; of a preview, in the units of
     * the whole data.
     */
    public Dataset normalised() {
        return in(Normalisation.unit(normalisation.columns(), summary()));
    }

    /**
     * The same samples with targets that are so many times as large in the theory's units and unchanged in the user's: what nets
     * and theory learn is scaled, the data are not.
     */
    public Dataset scaled(double factor) {
        double[] y = new double[targets.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = factor * targets[i];
        }
        return new Dataset(inputs, y, targetName, normalisation.scaled(factor), place, whole);
    }

    /** So many of the samples, evenly spaced in their order; all where there are no more. */
    public Dataset thinned(int count) {
        if (count >= size()) {
            return this;
        }
        DMatrixRMaj x = new DMatrixRMaj(count, dimension());
        double[] y = new double[count];
        for (int k = 0; k < count; k++) {
            int i = nth(k, count);
            System.arraycopy(inputs.data, i * dimension(), x.data, k * dimension(), dimension());
            y[k] = targets[i];
        }
        return new Dataset(x, y, targetName, normalisation, k -> place.apply(nth(k, count)), null);
    }

    private int nth(int k, int count) {
        return (int) ((long) k * size() / count);
    }

    private SampleSummary summary() {
        if (whole != null) {
            return whole;
        }
        SummaryBuilder summary = new SummaryBuilder(dimension());
        summary.accept(inputs.data, targets, size());
        return summary.summary();
    }

    /** Samples in the user's units in others. */
    Dataset in(Normalisation unit) {
        double[] y = new double[targets.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = unit.targetToUnit(targets[i]);
        }
        return new Dataset(unit.inputsToUnit(inputs), y, targetName, unit, place, whole);
    }

    /**
     * The bounding box of the inputs, of the whole data where these are a preview: its least and its greatest corner
     * as points in the theory's units, (2, d).
     */
    public DMatrixRMaj bounds() {
        return whole == null ? summary().bounds() : normalisation.inputsToUnit(whole.bounds());
    }

    /** The number of samples, n, duplicates counted. */
    public int size() {
        return targets.length;
    }

    @Override
    public long rows() {
        return size();
    }

    @Override
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

    @Override
    public String targetName() {
        return targetName;
    }

    @Override
    public Normalisation normalisation() {
        return normalisation;
    }

    /** Declared without {@link IOException}: nothing is read. */
    @Override
    public void forEach(int chunkRows, ChunkConsumer consumer) {
        int d = dimension();
        for (int row = 0, rows; row < size(); row += rows) {
            rows = Math.min(chunkRows, size() - row);
            consumer.accept(
                    Arrays.copyOfRange(inputs.data, row * d, (row + rows) * d),
                    Arrays.copyOfRange(targets, row, row + rows),
                    rows);
        }
    }

    /** Where sample {@code i} stands in its source, for messages: "line 7" or "row 5". */
    public String place(int i) {
        return place.apply(i);
    }
}
