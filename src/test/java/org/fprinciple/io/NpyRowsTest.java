package org.fprinciple.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.fprinciple.InvalidInputException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
class NpyRowsTest {
    @TempDir
    Path folder;

    /** The reference is the reader of whole arrays, whose own is NumPy. */
    @Test
    void readsByRowsWhatTheReaderReadsWhole() throws Exception {
        String[] names = NumPy.run(folder, """
                rng = np.random.default_rng(7)
                arrays = {}
                kinds = ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8']
                if np.finfo(np.longdouble).nmant == 63 and np.dtype(np.longdouble).itemsize == 16:
                    kinds.append('f16')
                for kind in kinds:
                    for mark in '<>':
                        for order in 'CF':
                            for shape in [(23,), (23, 1), (23, 4), (1, 4), (20000, 3)]:
                                a = rng.integers(0, 100, shape).astype(mark + kind)
                                name = kind + {'<': 'little', '>': 'big'}[mark] + order + 'x'.join(map(str, shape))
                                arrays[name] = np.array(a, order=order)
                arrays['none'] = np.zeros((0, 3))
                np.savez('plain.npz', **arrays)
                np.savez_compressed('compressed.npz', **arrays)
                print(*arrays)
                """).split(" ");
        assertThat(names.length).isGreaterThan(11 * 2 * 2 * 5);
        for (String file : new String[] {"plain.npz", "compressed.npz"}) {
            try (NpzReader npz = NpzReader.open(folder.resolve(file))) {
                for (String name : names) {
                    NpyArray whole = npz.array(name);
                    int n = whole.shape()[0];
                    for (int some : new int[] {7, 9000, n}) {
                        try (NpyRows rows = npz.rows(name, whole.ndim())) {
                            assertThat(rows.size()).isEqualTo(n);
                            assertThat(rows.columns() * n).isEqualTo(whole.size());
                            assertThat(Arrays.equals(all(rows, some), whole.values()))
                                    .as(file + " " + name)
                                    .isTrue();
                        }
                    }
                }
            }
        }
    }

    private static double[] all(NpyRows rows, int some) throws IOException {
        int n = (int) rows.size();
        int d = rows.columns();
        double[] values = new double[n * d];
        double[] chunk = new double[some * d];
        for (int i = 0; i < n; i += some) {
            int count = Math.min(some, n - i);
            rows.read(chunk, count);
            System.arraycopy(chunk, 0, values, i * d, count * d);
        }
        return values;
    }

    /** 4 GB and more, in a file with holes: sizes and offsets beyond 32 bits, as NumPy writes them (ZIP64). */
    @Test
    void readsArraysBeyondFourGigabytes() throws Exception {
        NumPy.run(folder, """
                import struct
                def save(file, shape, fortran, marks):
                    header = str({'descr': '<f4', 'fortran_order': fortran, 'shape': shape}).encode()
                    npy = b'\\x93NUMPY\\x01\\x00' + struct.pack('<H', len(header)) + header
                    size = len(npy) + 4 * int(np.prod(shape, dtype=object))
                    name = b'X.npy'
                    with open(file, 'wb') as f:
                        f.write(struct.pack('<4s5H3L2H', b'PK\\x03\\x04', 45, 0, 0, 0, 33, 0, 2**32 - 1, 2**32 - 1, 5, 20))
                        f.write(name + struct.pack('<HHQQ', 1, 16, size, size))
                        start = f.tell()
                        f.write(npy)
                        for place, value in marks:
                            f.seek(start + len(npy) + 4 * place)
                            f.write(struct.pack('<f', value))
                        f.seek(start + size)
                        f.truncate()
                        central = struct.pack('<4s6H3L5H2L', b'PK\\x01\\x02', 45, 45, 0, 0, 0, 33, 0,
                                              2**32 - 1, 2**32 - 1, 5, 20, 0, 0, 0, 0, 0)
                        central += name + struct.pack('<HHQQ', 1, 16, size, size)
                        at = f.tell()
                        f.write(central)
                        f.write(struct.pack('<4sQ2H2L4Q', b'PK\\x06\\x06', 44, 45, 45, 0, 0, 1, 1, len(central), at))
                        f.write(struct.pack('<4sLQL', b'PK\\x06\\x07', 0, at + len(central), 1))
                        f.write(struct.pack('<4s4H2LH', b'PK\\x05\\x06', 0, 0, 1, 1, len(central), 2**32 - 1, 0))
                n = 2**31 + 11
                save('rows.npz', (n, 2), False, [(0, 1), (1, 2), (2, 3), (2 * n - 1, 4)])
                save('columns.npz', (n, 2), True, [(0, 1), (1, 3), (n, 2), (2 * n - 1, 4)])
                """);
        for (String file : new String[] {"rows.npz", "columns.npz"}) {
            try (NpzReader npz = NpzReader.open(folder.resolve(file));
                    NpyRows rows = npz.rows("X", 2)) {
                assertThat(rows.size()).isEqualTo((1L << 31) + 11);
                assertThat(rows.columns()).isEqualTo(2);
                double[] first = new double[6];
                rows.read(first, 3);
                assertThat(first).containsExactly(1, 2, 3, 0, 0, 0);
                assertThatThrownBy(() -> npz.array("X"))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("more elements than the 2^31 - 1");
            }
        }
    }

    /** A changed bit is told, in whichever order the file is read. */
    @Test
    void refusesDamage() throws Exception {
        NumPy.run(folder, """
                a = np.arange(3000.0).reshape(1000, 3)
                for order in 'CF':
                    np.savez(order + '.npz', X=np.array(a, order=order))
                    np.savez_compressed(order + 'z.npz', X=np.array(a, order=order))
                """);
        for (String name : new String[] {"C.npz", "F.npz", "Cz.npz", "Fz.npz"}) {
            Path file = folder.resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> {
                        try (NpzReader npz = NpzReader.open(file);
                                NpyRows rows = npz.rows("X", 2)) {
                            all(rows, 100);
                        }
                    })
                    .as(name)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(name + ": the array \"X\" is damaged or cut short (");
        }
    }
}
