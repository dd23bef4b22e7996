package org.fprinciple.problem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.Names;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a CSV file is the target; every other one is an input.
 *
 * @param inputNames the inputs' names, (d)
 * @param targetName the target's name
 * @param place the target's column, from 0
 */
record CsvColumns(List<String> inputNames, String targetName, int place) {

    /**
     * The columns of a file.
     *
     * @param names all names, in the file's order
     * @param target the target's name; the last column where null
     * @throws InvalidInputException if there is no such column, or no other one
     */
    static CsvColumns of(List<String> names, @Nullable String target, Path file) {
        if (names.size() < 2) {
            throw new InvalidInputException(
                    file + " has one column only (" + names.get(0) + "): a target and at least one input are needed.");
        }
        int place = names.size() - 1;
        if (target != null) {
            place = names.indexOf(target);
            if (place < 0) {
                throw new InvalidInputException(
                        file + " has no column \"" + target + "\" for the target" + Names.didYouMean(target, names));
            }
        }
        List<String> inputs = new ArrayList<>(names);
        inputs.remove(place);
        return new CsvColumns(List.copyOf(inputs), names.get(place), place);
    }

    /** Takes row {@code i} of inputs (n, d) and of targets (n) from a row of the file. */
    void split(double[] row, int i, double[] inputs, double[] targets) {
        targets[i] = row[place];
        int d = row.length - 1;
        System.arraycopy(row, 0, inputs, i * d, place);
        System.arraycopy(row, place + 1, inputs, i * d + place, d - place);
    }
}
