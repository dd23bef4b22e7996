package org.fprinciple.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.NpzWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleStreamTest {
    @TempDir
    Path folder;

    /** Concatenates chunks, and checks that all but the last are full. */
    private static final class Collector implements Samples.ChunkConsumer {
        private final int chunkRows;
        private final int d;
        private double[] x = new double[0];
        private double[] y = new double[0];

        Collector(int chunkRows, int d) {
            this.chunkRows = chunkRows;
            this.d = d;
        }

        @Override
        public void accept(double[] moreX, double[] moreY, int rows) {
            assertThat(y.length % chunkRows).isZero();
            assertThat(rows).isBetween(1, chunkRows);
            int n = y.length;
            x = Arrays.copyOf(x, (n + rows) * d);
            y = Arrays.copyOf(y, n + rows);
            System.arraycopy(moreX, 0, x, n * d, rows * d);
            System.arraycopy(moreY, 0, y, n, rows);
        }
    }

    private static void assertSame(SampleStream stream, Dataset data) throws IOException {
        int n = data.size();
        assertThat(stream.dimension()).isEqualTo(data.dimension());
        for (int chunkRows : new int[] {1, 7, n, n + 5}) {
            for (Samples samples : new Samples[] {stream, data}) {
                Collector all = new Collector(chunkRows, data.dimension());
                samples.forEach(chunkRows, all);
                assertThat(all.x).containsExactly(data.inputs().data);
                assertThat(all.y).containsExactly(data.targets());
            }
        }
        assertThat(stream.rows()).isEqualTo(n);
        assertThat(stream.targetName()).isEqualTo(data.targetName());
        assertThat(stream.normalisation().columns())
                .isEqualTo(data.normalisation().columns());
    }

    /** Raw and normalised streams against the samples in memory, to the bit. */
    private static void assertStreams(Path file, @Nullable String target, Dataset data) throws IOException {
        SampleStream stream = SampleStream.open(file, target);
        assertSame(stream, data);
        assertSame(stream.normalised(), data.normalised());
        // A fresh stream makes its first pass by itself.
        assertSame(SampleStream.open(file, target).normalised(), data.normalised());
    }

    private Path npz(String name, double[] x, int d, double[] y) throws IOException {
        Path file = folder.resolve(name);
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("X", x, y.length, d);
            npz.add("y", y, y.length);
        }
        return file;
    }

    private Path csv(String text) throws IOException {
        return Files.writeString(folder.resolve("data.csv"), text);
    }

    @Test
    void npzAndCsvAreTheSameSamples() throws IOException {
        int n = 50;
        Random random = new Random(1);
        double[] x = random.doubles(3 * n, -1e3, 1e3).toArray();
        double[] y = random.doubles(n).toArray();
        for (int i = 0; i < n; i++) {
            x[3 * i + 1] = 5; // a constant column
        }
        Path file = npz("x.npz", x, 3, y);
        assertThat(Dataset.npz(file).inputs().data).containsExactly(x);
        assertStreams(file, null, Dataset.npz(file));
        assertThat(SampleStream.open(file, null).normalised().normalisation().dropped())
                .containsExactly("x2");

        StringBuilder text = new StringBuilder("x1,\"y\",x2,x3\r\n");
        for (int i = 0; i < n; i++) {
            text.append("\"" + x[3 * i] + "\"," + y[i] + "," + x[3 * i + 1] + ", " + x[3 * i + 2] + "\r\n");
            text.append(i % 10 == 0 ? "\r\n" : "");
        }
        Path table = csv(text + "  \r\n\r\n");
        assertThat(Dataset.csv(table, "y").inputs().data).containsExactly(x);
        assertThat(Dataset.csv(table, "y").targets()).containsExactly(y);
        assertStreams(table, "y", Dataset.csv(table, "y"));
        assertStreams(table, "x1", Dataset.csv(table, "x1"));
        assertStreams(table, null, Dataset.csv(table));
    }

    @Test
    void theSummaryIsTheSamples() throws IOException {
        int n = 1000;
        double[] y = new Random(2).doubles(n, 1e6, 1e6 + 1).toArray();
        double[] x = new Random(3).doubles(2 * n, -3, 2).toArray();
        SampleSummary summary = SampleStream.open(npz("x.npz", x, 2, y), null).summary();
        double mean = Arrays.stream(y).map(v -> v - 1e6).sum() / n;
        double variance =
                Arrays.stream(y).map(v -> v - 1e6 - mean).map(v -> v * v).sum() / n;
        assertThat(summary.size()).isEqualTo(n);
        assertThat(summary.mean()).isCloseTo(1e6 + mean, Offset.offset(1e-8));
        assertThat(summary.deviation()).isCloseTo(Math.sqrt(variance), Offset.offset(1e-14));
        for (int c = 0; c < 2; c++) {
            int column = c;
            double[] values = new double[n];
            Arrays.setAll(values, i -> x[2 * i + column]);
            assertThat(summary.min()[c]).isEqualTo(Arrays.stream(values).min().orElseThrow());
            assertThat(summary.max()[c]).isEqualTo(Arrays.stream(values).max().orElseThrow());
            assertThat(summary.isConstant(c)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20_000, 20_001, 40_000, 40_001, 123_456})
    void aPreviewIsEveryKthSampleInTheBoundsOfAll(int n) throws IOException {
        double[] x = new Random(n).doubles(2L * n, -1e-3, 1e5).toArray();
        double[] y = new double[n];
        Arrays.setAll(y, i -> i);
        if (n == 1) {
            SampleStream one = SampleStream.open(npz("x.npz", x, 2, y), null);
            assertThat(one.preview().targets()).containsExactly(0);
            assertThatThrownBy(one::normalised).hasMessageContaining("Every input column is constant (x1, x2)");
            return;
        }
        Dataset all = Dataset.of(DMatrixRMaj.wrap(n, 2, x), y);
        int k = 1;
        while ((n + k - 1) / k > 20_000) {
            k *= 2;
        }
        SampleStream raw = SampleStream.open(npz("x.npz", x, 2, y), null);
        for (boolean unit : new boolean[] {false, true}) {
            Dataset preview = unit ? raw.normalised().preview() : raw.preview();
            Dataset whole = unit ? all.normalised() : all;
            assertThat(preview.size()).isEqualTo((n + k - 1) / k);
            for (int i = 0; i < preview.size(); i++) {
                assertThat(preview.targets()[i]).isEqualTo(whole.targets()[k * i]);
                assertThat(preview.inputs().get(i, 1)).isEqualTo(whole.inputs().get(k * i, 1));
            }
            assertThat(preview.place(1)).isEqualTo("row " + k);
            assertThat(preview.bounds().data).containsExactly(whole.bounds().data);
            assertThat(preview.normalisation().targetScale())
                    .isEqualTo(whole.normalisation().targetScale());
        }
        assertThat(raw.preview().normalised().inputs().data)
                .containsExactly(raw.normalised().preview().inputs().data);
        assertThat(all.normalised().bounds().data).containsExactly(new double[] {-1, -1, 1, 1}, Offset.offset(1e-15));
    }

    @Test
    void namesTheValueThatIsNotFinite() throws IOException {
        int n = 200_000;
        double[] x = new double[2 * n];
        double[] y = new double[n];
        x[2 * 123_456 + 1] = Double.NaN;
        assertRefused(npz("x.npz", x, 2, y), null, "x.npz: X[123456,1] is NaN; every value must be");
        x[2 * 123_456 + 1] = 0;
        y[123_456] = Double.NEGATIVE_INFINITY;
        assertRefused(npz("x.npz", x, 2, y), null, "x.npz: y[123456] is -Infinity; every value must be");

        StringBuilder text = new StringBuilder("x,y\n");
        for (int i = 0; i < n; i++) {
            text.append(i == 123_456 ? "1,nan\n" : "1,2\n");
        }
        assertRefused(csv(text.toString()), null, "line 123458, column \"y\": \"nan\" is not a finite number");
    }

    @Test
    void refusesWhatADatasetRefuses() throws IOException {
        assertRefused(folder.resolve("absent.npz"), null, "there is no such file");
        assertRefused(csv("x\n1\n"), null, "has one column only (x)");
        assertRefused(csv("x,y\n"), null, "column names but no rows");
        assertRefused(csv("x,y\n1,2\n3\n"), null, "line 3: the row has 1 field");
        assertRefused(csv("x,high\n1,2\n"), "hig", "has no column \"hig\" for the target");
        Path file = npz("x.npz", new double[] {1, 2, 3, 4, 5, 6}, 2, new double[] {1, 2, 3});
        assertRefused(file, "z", "an NPZ, whose target is y");

        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertRefused(file, null, "x.npz is damaged or cut short");
        // A bit of X: the entry's header has 30 bytes and the name, the array's 128.
        byte[] changed = whole.clone();
        changed[30 + "X.npy".length() + 128 + 5] ^= 1;
        Files.write(file, changed);
        assertRefused(file, null, "\"X\" is damaged or cut short (its checksum is wrong); copy");

        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("X", new double[] {1, 2, 3}, 3, 1);
            npz.add("y", new double[] {1, 2}, 2);
        }
        assertRefused(file, null, "X is (3,1) and y (2)");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("X", new double[] {1, 2, 3}, 3);
            npz.add("y", new double[] {1, 2, 3}, 3);
        }
        assertRefused(file, null, "\"X\" has shape (3,) but must have 2 axes");
    }

    /** In the words that the same file is refused with in memory. */
    private static void assertRefused(Path file, @Nullable String target, String message) {
        assertThatThrownBy(() -> SampleStream.open(file, target).summary())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(target == null ? file.toString() : "")
                .hasMessageContaining(message)
                .satisfies(refusal -> {
                    if (target == null) {
                        assertThatThrownBy(() -> {
                                    if (file.toString().endsWith("npz")) {
                                        Dataset.npz(file);
                                    } else {
                                        Dataset.csv(file);
                                    }
                                })
                                .hasMessage(refusal.getMessage());
                    }
                });
    }
}
