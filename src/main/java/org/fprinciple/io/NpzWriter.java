package org.fprinciple.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.function.IntFunction;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes arrays to a NumPy .npz file, not compressed, such that the same arrays always give the same bytes.
 *
 * <p>Every array is written in C order, little-endian. An array of any size can be written, its values being taken
 * where they are. Sizes that do not fit a shape are a mistake of the caller's: {@link IllegalArgumentException}.
 */
public final class NpzWriter implements Closeable {
    /** Java adds the time zone to the very first moment that a zip file can express, so this is the next one. */
    private static final LocalDateTime TIMESTAMP = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

    private static final int CHUNK_DOUBLES = 1 << 13;
    private static final int HEADER_ALIGNMENT = 64;

    private final ZipOutputStream zip;
    private final ByteBuffer chunk =
            ByteBuffer.allocate(CHUNK_DOUBLES * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * Creates the file, or empties it where it exists.
     *
     * @throws org.fprinciple.InvalidInputException where no file can be made at that path
     */
    public NpzWriter(Path path) throws IOException {
        zip = new ZipOutputStream(FileChecks.openForWriting(path));
    }

    /** Adds a float64 array of the values in C order; no {@code shape} stands for a single number. */
    public void add(String name, double[] values, int... shape) throws IOException {
        write(name, "<f8", 1, shape, values);
    }

    /** Adds a complex128 array of the values in C order, the real and the imaginary part of each side by side. */
    public void addComplex(String name, double[] interleaved, int... shape) throws IOException {
        write(name, "<c16", 2, shape, interleaved);
    }

    /** Adds a float64 array of shape (K, n) from K rows of n values. */
    public void add(String name, double[][] rows) throws IOException {
        write(name, "<f8", 1, rowShape(rows, 1), rows);
    }

    /** Adds a complex128 array of shape (K, n) from K rows of n complex values as {@link #addComplex} takes them. */
    public void addComplex(String name, double[][] interleavedRows) throws IOException {
        write(name, "<c16", 2, rowShape(interleavedRows, 2), interleavedRows);
    }

    private static int[] rowShape(double[][] rows, int doublesPerElement) {
        int length = rows.length == 0 ? 0 : rows[0].length;
        for (double[] row : rows) {
            if (row.length != length) {
                throw new IllegalArgumentException("rows of " + length + " and of " + row.length + " values");
            }
        }
        return new int[] {rows.length, length / doublesPerElement};
    }

    /**
     * Adds a complex128 array in pieces that are made when they are written, so that they need not all be held.
     *
     * @param count the number of pieces
     * @param piece makes a piece as {@link #addComplex} takes it; asked twice for each, it must give the same
     */
    public void addComplex(String name, int count, IntFunction<double[]> piece, int... shape) throws IOException {
        write(name, "<c16", 2, shape, count, piece);
    }

    /** The same for a float64 array. */
    public void add(String name, int count, IntFunction<double[]> piece, int... shape) throws IOException {
        write(name, "<f8", 1, shape, count, piece);
    }

    private void write(String name, String descr, int doublesPerElement, int[] shape, double[]... pieces)
            throws IOException {
        write(name, descr, doublesPerElement, shape, pieces.length, i -> pieces[i]);
    }

    private void write(
            String name, String descr, int doublesPerElement, int[] shape, int count, IntFunction<double[]> piece)
            throws IOException {
        byte[] header = header(descr, shape);
        // An entry that is not compressed starts with its checksum: the values are gone through twice.
        CRC32 crc = new CRC32();
        long doubles = content(header, count, piece, new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
        if (doubles != doublesPerElement * NpyArray.elementCount(shape)) {
            throw new IllegalArgumentException(
                    "shape " + NpyArray.shapeText(shape) + " of " + descr + " does not hold " + doubles + " doubles");
        }
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(TIMESTAMP);
        entry.setCrc(crc.getValue());
        entry.setSize(header.length + doubles * Double.BYTES);
        zip.putNextEntry(entry);
        content(header, count, piece, zip);
        zip.closeEntry();
    }

    /** Writes header and values; returns how many values. */
    private long content(byte[] header, int count, IntFunction<double[]> piece, OutputStream out) throws IOException {
        out.write(header);
        long doubles = 0;
        for (int i = 0; i < count; i++) {
            double[] values = piece.apply(i);
            doubles += values.length;
            for (int start = 0; start < values.length; start += CHUNK_DOUBLES) {
                int length = Math.min(CHUNK_DOUBLES, values.length - start);
                chunk.asDoubleBuffer().put(values, start, length);
                out.write(chunk.array(), 0, length * Double.BYTES);
            }
        }
        return doubles;
    }

    /** The .npy header, version 1.0, filled up with spaces so that the values start at a multiple of 64 bytes. */
    private static byte[] header(String descr, int[] shape) {
        String dictionary =
                "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + NpyArray.shapeText(shape) + ", }";
        int fixedBytes = 10; // magic, version, length
        int length = fixedBytes + dictionary.length() + 1; // and the line's end
        int padding = Math.floorMod(-length, HEADER_ALIGNMENT);
        String text = dictionary + " ".repeat(padding) + "\n";
        return ByteBuffer.allocate(length + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length())
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
