package org.fprinciple.solution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Memory;
import org.fprinciple.backend.Vec;
import org.fprinciple.operator.SpectralOperator;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.Samples;

/** h by its modes on a box, at every time. */
public final class SpectralTrajectory extends Trajectory {
    private static final int CHUNK = 1 << 17;
    /** Below this share of its start the loss by the modes has lost its digits, and the samples are asked. */
    private static final double LOST = 1e-8;

    /**
     * û_ρ over a stretch of time on the axes' lines of the spectrum.
     *
     * @param from where it begins
     * @param to where it ends
     * @param basis φ
     * @param lines for each axis the amplitudes of û_ρ(κ e_a/L), κ = 0 …: rows of real and imaginary parts (2·length, functions)
     */
    public record LineStretch(double from, double to, Stretch.Basis basis, DMatrixRMaj[] lines) {}

    private final Samples source;
    private final SpectralOperator operator;
    private final List<double[]> states;
    private final List<LineStretch> stretches;
    private final ResidualLines lines;

    /**
     * Called by the solvers.
     *
     * @param source the samples
     * @param states z at every time (K)
     * @param stretches the residual from t = 0 to the last time
     */
    public SpectralTrajectory(
            Samples source,
            SpectralOperator operator,
            double[] times,
            List<double[]> states,
            List<LineStretch> stretches,
            double[] rates,
            SolveStatistics statistics) {
        super(source.normalisation(), times, rates, statistics);
        this.source = source;
        this.operator = operator;
        this.states = states;
        this.stretches = stretches;
        this.lines = new ResidualLines(
                operator.kernel().grid().side(),
                operator.bounds(),
                stretches.get(0).lines()[0].numRows / 2);
    }

    private Vec state(int k) {
        Vec z = operator.rightSide().like();
        z.set(states.get(k));
        return z;
    }

    @Override
    public double[][] at(DMatrixRMaj x, Progress progress) {
        operator.kernel().requireCovers(operator.bounds(), x);
        SpectralOperator.Evaluator evaluator = operator.at(x);
        double[][] h = new double[states.size()][];
        for (int k = 0; k < h.length; k++) {
            h[k] = evaluator.at(state(k));
            progress.advance(x.numRows / h.length);
        }
        return h;
    }

    /** {@inheritDoc} They may be more than memory holds: then the message says so. */
    @Override
    public double[][] atSamples() {
        if (source instanceof Dataset data) {
            return at(data.inputs(), Progress.NONE);
        }
        int n = Math.toIntExact(operator.size());
        Memory.require(8.0 * n * states.size(), "h at all samples and times", "leave --save all out");
        double[][] h = new double[states.size()][n];
        int[] next = {0};
        int d = source.dimension();
        try {
            source.forEach(CHUNK, (x, y, rows) -> {
                SpectralOperator.Evaluator evaluator =
                        operator.at(DMatrixRMaj.wrap(rows, d, Arrays.copyOf(x, rows * d)));
                for (int k = 0; k < h.length; k++) {
                    System.arraycopy(evaluator.at(state(k)), 0, h[k], next[0], rows);
                }
                next[0] += rows;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return h;
    }

    @Override
    public double[] loss(Loss loss) {
        double[] squares = new double[states.size()];
        List<Integer> lost = new ArrayList<>();
        List<Vec> late = new ArrayList<>();
        double start = operator.targetNorm() * operator.targetNorm();
        for (int k = 0; k < squares.length; k++) {
            Vec z = state(k);
            squares[k] = operator.squares(z);
            if (squares[k] < LOST * start) {
                lost.add(k);
                late.add(z);
            }
        }
        double[] again = late.isEmpty() ? new double[0] : operator.squares(source, late);
        for (int i = 0; i < again.length; i++) {
            squares[lost.get(i)] = again[i];
        }
        for (int k = 0; k < squares.length; k++) {
            squares[k] = loss.of(squares[k], operator.size());
        }
        return squares;
    }

    /** {@inheritDoc} None beyond the box's modes. */
    @Override
    public ResidualSpectrum defaultFrequencies() {
        double[] spans = new double[source.dimension()];
        for (int a = 0; a < spans.length; a++) {
            spans[a] = lines.span(a) > 0 ? lines.span(a) : 1;
        }
        return ResidualSpectrum.upTo(
                operator.size(), spans, source.normalisation().keptNames(), lines.highest());
    }

    @Override
    public HalfLife[] halfLives(ResidualSpectrum spectrum) {
        // Σ|y − h_ini| is at most this.
        double scale = Math.sqrt((double) operator.size()) * operator.targetNorm();
        return new HalfLives(stretches(spectrum), spectrum).solve(times()[times().length - 1], scale);
    }

    private List<Stretch> stretches(ResidualSpectrum spectrum) {
        List<Stretch> all = new ArrayList<>();
        for (LineStretch stretch : stretches) {
            DMatrixRMaj rows = new DMatrixRMaj(
                    spectrum.firstRow(spectrum.size()), stretch.basis().size());
            for (int g = 0; g < spectrum.size(); g++) {
                int axis = spectrum.axisIndex(g);
                lines.at(spectrum.frequency(g), axis, stretch.lines()[axis], rows, spectrum.firstRow(g));
            }
            all.add(new Stretch(stretch.from(), stretch.to(), stretch.basis(), rows));
        }
        return all;
    }

    @Override
    public double[][] residualMagnitude(ResidualSpectrum spectrum) {
        List<Stretch> all = stretches(spectrum);
        double[][] magnitude = new double[states.size()][spectrum.size()];
        int current = 0;
        for (int k = 0; k < magnitude.length; k++) {
            double t = times()[k];
            while (current + 1 < all.size() && all.get(current).to() < t) {
                current++;
            }
            for (int g = 0; g < spectrum.size(); g++) {
                magnitude[k][g] = Math.sqrt(all.get(current).power(spectrum.firstRow(g), spectrum.firstRow(g + 1), t));
            }
        }
        return magnitude;
    }

    @Override
    public double[] spectrum(int k) {
        return operator.spectra(state(k));
    }
}
