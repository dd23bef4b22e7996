package org.fprinciple.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.fprinciple.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzReaderTest {
    @TempDir
    Path folder;

    /** The reference is NumPy's own conversion to double, in raw bytes: nothing of the reader under test. */
    @Test
    void readsWhatNumpyWrites() throws Exception {
        String[] cases = NumPy.run(folder, """
                import struct
                rng = np.random.default_rng(7)
                def extreme(dtype):
                    d = np.dtype(dtype)
                    if d.kind in 'iu':
                        i = np.iinfo(d)
                        return np.array([i.min, i.max, i.max - 1, i.max // 2, i.max // 2 + 1, 0, 1]
                                        + [int(v) for v in rng.integers(i.min, i.max, 17, dtype=d)], dtype=d)
                    f = np.finfo(d)
                    return np.array([f.max, -f.max, f.tiny, f.smallest_subnormal, 0, -0.0, np.inf, -np.inf, np.nan,
                                     1, f.eps, 1 + f.eps] + list(rng.standard_normal(12)), dtype=d)
                arrays = {}
                kinds = ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8']
                if np.finfo(np.longdouble).nmant == 63 and np.dtype(np.longdouble).itemsize == 16:
                    kinds.append('f16')
                for kind in kinds:
                    a = extreme(kind)
                    for mark in '<>':
                        for order in 'CF':
                            for shape in [(24,), (4, 6), (2, 3, 4), ()]:
                                b = a[0] if shape == () else a.reshape(shape)
                                name = kind + {'<': 'little', '>': 'big'}[mark] + order + 'x'.join(map(str, shape))
                                arrays[name] = np.array(b, dtype=mark + kind, order=order)
                arrays['long'] = rng.standard_normal((100, 301)).T
                arrays['none'] = np.zeros((0, 3))
                np.savez('plain.npz', **arrays)
                np.savez_compressed('compressed.npz', **arrays)
                with np.errstate(all='ignore'):
                    for name, a in arrays.items():
                        np.ascontiguousarray(a.astype('>f8')).tofile(name)
                        print(name, *a.shape)
                """).split("\n");
        assertThat(cases.length).isGreaterThan(11 * 2 * 2 * 4);
        for (String file : new String[] {"plain.npz", "compressed.npz"}) {
            try (NpzReader npz = NpzReader.open(folder.resolve(file))) {
                for (String line : cases) {
                    String[] words = line.split(" ");
                    NpyArray array = npz.array(words[0]);
                    double[] expected = new double[array.size()];
                    ByteBuffer.wrap(Files.readAllBytes(folder.resolve(words[0])))
                            .asDoubleBuffer()
                            .get(expected);
                    assertThat(array.shape())
                            .as(line)
                            .containsExactly(Arrays.stream(words)
                                    .skip(1)
                                    .mapToInt(Integer::parseInt)
                                    .toArray());
                    // By bits, which tell 0.0 from -0.0 and take NaN for NaN.
                    assertThat(Arrays.equals(array.values(), expected)).as(line).isTrue();
                }
                assertThat(npz.names())
                        .containsExactly(
                                Arrays.stream(cases).map(c -> c.split(" ")[0]).toArray(String[]::new));
            }
        }
    }

    /** Ties, carries and numbers below the least normal double, where rounding twice would go wrong. */
    @Test
    void roundsLongDoublesAsTheProcessorDoes() throws Exception {
        String answer = NumPy.run(folder, """
                if np.finfo(np.longdouble).nmant == 63 and np.dtype(np.longdouble).itemsize == 16:
                    rng = np.random.default_rng(3)
                    n = 20000
                    m = rng.integers(0, 2**64, n, dtype='u8') | np.uint64(2**63)
                    m[::2] &= ~np.uint64(0x3ff)
                    m[1::4] |= np.uint64(0xffffffffffff0000)
                    e = np.concatenate([rng.integers(16383 - 1140, 16383 - 1000, n // 2),
                                        rng.integers(0, 2**15, n // 4),
                                        rng.integers(16383 + 1015, 16383 + 1030, n - n // 2 - n // 4)])
                    raw = np.zeros((n, 16), 'u1')
                    raw[:, :8] = m[:, None].view('u1')
                    raw[:, 8:10] = (e | rng.integers(0, 2, n) << 15).astype('<u2')[:, None].view('u1')
                    raw[:, 10:] = rng.integers(0, 256, (n, 6))
                    a = raw.view('<f16')[:, 0]
                    np.savez('x.npz', X=a)
                    with np.errstate(all='ignore'):
                        a.astype('>f8').tofile('raw')
                    print('done')
                """);
        assumeTrue(answer.equals("done"), "long doubles are not x86's here");
        double[] expected = new double[20000];
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("raw")))
                .asDoubleBuffer()
                .get(expected);
        assertThat(only("x.npz").values()).containsExactly(expected);
    }

    @Test
    void anUnreadableArrayMattersOnlyWhenAskedFor() throws Exception {
        NumPy.run(folder, """
                np.savez('x.npz', X=np.arange(3.0), names=np.array([{'a': 1}, None], dtype=object),
                         text=np.array(['a']), rec=np.zeros(2, dtype=[('a', 'f8'), ('b', 'i4')]),
                         z=np.array([1j]), yes=np.array([True]), day=np.array(['2020-01-01'], dtype='M8[D]'),
                         raw=np.array([b'ab'], dtype='V2'), bytes=np.array([b'ab']))
                """);
        try (NpzReader npz = NpzReader.open(folder.resolve("x.npz"))) {
            assertThat(npz.array("X").values()).containsExactly(0, 1, 2);
            String[][] contents = {
                {"names", "pickled Python objects"},
                {"text", "text"},
                {"rec", "records with named fields"},
                {"z", "complex numbers"},
                {"yes", "truth values"},
                {"day", "dates or times"},
                {"raw", "raw bytes or records"},
                {"bytes", "text"}
            };
            for (String[] content : contents) {
                assertThatThrownBy(() -> npz.array(content[0]))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContainingAll(
                                "x.npz: the array \"" + content[0] + "\" holds " + content[1] + ";", "save");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), }\n",
                "{\"shape\":(2,1,),\"fortran_order\":True,\"descr\":\"<f8\"}",
                " { 'shape' : ( 2L , 1L ) ,\t'descr' : '=f8' , 'fortran_order' : False }   \n",
                "{'descr': 'f8', 'shape': (2, 1), 'fortran_order': False}"
            })
    void takesAnyFormOfTheHeader(String header) throws IOException {
        for (int version = 1; version <= 3; version++) {
            write("x.npz", npy(version, header, 1.5, -2));
            NpyArray array = only("x.npz");
            assertThat(array.shape()).containsExactly(2, 1);
            assertThat(array.values()).containsExactly(1.5, -2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{'descr': '<f8', 'fortran_order': False}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), 'more': 1}",
                "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2, 1)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1)} x",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1)",
                "{'descr': '<f8' 'fortran_order': False, 'shape': (2, 1)}",
                "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 1)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2 1)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-2, 1)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': [2, 1]}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1",
                "{'descr': '<f8",
                "{'descr': 8, 'fortran_order': False, 'shape': (2, 1)}"
            })
    void refusesAMalformedHeader(String header) throws IOException {
        write("x.npz", npy(1, header, 1, 2));
        assertThatThrownBy(() -> only("x.npz"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("x.npz: the array \"X\" has a malformed header; save");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(3000000000,)",
                "(65536, 65536)",
                "(99999999999999999999,)",
                "(2147483647,)",
                "(0, 2147483648)",
                "(2147483647, 2147483647, 2147483647)"
            })
    void refusesMoreElementsThanAnArrayMayHave(String shape) throws IOException {
        write("x.npz", npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + "}"));
        assertThatThrownBy(() -> only("x.npz"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("x.npz: the array \"X\" has more elements than the 2^31 - 1");
    }

    @Test
    void refusesTooFewBytesBeforeClaimingMemory() throws IOException {
        write("x.npz", npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,)}", 1, 2));
        assertThatThrownBy(() -> only("x.npz"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cut short (its shape (2000000000,) needs 16000000000 bytes and there are 16)");
    }

    @ParameterizedTest
    @CsvSource({"<f3, unknown dtype \"<f3\"", "<g16, unknown dtype \"<g16\"", "<c8, complex", "|O, pickled"})
    void refusesOtherDtypes(String descr, String content) throws IOException {
        write("x.npz", npy(1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (2,)}", 1, 2));
        assertThatThrownBy(() -> only("x.npz"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("x.npz: the array \"X\" holds", content, "save");
    }

    @Test
    void refusesLongDoublesOfAnotherMachine() throws IOException {
        // 1.1 in IEEE binary128, its upper half last.
        write(
                "x.npz",
                npy(
                        1,
                        "{'descr': '<f16', 'fortran_order': False, 'shape': (1,)}",
                        Double.longBitsToDouble(0x199999999999999aL),
                        Double.longBitsToDouble(0x3fff199999999999L)));
        assertThatThrownBy(() -> only("x.npz"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("other than x86");
    }

    @Test
    void refusesAnEntryThatIsNoArray() throws IOException {
        write("x.npz", "not an array at all".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> only("x.npz")).hasMessageContaining("\"X\" is not a NumPy array");
        write("x.npz", new byte[3]);
        assertThatThrownBy(() -> only("x.npz")).hasMessageContaining("\"X\" is damaged or cut short");
        write("x.npz", npy(9, "{}"));
        assertThatThrownBy(() -> only("x.npz")).hasMessageContaining("\"X\" has format version 9");
    }

    @Test
    void namesTheArraysOfAFileThatLacksOne() throws IOException {
        write("x.npz", npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", 1, 2));
        try (NpzReader npz = NpzReader.open(folder.resolve("x.npz"))) {
            assertThatThrownBy(() -> npz.array("y"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("x.npz: there is no array \"y\" (the file's arrays: X); save it");
            assertThat(npz.array("X", 1).size()).isEqualTo(2);
            assertThatThrownBy(() -> npz.array("X", 2))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("x.npz: the array \"X\" has shape (2,) but must have 2 axes;");
        }
    }

    @Test
    void refusesPathsThatAreNoNpzFile() throws IOException {
        assertRefused(folder.resolve("absent.npz"), "absent.npz: there is no such file; check");
        assertRefused(folder, "this is a folder; name");
        assertRefused(Files.createFile(folder.resolve("empty.npz")), "empty.npz: the file is empty; save");
        assertRefused(Files.writeString(folder.resolve("csv.npz"), "a,b\n1,2\n"), "csv.npz: this is not an .npz file;");
        assertRefused(Files.writeString(folder.resolve("one.npz"), "1"), "one.npz: this is not an .npz file;");
        byte[] bare = npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", 1, 2);
        assertRefused(Files.write(folder.resolve("bare.npz"), bare), "bare.npz: this is a single .npy array,");
    }

    @Test
    void refusesADamagedFile() throws IOException {
        Path file = folder.resolve("x.npz");
        write("x.npz", npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", 1, 2));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 30));
        assertRefused(file, "x.npz is damaged or cut short");

        try (NpzWriter npz = new NpzWriter(file)) {
            npz.add("X", new double[] {1, 2, 3}, 3);
        }
        byte[] changed = Files.readAllBytes(file);
        // The entry's own header has 30 bytes and its name; the .npy header has 128; then come the values.
        changed[30 + "X.npy".length() + 128 + 5] ^= 1;
        Files.write(file, changed);
        assertThatThrownBy(() -> only("x.npz"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("x.npz: the array \"X\" is damaged or cut short (its checksum is wrong); copy");
    }

    @Test
    void findsTheFirstValueThatIsNotFinite() {
        NpyArray array = new NpyArray(new int[] {2, 3}, new double[] {1, 2, 3, 4, 5, Double.NaN});
        assertThat(array.firstNonFinite()).isEqualTo(5);
        assertThat(array.index(5)).containsExactly(1, 2);
        assertThat(array.index(1)).containsExactly(0, 1);
        assertThat(new NpyArray(new int[] {2}, new double[] {1, Double.NEGATIVE_INFINITY}).firstNonFinite())
                .isEqualTo(1);
        assertThat(new NpyArray(new int[0], new double[] {1}).firstNonFinite()).isEqualTo(-1);
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> NpzReader.open(file).close())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    private NpyArray only(String file) throws IOException {
        try (NpzReader npz = NpzReader.open(folder.resolve(file))) {
            return npz.array("X");
        }
    }

    private void write(String file, byte[] entry) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("X.npy"));
            zip.write(entry);
        }
    }

    private static byte[] npy(int version, String header, double... values) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + text.length + 8 * values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        bytes.put(text);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }
}
