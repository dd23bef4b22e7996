package org.fprinciple.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.NpyArray;
import org.fprinciple.io.NpzReader;

/** trajectory.npz of a finished run: its arrays, which must be finite and agree with its times. */
final class RunTrajectory implements Closeable {
    private final Path file;
    private final NpzReader npz;
    private final double[] times;

    private RunTrajectory(Path file, NpzReader npz) throws IOException {
        this.file = file;
        this.npz = npz;
        this.times = finite("t", npz.array("t", 1));
        if (times.length == 0) {
            throw new InvalidInputException(file + ": the array \"t\" holds no times: copy the file again.");
        }
        for (int k = 1; k < times.length; k++) {
            if (times[k] <= times[k - 1]) {
                throw new InvalidInputException(file + ": the array \"t\" does not increase at [" + k + "] ("
                        + times[k - 1] + ", then " + times[k] + "): copy the file again.");
            }
        }
    }

    /** @throws InvalidInputException if there is no such file, or its times are none */
    static RunTrajectory open(Path file) throws IOException {
        NpzReader npz = NpzReader.open(file);
        try {
            return new RunTrajectory(file, npz);
        } catch (IOException | InvalidInputException e) {
            npz.close();
            throw e;
        }
    }

    /** The times (K). */
    double[] times() {
        return times;
    }

    boolean holds(String name) {
        return npz.names().contains(name);
    }

    /** An array with a number a time (K). */
    double[] series(String name) throws IOException {
        NpyArray array = npz.array(name, 1);
        requireLength(name, "values", array.size(), "t has " + times.length, times.length);
        return finite(name, array);
    }

    /**
     * An array with a row a time (K, columns).
     *
     * @param reason what says that there are so many columns, as a clause
     * @throws InvalidInputException if its shape is another
     */
    double[][] rows(String name, long columns, String reason) throws IOException {
        NpyArray array = npz.array(name, 2);
        int[] shape = array.shape();
        requireLength(name, "rows", shape[0], "t has " + times.length, times.length);
        requireLength(name, "columns", shape[1], reason + " " + columns, columns);
        double[] values = finite(name, array);
        double[][] rows = new double[shape[0]][];
        for (int k = 0; k < rows.length; k++) {
            rows[k] = Arrays.copyOfRange(values, k * shape[1], (k + 1) * shape[1]);
        }
        return rows;
    }

    private void requireLength(String name, String what, int length, String reason, long expected) {
        if (length != expected) {
            throw new InvalidInputException(file + ": the array \"" + name + "\" has " + length + " " + what + ", and "
                    + reason + ": copy the file again.");
        }
    }

    private double[] finite(String name, NpyArray array) {
        int place = array.firstNonFinite();
        if (place >= 0) {
            throw new InvalidInputException(file + ": the array \"" + name + "\" holds " + array.values()[place]
                    + " at " + Arrays.toString(array.index(place)) + ", no finite number: copy the file again.");
        }
        return array.values();
    }

    @Override
    public void close() throws IOException {
        npz.close();
    }
}
