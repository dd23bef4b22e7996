package org.fprinciple.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.fprinciple.InvalidInputException;

/**
 * Reads arrays of real numbers from NumPy's .npz file, compressed or not.
 *
 * <p>Only the arrays asked for are decoded, so one that cannot be read (text, Python objects) does not matter while
 * nobody asks for it. NaN and infinity are read as they are.
 */
public final class NpzReader implements Closeable {
    private static final String SUFFIX = ".npy";

    private static final int CHUNK = 1 << 13;

    private final Path path;
    private final String advice;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

    private NpzReader(Path path, String advice, ZipFile zip) {
        this.path = path;
        this.advice = advice;
        this.zip = zip;
        zip.stream()
                .filter(entry -> entry.getName().endsWith(SUFFIX))
                .forEach(entry ->
                        entries.put(entry.getName().substring(0, entry.getName().length() - SUFFIX.length()), entry));
    }

    /**
     * Opens a file and lists its arrays, decoding none.
     *
     * @param expected the arrays that such a file should hold, for advice; X and y where none are given
     * @throws InvalidInputException where the path is not a whole .npz file
     */
    public static NpzReader open(Path path, String... expected) throws IOException {
        FileChecks.requireContent(path);
        List<String> names = expected.length == 0 ? List.of("X", "y") : List.of(expected);
        String advice = names.stream().map(n -> n + "=" + n).collect(Collectors.joining(", ", "np.savez(file, ", ")"));
        requireZip(path, advice);
        try {
            return new NpzReader(path, advice, new ZipFile(path.toFile()));
        } catch (ZipException e) {
            throw damaged(path.toString(), e);
        }
    }

    /** Whether a file's name says that it is such a file. */
    public static boolean isNpz(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
    }

    private static void requireZip(Path path, String advice) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(8);
        }
        if (NpyHeader.isMagic(start)) {
            throw new InvalidInputException(
                    path + ": this is a single .npy array, not an .npz file; save it with " + advice + ".");
        }
        if (start.length < 4 || start[0] != 'P' || start[1] != 'K') {
            throw new InvalidInputException(path + ": this is not an .npz file; save the arrays with " + advice + ".");
        }
    }

    static InvalidInputException damaged(String where, IOException cause) {
        return new InvalidInputException(
                where + " is damaged or cut short (" + cause.getMessage() + "); copy or save the file again.", cause);
    }

    /** The names of the arrays, in the order of the file. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /**
     * Decodes an array.
     *
     * @throws InvalidInputException where there is no such array, it does not hold real numbers, has more than
     *     2^31 - 1 of them, or is damaged
     */
    public NpyArray array(String name) throws IOException {
        ZipEntry entry = entry(name);
        String where = where(name);
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
            NpyHeader header = NpyHeader.read(in, where);
            int[] shape = header.intShape(where);
            header.requireWhole(entry.getSize(), where);
            double[] values = values(in, header, shape);
            // NumPy allows bytes after the last element; the checksum covers them.
            in.transferTo(OutputStream.nullOutputStream());
            requireChecksum(entry, crc);
            return new NpyArray(shape, values);
        } catch (ZipException | EOFException e) {
            throw damaged(where, e);
        }
    }

    /**
     * Decodes an array that must have a given number of axes.
     *
     * @throws InvalidInputException as {@link #array(String)} does, and where the number of axes is another
     */
    public NpyArray array(String name, int ndim) throws IOException {
        NpyArray array = array(name);
        NpyHeader.requireAxes(array.ndim(), ndim, NpyArray.shapeText(array.shape()), where(name));
        return array;
    }

    /**
     * Opens an array that must have one or two axes, to be read row by row while this reader is open.
     *
     * @throws InvalidInputException where there is no such array, it does not hold real numbers, the number of axes is
     *     another, or it is damaged
     */
    public NpyRows rows(String name, int ndim) throws IOException {
        return new NpyRows(zip, entry(name), ndim, where(name));
    }

    private String where(String name) {
        return path + ": the array \"" + name + "\"";
    }

    private ZipEntry entry(String name) {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            String present = entries.isEmpty() ? "none" : String.join(", ", entries.keySet());
            throw new InvalidInputException(path + ": there is no array \"" + name + "\" (the file's arrays: " + present
                    + "); save it under that name with " + advice + ".");
        }
        return entry;
    }

    static void requireChecksum(ZipEntry entry, CRC32 crc) throws ZipException {
        if (crc.getValue() != entry.getCrc()) {
            throw new ZipException("its checksum is wrong");
        }
    }

    private static double[] values(InputStream in, NpyHeader header, int[] shape) throws IOException {
        double[] values = new double[Math.toIntExact(NpyArray.elementCount(shape))];
        NpyDecoder decoder = new NpyDecoder(header.type);
        if (!header.fortranOrder || shape.length < 2) {
            decoder.read(in, values, 0, 1, values.length);
            return values;
        }
        FortranOrder order = new FortranOrder(shape);
        double[] chunk = new double[CHUNK];
        for (int done = 0; done < values.length; ) {
            int count = Math.min(values.length - done, CHUNK);
            decoder.read(in, chunk, 0, 1, count);
            for (int i = 0; i < count; i++) {
                values[order.next()] = chunk[i];
            }
            done += count;
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Goes through an array's elements in Fortran order, first axis fastest, and tells where each is in C order. */
    private static final class FortranOrder {
        private final int[] shape;
        private final int[] steps;
        private final int[] indices;
        private int position;

        FortranOrder(int[] shape) {
            this.shape = shape;
            steps = new int[shape.length];
            indices = new int[shape.length];
            int step = 1;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                steps[axis] = step;
                step *= shape[axis];
            }
        }

        int next() {
            int current = position;
            for (int axis = 0; axis < shape.length; axis++) {
                position += steps[axis];
                if (++indices[axis] < shape[axis]) {
                    break;
                }
                position -= steps[axis] * shape[axis];
                indices[axis] = 0;
            }
            return current;
        }
    }
}
