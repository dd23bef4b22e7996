package org.fprinciple.problem;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.InvalidInputException;

/**
 * The distinct inputs of a dataset. Samples at one input act on h as one sample of their mean target that counts as
 * often as they do (theory-notes/fp-norm.md §3), which keeps the kernel matrix invertible.
 *
 * @param inputs distinct inputs in order of first appearance, (n, d)
 * @param multiplicity how many samples stand at each, (n)
 * @param targets their mean target, (n)
 * @param group for each sample of the dataset, the row that it was merged into
 * @param scatter Σ (y − mean target of its input)² over the dataset: the part of the sum of squares that no function
 *     can remove
 */
public record MergedSamples(DMatrixRMaj inputs, double[] multiplicity, double[] targets, int[] group, double scatter) {

    /** Merges the duplicates of {@code data}. */
    public static MergedSamples of(Dataset data) {
        int n = data.size();
        int d = data.dimension();
        DistinctPoints points = new DistinctPoints(n, d);
        int[] group = new int[n];
        double[] multiplicity = new double[n];
        double[] mean = new double[n];
        for (int i = 0; i < n; i++) {
            int row = points.number(data.inputs().data, i * d);
            group[i] = row;
            multiplicity[row]++;
            mean[row] += (data.targets()[i] - mean[row]) / multiplicity[row];
        }
        double scatter = 0;
        for (int i = 0; i < n; i++) {
            double r = data.targets()[i] - mean[group[i]];
            scatter += r * r;
        }
        int m = points.size();
        return new MergedSamples(
                points.points(), Arrays.copyOf(multiplicity, m), Arrays.copyOf(mean, m), group, scatter);
    }

    /** The number of distinct inputs. */
    public int size() {
        return targets.length;
    }

    /** Values at the distinct inputs (n) to values at the samples of the dataset. */
    public double[] spread(double[] values) {
        double[] all = new double[group.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[group[i]];
        }
        return all;
    }

    /**
     * Interpolation needs one target per input.
     *
     * @throws InvalidInputException if two samples at one input differ in their target; names both
     */
    public void requireConsistent(Dataset data) {
        int[] first = new int[size()];
        Arrays.fill(first, -1);
        for (int i = 0; i < group.length; i++) {
            int g = group[i];
            if (first[g] < 0) {
                first[g] = i;
            } else if (data.targets()[i] != data.targets()[first[g]]) {
                throw new InvalidInputException("The samples at " + data.place(first[g]) + " and " + data.place(i)
                        + " share their inputs but not their target (" + data.targetName()
                        + "), so no function passes through both: remove one, or fit with --ridge.");
            }
        }
    }
}
