package org.fprinciple.net;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.Vec;
import org.fprinciple.solution.ResidualSpectrum;

/**
 * |û_ρ(ξ)| = |Σ_i r_i e^{−2πi ξ·x_i}| at the frequencies of a {@link ResidualSpectrum}: each lies on an axis, at a multiple of
 * one over a length, so that a non-uniform FFT in one dimension gives all of an axis.
 */
final class ResidualWatch {
    private static final double TOLERANCE = 1e-10;

    /** The transform of one coordinate. */
    private record Axis(NufftPlan plan, Vec modes) {}

    private final ResidualSpectrum spectrum;
    private final List<Axis> axes = new ArrayList<>();
    private final boolean shells;
    private final int perAxis;

    ResidualWatch(Backend backend, ResidualSpectrum spectrum, DMatrixRMaj x) {
        this.spectrum = spectrum;
        int d = x.numCols;
        shells = d > 3;
        perAxis = shells ? spectrum.size() : spectrum.size() / d;
        for (int c = 0; c < d && perAxis > 0; c++) {
            // The frequencies of an axis are k/length, k = 1 … perAxis.
            double length = 1 / spectrum.frequency(shells ? 0 : c * perAxis);
            HalfSpectrum half = new HalfSpectrum(1, perAxis);
            NufftPlan plan = backend.nufft(half, length, TOLERANCE);
            double[] coordinate = new double[x.numRows];
            for (int i = 0; i < coordinate.length; i++) {
                coordinate[i] = x.get(i, c);
            }
            plan.setPoints(coordinate, coordinate.length);
            axes.add(new Axis(plan, backend.vector(half.length())));
        }
    }

    /** @param residuals r (n) */
    double[] magnitudes(double[] residuals) {
        double[] power = new double[spectrum.size()];
        for (int c = 0; c < axes.size(); c++) {
            Axis axis = axes.get(c);
            axis.plan.type1(new double[][] {residuals}, axis.modes);
            double[] modes = axis.modes.toArray();
            for (int k = 1; k <= perAxis; k++) {
                int group = (shells ? 0 : c * perAxis) + k - 1;
                power[group] += modes[2 * k] * modes[2 * k] + modes[2 * k + 1] * modes[2 * k + 1];
            }
        }
        for (int g = 0; g < power.length; g++) {
            power[g] = Math.sqrt(power[g]);
        }
        return power;
    }
}
