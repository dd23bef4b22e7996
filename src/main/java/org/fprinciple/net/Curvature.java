package org.fprinciple.net;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;

/**
 * What the second derivatives of a net can add to the spectral radius of its flow, with the largest |a|, |b| and |w| of the start
 * (theory-notes/training.md §4).
 */
final class Curvature {
    /** max |tanh″|. */
    private static final double TANH = 0.77;

    private final DMatrixRMaj x;
    private final boolean inside;
    private final double bend;
    private double a;
    private double b;
    private double w;

    /** @param x the samples (n, d) */
    Curvature(DeviceNet net, DMatrixRMaj x) {
        this.x = x;
        inside = net.form().parametrisation() == Parametrisation.ZHANG2019;
        bend = net.form().activation() == Activation.TANH ? TANH : 0;
        int block = Math.min(net.width(), 1 << 14);
        double[] outer = new double[block];
        double[] inner = new double[block * net.dimension()];
        double[] bias = new double[block];
        for (int from = 0; from < net.width(); from += block) {
            int count = Math.min(block, net.width() - from);
            net.readStart(from, count, outer, inner, bias);
            for (int j = 0; j < count; j++) {
                a = Math.max(a, Math.abs(outer[j]));
                b = Math.max(b, Math.abs(bias[j]));
                w = Math.max(w, Math.abs(inner[j * net.dimension()]));
            }
        }
    }

    /** Σ_i |r_i| (‖u_i‖ + |a| max|σ″| ‖u_i‖² + |a| ∂²z), u the gradient of z by a neuron's own w and b. */
    double bound(double[] residuals) {
        double sum = 0;
        for (int i = 0; i < residuals.length; i++) {
            double square = inside ? w * w : 1;
            for (int c = 0; c < x.numCols; c++) {
                double input = Math.abs(x.get(i, c)) + (inside ? b : 0);
                square += input * input;
            }
            sum += Math.abs(residuals[i]) * (Math.sqrt(square) + a * bend * square + (inside ? a : 0));
        }
        return sum;
    }
}
