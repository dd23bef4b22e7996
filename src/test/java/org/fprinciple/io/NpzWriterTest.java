package org.fprinciple.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TimeZone;
import org.fprinciple.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzWriterTest {
    /** More than one chunk of the writer's and not a multiple of it. */
    private static final int MANY = 20_001;

    @TempDir
    Path folder;

    @Test
    void numpyReadsWhatIsWritten() throws Exception {
        write(folder.resolve("out.npz"));
        String answer = NumPy.run(folder, """
                z = np.load('out.npz', allow_pickle=False)
                assert z.files == ['scalar', 'vector', 'matrix', 'rows', 'many', 'none', 'c', 'crows'], z.files
                def same(name, expected):
                    a = z[name]
                    assert a.dtype == expected.dtype and a.shape == expected.shape, (name, a.dtype, a.shape)
                    assert a.tobytes() == expected.tobytes() and a.flags.c_contiguous, (name, a)
                same('scalar', np.array(0.1))
                same('vector', np.array([1, -0.0, np.inf]))
                same('matrix', np.arange(6.0).reshape(2, 3))
                same('rows', np.array([[1.0, 2], [3, 4], [5, 6]]))
                same('many', np.arange(20001) / 7)
                same('none', np.zeros((0, 4)))
                same('c', np.array([[1 + 2j], [3 - 4j]]))
                same('crows', np.array([[1 + 2j, 3 + 4j], [5 + 6j, 7 + 8j]]))
                import zipfile
                with zipfile.ZipFile('out.npz') as f:
                    assert f.testzip() is None
                    for i in f.infolist():
                        assert i.compress_type == zipfile.ZIP_STORED
                        raw = f.read(i)
                        assert raw[:8] == b'\\x93NUMPY\\x01\\x00' and raw.index(b'\\n') % 64 == 63, raw[:130]
                print('same')
                """);
        assertThat(answer).isEqualTo("same");
    }

    @Test
    void readsBack() throws IOException {
        write(folder.resolve("out.npz"));
        try (NpzReader npz = NpzReader.open(folder.resolve("out.npz"))) {
            assertThat(npz.array("rows").shape()).containsExactly(3, 2);
            assertThat(npz.array("rows").values()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(npz.array("many").values()).containsExactly(many());
            assertThat(npz.array("scalar", 0).values()).containsExactly(0.1);
        }
    }

    @Test
    void theSameArraysGiveTheSameBytes() throws IOException {
        TimeZone zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            write(folder.resolve("a.npz"));
            TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
            write(folder.resolve("b.npz"));
        } finally {
            TimeZone.setDefault(zone);
        }
        assertThat(folder.resolve("a.npz")).hasSameBinaryContentAs(folder.resolve("b.npz"));
    }

    @Test
    void refusesSizesThatDoNotFit() throws IOException {
        try (NpzWriter npz = new NpzWriter(folder.resolve("x.npz"))) {
            assertThatThrownBy(() -> npz.add("a", new double[3], 2, 2)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> npz.addComplex("a", new double[3], 3))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> npz.addComplex("a", new double[][] {{1, 2, 3}}))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> npz.add("a", new double[][] {{1}, {1, 2}}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesPathsWhereNoFileCanBe() {
        assertThatThrownBy(() -> new NpzWriter(folder).close())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(folder + ": this is a folder;");
        Path lost = folder.resolve("absent").resolve("x.npz");
        assertThatThrownBy(() -> new NpzWriter(lost).close())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(lost + ": its folder does not exist;");
        assertThat(Files.exists(lost)).isFalse();
    }

    private static void write(Path file) throws IOException {
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("scalar", new double[] {0.1});
            npz.add("vector", new double[] {1, -0.0, Double.POSITIVE_INFINITY}, 3);
            npz.add("matrix", new double[] {0, 1, 2, 3, 4, 5}, 2, 3);
            npz.add("rows", new double[][] {{1, 2}, {3, 4}, {5, 6}});
            npz.add("many", many(), MANY);
            npz.add("none", new double[0], 0, 4);
            npz.addComplex("c", new double[] {1, 2, 3, -4}, 2, 1);
            npz.addComplex("crows", new double[][] {{1, 2, 3, 4}, {5, 6, 7, 8}});
        }
    }

    private static double[] many() {
        double[] values = new double[MANY];
        for (int i = 0; i < MANY; i++) {
            values[i] = i / 7.0;
        }
        return values;
    }
}
