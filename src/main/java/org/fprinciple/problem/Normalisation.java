package org.fprinciple.problem;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;

/**
 * The affine map between the user's units and the units that the theory works in, and its inverse. It is part of the
 * model: the exact operator depends on the origin of x.
 *
 * @param columns names of all input columns, in the user's order
 * @param kept indices into {@code columns} of the columns that the problem keeps, (d)
 * @param centre what is subtracted from each kept column, user's units (d)
 * @param scale what each kept column is divided by then, user's units (d)
 * @param constants the value of every column, used to fill the dropped ones on the way back, (columns)
 * @param targetCentre what is subtracted from the target, user's units
 * @param targetScale what the target is divided by then, user's units
 */
public record Normalisation(
        List<String> columns,
        int[] kept,
        double[] centre,
        double[] scale,
        double[] constants,
        double targetCentre,
        double targetScale) {

    /** The map that changes nothing. */
    static Normalisation none(List<String> columns) {
        int d = columns.size();
        double[] ones = new double[d];
        java.util.Arrays.fill(ones, 1);
        return new Normalisation(columns, IntStream.range(0, d).toArray(), new double[d], ones, new double[d], 0, 1);
    }

    /**
     * Inputs to [−1, 1] per column, target to mean 0 and variance 1 (of the sample, divisor n); constant columns are
     * dropped; a constant target is only centred.
     *
     * @throws InvalidInputException if every input column is constant
     */
    static Normalisation unit(List<String> columns, SampleSummary summary) {
        int[] kept = IntStream.range(0, columns.size())
                .filter(c -> !summary.isConstant(c))
                .toArray();
        if (kept.length == 0) {
            throw new InvalidInputException("Every input column is constant (" + String.join(", ", columns)
                    + "): there is nothing to learn from.");
        }
        double deviation = summary.deviation();
        return new Normalisation(
                columns,
                kept,
                IntStream.of(kept).mapToDouble(summary::centre).toArray(),
                IntStream.of(kept).mapToDouble(summary::halfSpan).toArray(),
                summary.min(),
                summary.mean(),
                deviation > 0 && Double.isFinite(deviation) ? deviation : 1);
    }

    /** The same map with a target that is so many times as large in the theory's units. */
    Normalisation scaled(double factor) {
        return new Normalisation(columns, kept, centre, scale, constants, targetCentre, targetScale / factor);
    }

    /** The number of kept columns, d. */
    public int dimension() {
        return kept.length;
    }

    /** The columns that hold one value only and were left out. */
    public List<String> dropped() {
        return IntStream.range(0, columns.size())
                .filter(c -> IntStream.of(kept).noneMatch(k -> k == c))
                .mapToObj(columns::get)
                .toList();
    }

    /** The names of the kept columns. */
    public List<String> keptNames() {
        return IntStream.of(kept).mapToObj(columns::get).toList();
    }

    /** Points in the user's units (n, columns) to the theory's (n, d). */
    public DMatrixRMaj inputsToUnit(DMatrixRMaj user) {
        DMatrixRMaj unit = new DMatrixRMaj(user.numRows, kept.length);
        inputsToUnit(user.data, user.numRows, unit.data);
        return unit;
    }

    /** The same of the first rows of arrays, row by row; both may be one array, as no row grows. */
    void inputsToUnit(double[] user, int rows, double[] unit) {
        int d = kept.length;
        int all = columns.size();
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < d; c++) {
                unit[i * d + c] = (user[i * all + kept[c]] - centre[c]) / scale[c];
            }
        }
    }

    /** Points in the theory's units (n, d) to the user's (n, columns), dropped columns at their one value. */
    public DMatrixRMaj inputsToUser(DMatrixRMaj unit) {
        DMatrixRMaj user = new DMatrixRMaj(unit.numRows, columns.size());
        for (int i = 0; i < unit.numRows; i++) {
            for (int c = 0; c < columns.size(); c++) {
                user.set(i, c, constants[c]);
            }
            for (int c = 0; c < kept.length; c++) {
                user.set(i, kept[c], centre[c] + scale[c] * unit.get(i, c));
            }
        }
        return user;
    }

    /** A target in the user's units to the theory's. */
    public double targetToUnit(double user) {
        return (user - targetCentre) / targetScale;
    }

    /** A value of h in the theory's units to the user's. */
    public double targetToUser(double unit) {
        return targetCentre + targetScale * unit;
    }
}
