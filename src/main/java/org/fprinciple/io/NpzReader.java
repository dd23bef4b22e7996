package org.fprinciple.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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

    /** A multiple of every element's size. */
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path path;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

    private NpzReader(Path path, ZipFile zip) {
        this.path = path;
        this.zip = zip;
        zip.stream()
                .filter(entry -> entry.getName().endsWith(SUFFIX))
                .forEach(entry ->
                        entries.put(entry.getName().substring(0, entry.getName().length() - SUFFIX.length()), entry));
    }

    /**
     * Opens a file and lists its arrays, decoding none.
     *
     * @throws InvalidInputException where the path is not a whole .npz file
     */
    public static NpzReader open(Path path) throws IOException {
        FileChecks.requireContent(path);
        requireZip(path);
        try {
            return new NpzReader(path, new ZipFile(path.toFile()));
        } catch (ZipException e) {
            throw damaged(path.toString(), e);
        }
    }

    private static void requireZip(Path path) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(8);
        }
        if (NpyHeader.isMagic(start)) {
            throw new InvalidInputException(
                    path + ": this is a single .npy array, not an .npz file; save it with np.savez(file, X=X, y=y).");
        }
        if (start.length < 4 || start[0] != 'P' || start[1] != 'K') {
            throw new InvalidInputException(
                    path + ": this is not an .npz file; save the arrays with np.savez(file, X=X, y=y).");
        }
    }

    private static InvalidInputException damaged(String where, IOException cause) {
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
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            String present = entries.isEmpty() ? "none" : String.join(", ", entries.keySet());
            throw new InvalidInputException(path + ": there is no array \"" + name + "\" (the file's arrays: " + present
                    + "); save it under that name with np.savez.");
        }
        String where = path + ": the array \"" + name + "\"";
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
            NpyHeader header = NpyHeader.read(in, where);
            requireWhole(header, entry.getSize() - header.headerBytes, where);
            double[] values = values(in, header);
            // NumPy allows bytes after the last element; the checksum covers them.
            in.transferTo(OutputStream.nullOutputStream());
            if (crc.getValue() != entry.getCrc()) {
                throw new ZipException("its checksum is wrong");
            }
            return new NpyArray(header.shape, values);
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
        if (array.ndim() != ndim) {
            throw new InvalidInputException(path + ": the array \"" + name + "\" has shape "
                    + NpyArray.shapeText(array.shape()) + " but must have " + ndim + (ndim == 1 ? " axis" : " axes")
                    + "; change it with .reshape before saving.");
        }
        return array;
    }

    /** Refuses too few bytes before memory is claimed for what a damaged header may promise. */
    private static void requireWhole(NpyHeader header, long bytes, String where) {
        long needed = (long) header.elementCount() * header.type.bytes;
        if (bytes < needed) {
            throw new InvalidInputException(where + " is cut short (its shape " + NpyArray.shapeText(header.shape)
                    + " needs " + needed + " bytes and there are " + bytes + "); copy or save the file again.");
        }
    }

    private static double[] values(InputStream in, NpyHeader header) throws IOException {
        double[] values = new double[header.elementCount()];
        int size = header.type.bytes;
        byte[] chunk = new byte[CHUNK_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(header.type.order);
        FileOrder order = new FileOrder(header.shape, header.fortranOrder);
        for (int done = 0; done < values.length; ) {
            int count = Math.min(values.length - done, CHUNK_BYTES / size);
            if (in.readNBytes(chunk, 0, count * size) < count * size) {
                throw new EOFException("it ends before its last element");
            }
            for (int i = 0; i < count; i++) {
                values[order.next()] = header.type.decode(buffer, i * size);
            }
            done += count;
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Goes through an array's elements as the file has them and tells where each one is in C order. */
    private static final class FileOrder {
        /** The axes, the one that changes fastest in the file first: its length, its step in C order, its index. */
        private final int[] lengths;

        private final int[] steps;
        private final int[] indices;
        private int position;

        FileOrder(int[] shape, boolean fortran) {
            lengths = new int[shape.length];
            steps = new int[shape.length];
            indices = new int[shape.length];
            int step = 1;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                int rank = fortran ? axis : shape.length - 1 - axis;
                lengths[rank] = shape[axis];
                steps[rank] = step;
                step *= shape[axis];
            }
        }

        int next() {
            int current = position;
            for (int k = 0; k < lengths.length; k++) {
                position += steps[k];
                if (++indices[k] < lengths[k]) {
                    break;
                }
                position -= steps[k] * lengths[k];
                indices[k] = 0;
            }
            return current;
        }
    }
}
