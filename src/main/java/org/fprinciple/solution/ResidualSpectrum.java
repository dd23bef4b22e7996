package org.fprinciple.solution;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.problem.MergedSamples;

/**
 * The frequencies at which the residual û_ρ(ξ, t) = Σ_i (h(x_i, t) − y_i) e^{−2πi ξ·x_i} is watched: ξ = k/span along
 * each axis to d = 3, and shells of equal |ξ| over all axes beyond, where the power is summed. Normalised units.
 */
public final class ResidualSpectrum {
    private static final int MOST = 512;
    private static final int LEAST = 8;

    /** Frequencies that share one row of the picture: ξ times each unit vector of the axes. */
    private record Group(double xi, String axis, int[] axes) {}

    private final List<Group> groups = new ArrayList<>();
    private final int[] firstRow;

    private ResidualSpectrum(double[] spans, List<String> names, int count) {
        int d = spans.length;
        if (d <= 3) {
            for (int c = 0; c < d; c++) {
                for (int k = 1; k <= count; k++) {
                    groups.add(new Group(k / spans[c], names.get(c), new int[] {c}));
                }
            }
        } else {
            int[] all = new int[d];
            double widest = 0;
            for (int c = 0; c < d; c++) {
                all[c] = c;
                widest = Math.max(widest, spans[c]);
            }
            for (int k = 1; k <= count; k++) {
                groups.add(new Group(k / widest, "shell", all));
            }
        }
        firstRow = new int[groups.size() + 1];
        for (int g = 0; g < groups.size(); g++) {
            firstRow[g + 1] = firstRow[g] + 2 * groups.get(g).axes.length;
        }
    }

    /**
     * As many as samples can tell apart.
     *
     * @param samples the distinct inputs
     * @param names the names of the inputs (d)
     */
    public static ResidualSpectrum ofSamples(MergedSamples samples, List<String> names) {
        double[] spans = new double[samples.inputs().numCols];
        for (int c = 0; c < spans.length; c++) {
            spans[c] = span(samples.inputs(), c);
        }
        return new ResidualSpectrum(spans, names, count(samples.size(), spans.length));
    }

    /** The same for samples that are known by their number and their spans (d), normalised units. */
    public static ResidualSpectrum ofSpans(long size, double[] spans, List<String> names) {
        return new ResidualSpectrum(spans, names, count(size, spans.length));
    }

    /**
     * The same for samples that are known by their number and spans alone, up to a frequency.
     *
     * @param size the number of samples
     * @param spans their spans, normalised units (d ≤ 3)
     * @param names the names of the inputs (d)
     * @param highest no |ξ| above this
     */
    public static ResidualSpectrum upTo(long size, double[] spans, List<String> names, double highest) {
        int count = count(size, spans.length);
        for (double span : spans) {
            count = Math.min(count, (int) Math.floor(highest * span));
        }
        return new ResidualSpectrum(spans, names, Math.max(0, count));
    }

    /** The mean spacing on an axis sets how far frequencies can be told apart. */
    private static int count(long size, int dimension) {
        int perAxis = (int) Math.pow((double) size, 1.0 / dimension) / 2;
        return Math.max(LEAST, Math.min(MOST, perAxis));
    }

    private static double span(DMatrixRMaj x, int c) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < x.numRows; i++) {
            min = Math.min(min, x.get(i, c));
            max = Math.max(max, x.get(i, c));
        }
        return max > min ? max - min : 1;
    }

    /** How many there are, F. */
    public int size() {
        return groups.size();
    }

    /** |ξ|. */
    public double frequency(int group) {
        return groups.get(group).xi;
    }

    /** The first of the axes that a group holds: its only one to d = 3. */
    public int axisIndex(int group) {
        return groups.get(group).axes[0];
    }

    /** The axis, or "shell". */
    public String axis(int group) {
        return groups.get(group).axis;
    }

    /** The first row of a group in {@link #waves}; the next group's first row ends it. */
    public int firstRow(int group) {
        return firstRow[group];
    }

    /** m_i cos(2πξ·x_i) and −m_i sin(2πξ·x_i), two rows a frequency (rows, n): times the residual they give û_ρ. */
    public DMatrixRMaj waves(MergedSamples samples) {
        int n = samples.size();
        DMatrixRMaj waves = new DMatrixRMaj(firstRow[groups.size()], n);
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            for (int a = 0; a < group.axes.length; a++) {
                int row = firstRow[g] + 2 * a;
                for (int i = 0; i < n; i++) {
                    double phase = 2 * Math.PI * group.xi * samples.inputs().get(i, group.axes[a]);
                    waves.set(row, i, samples.multiplicity()[i] * Math.cos(phase));
                    waves.set(row + 1, i, -samples.multiplicity()[i] * Math.sin(phase));
                }
            }
        }
        return waves;
    }

    /** |û_ρ|² of a group from the product of {@link #waves} with residuals, at column {@code k}. */
    public double power(DMatrixRMaj transforms, int group, int k) {
        double sum = 0;
        for (int row = firstRow[group]; row < firstRow[group + 1]; row++) {
            double value = transforms.get(row, k);
            sum += value * value;
        }
        return sum;
    }
}
