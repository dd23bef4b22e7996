package org.fprinciple.problem;

import java.io.IOException;
import java.nio.file.Path;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.NpzReader;
import org.jspecify.annotations.Nullable;

/**
 * Samples (x_i, y_i), finite numbers throughout, that are read anew, chunk by chunk, whenever they are wanted: any
 * number of them in the memory of one chunk. {@link Dataset} is the same in memory.
 */
public final class SampleStream implements Samples {
    /** A good size of chunk, rows: some megabytes at most in few dimensions. */
    public static final int CHUNK_ROWS = 1 << 16;

    /** What the first pass tells, in the user's units, and some of the samples. */
    private record Survey(SampleSummary summary, Dataset preview) {}

    private final Samples source;
    /** Null where the samples stay in the user's units. */
    private final @Nullable Normalisation unit;

    private @Nullable Survey survey;

    private SampleStream(Samples source, @Nullable Normalisation unit, @Nullable Survey survey) {
        this.source = source;
        this.unit = unit;
        this.survey = survey;
    }

    /**
     * The samples of an NPZ file with X (n, d) and y (n), or else of a CSV file with a header. Only what names and
     * shapes need is read.
     *
     * @param target the name of the CSV's column that is the target, every other one being an input; the last column
     *     where null
     * @throws InvalidInputException if the file is not such a file
     */
    public static SampleStream open(Path file, @Nullable String target) throws IOException {
        if (!NpzReader.isNpz(file)) {
            return new SampleStream(new CsvSamples(file, target), null, null);
        }
        if (target != null) {
            throw new InvalidInputException("The target \"" + target + "\" names a column of a CSV, but " + file
                    + " is an NPZ, whose target is y: leave the name out.");
        }
        return new SampleStream(new NpzSamples(file), null, null);
    }

    @Override
    public int dimension() {
        return normalisation().dimension();
    }

    @Override
    public String targetName() {
        return source.targetName();
    }

    @Override
    public Normalisation normalisation() {
        return unit == null ? source.normalisation() : unit;
    }

    /** The number of samples, n, duplicates counted: of the first pass, which is made where it has not been. */
    @Override
    public long rows() throws IOException {
        return summary().size();
    }

    /**
     * The samples' summary, in the user's units and of all input columns: of the first pass, which is made where it
     * has not been.
     */
    public SampleSummary summary() throws IOException {
        return survey().summary();
    }

    /** The same samples in the units of {@link Dataset#normalised()}, to the bit. */
    public SampleStream normalised() throws IOException {
        Survey raw = survey();
        return new SampleStream(
                source, Normalisation.unit(source.normalisation().columns(), raw.summary()), raw);
    }

    /**
     * Every k-th sample from the first on, in this stream's units and with the bounds of all samples, k being the least
     * power of two that leaves at most 20,000: what pictures show. Of the first pass, which is made where it has not
     * been.
     */
    public Dataset preview() throws IOException {
        return unit == null ? survey().preview() : survey().preview().in(unit);
    }

    @Override
    public void forEach(int chunkRows, ChunkConsumer consumer) throws IOException {
        Survey known = survey;
        ChunkConsumer inUnits = unit == null ? consumer : inUnits(unit, consumer);
        if (known == null) {
            source.forEach(chunkRows, inUnits);
            return;
        }
        long[] seen = {0};
        source.forEach(chunkRows, (x, y, rows) -> {
            seen[0] += rows;
            requireSize(seen[0] <= known.summary().size());
            inUnits.accept(x, y, rows);
        });
        requireSize(seen[0] == known.summary().size());
    }

    private static void requireSize(boolean same) {
        if (!same) {
            throw new InvalidInputException(
                    "The samples' file has another number of rows than when it was first read: it was changed meanwhile, so"
                            + " run again when it is complete.");
        }
    }

    private static ChunkConsumer inUnits(Normalisation unit, ChunkConsumer consumer) {
        return (x, y, rows) -> {
            // In place, as the source writes its chunks anew.
            unit.inputsToUnit(x, rows, x);
            for (int i = 0; i < rows; i++) {
                y[i] = unit.targetToUnit(y[i]);
            }
            consumer.accept(x, y, rows);
        };
    }

    private Survey survey() throws IOException {
        Survey done = survey;
        if (done == null) {
            int d = source.dimension();
            SummaryBuilder summary = new SummaryBuilder(d);
            SamplePreview preview = new SamplePreview(d);
            source.forEach(CHUNK_ROWS, (x, y, rows) -> {
                summary.accept(x, y, rows);
                preview.accept(x, y, rows);
            });
            done = new Survey(summary.summary(), Dataset.preview(preview, source, summary.summary()));
            survey = done;
        }
        return done;
    }
}
