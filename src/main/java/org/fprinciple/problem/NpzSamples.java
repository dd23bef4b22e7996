package org.fprinciple.problem;

import java.io.IOException;
import java.nio.file.Path;
import org.fprinciple.io.NpyRows;
import org.fprinciple.io.NpzReader;

/** The samples X (n, d) and y (n) of an NPZ file, in its units. */
final class NpzSamples implements Samples {
    private final Path file;
    private final int dimension;

    /** Reads the arrays' shapes only. */
    NpzSamples(Path file) throws IOException {
        this.file = file;
        try (NpzReader npz = NpzReader.open(file);
                NpyRows x = npz.rows("X", 2);
                NpyRows y = npz.rows("y", 1)) {
            SampleChecks.requireShapes(x.size(), x.columns(), y.size(), file.toString());
            this.dimension = x.columns();
        }
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public Normalisation normalisation() {
        return Normalisation.none(Dataset.inputNames(dimension));
    }

    @Override
    public String targetName() {
        return "y";
    }

    @Override
    public void forEach(int chunkRows, ChunkConsumer consumer) throws IOException {
        try (NpzReader npz = NpzReader.open(file);
                NpyRows x = npz.rows("X", 2);
                NpyRows y = npz.rows("y", 1)) {
            int d = x.columns();
            int most = (int) Math.min(chunkRows, x.size());
            double[] inputs = new double[Math.multiplyExact(most, d)];
            double[] targets = new double[most];
            for (long row = 0; row < x.size(); row += most) {
                int rows = (int) Math.min(most, x.size() - row);
                x.read(inputs, rows);
                y.read(targets, rows);
                SampleChecks.requireFinite(inputs, targets, rows, d, row, file.toString());
                consumer.accept(inputs, targets, rows);
            }
        }
    }
}
