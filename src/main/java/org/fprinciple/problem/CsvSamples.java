package org.fprinciple.problem;

import java.io.IOException;
import java.nio.file.Path;
import org.fprinciple.io.CsvRows;
import org.jspecify.annotations.Nullable;

/** The samples of a CSV file, in its units. */
final class CsvSamples implements Samples {
    private final Path file;
    private final CsvColumns columns;

    /** Reads the header only. */
    CsvSamples(Path file, @Nullable String target) throws IOException {
        this.file = file;
        try (CsvRows rows = CsvRows.open(file)) {
            this.columns = CsvColumns.of(rows.names(), target, file);
        }
    }

    @Override
    public int dimension() {
        return columns.inputNames().size();
    }

    @Override
    public Normalisation normalisation() {
        return Normalisation.none(columns.inputNames());
    }

    @Override
    public String targetName() {
        return columns.targetName();
    }

    @Override
    public void forEach(int chunkRows, ChunkConsumer consumer) throws IOException {
        try (CsvRows rows = CsvRows.open(file)) {
            double[] inputs = new double[Math.multiplyExact(chunkRows, dimension())];
            double[] targets = new double[chunkRows];
            int count = 0;
            while (rows.next()) {
                columns.split(rows.values(), count++, inputs, targets);
                if (count == chunkRows) {
                    consumer.accept(inputs, targets, count);
                    count = 0;
                }
            }
            if (count > 0) {
                consumer.accept(inputs, targets, count);
            }
        }
    }
}
