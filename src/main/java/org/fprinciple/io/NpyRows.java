package org.fprinciple.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.fprinciple.InvalidInputException;

/**
 * The rows of an array (n, d) or (n) of a .npz file, from the first to the last, as many at a time as are wanted: an
 * array of any size in the memory of a few rows.
 *
 * <p>In C order the entry is read once. In Fortran order the columns are read side by side, each by a stream of its
 * own; where the entry is compressed, a stream must decompress all that stands before its column, so the time grows as
 * d/2 readings of the file. A checksum that is wrong is reported with the last row.
 */
public final class NpyRows implements Closeable {
    private final ZipFile zip;
    private final ZipEntry entry;
    private final String where;
    private final NpyDecoder decoder;
    private final CRC32 crc = new CRC32();
    private final long size;
    private final int columns;
    /** One for all columns, or one for each. */
    private final List<InputStream> streams = new ArrayList<>();

    private long done;

    /**
     * @param zip stays the caller's, and open as long as this
     * @param ndim 1 or 2, what the array must have
     */
    NpyRows(ZipFile zip, ZipEntry entry, int ndim, String where) throws IOException {
        this.zip = zip;
        this.entry = entry;
        this.where = where;
        InputStream first = new CheckedInputStream(zip.getInputStream(entry), crc);
        streams.add(first);
        try {
            NpyHeader header = NpyHeader.read(first, where);
            NpyHeader.requireAxes(header.shape.length, ndim, NpyArray.shapeText(header.shape), where);
            header.requireWhole(entry.getSize(), where);
            this.decoder = new NpyDecoder(header.type);
            this.size = header.shape[0];
            this.columns = ndim == 1 ? 1 : header.lengthOf(1, where);
            if (header.fortranOrder && columns > 1 && size > 1) {
                // Parts of the entry in another order have no checksum: finish() goes through it once more.
                crc.reset();
                first.close();
                streams.clear();
                for (int c = 0; c < columns; c++) {
                    InputStream column = zip.getInputStream(entry);
                    streams.add(column);
                    column.skipNBytes(header.headerBytes + c * size * header.type.bytes);
                }
            }
        } catch (ZipException | EOFException e) {
            close();
            throw NpzReader.damaged(where, e);
        } catch (InvalidInputException e) {
            close();
            throw e;
        }
    }

    /** The number of rows, n. */
    public long size() {
        return size;
    }

    /** The numbers in a row, d; 1 for an array (n). */
    public int columns() {
        return columns;
    }

    /**
     * Reads the next rows.
     *
     * @param target takes them row by row, (count, d), from its start
     * @param count at most as many as are left
     * @throws InvalidInputException where the array is damaged
     */
    public void read(double[] target, int count) throws IOException {
        try {
            if (streams.size() == 1) {
                decoder.read(streams.get(0), target, 0, 1, Math.multiplyExact(count, columns));
            } else {
                for (int c = 0; c < columns; c++) {
                    decoder.read(streams.get(c), target, c, columns, count);
                }
            }
            done += count;
            if (done == size) {
                finish();
            }
        } catch (ZipException | EOFException e) {
            throw NpzReader.damaged(where, e);
        }
    }

    private void finish() throws IOException {
        if (streams.size() == 1) {
            // NumPy allows bytes after the last element; the checksum covers them.
            streams.get(0).transferTo(OutputStream.nullOutputStream());
        } else {
            try (InputStream all = new CheckedInputStream(zip.getInputStream(entry), crc)) {
                all.transferTo(OutputStream.nullOutputStream());
            }
        }
        NpzReader.requireChecksum(entry, crc);
    }

    @Override
    public void close() throws IOException {
        for (InputStream stream : streams) {
            stream.close();
        }
    }
}
