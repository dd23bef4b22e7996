package org.fprinciple.net;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;

/**
 * What the second derivatives of a net can add to the spectral radius of its flow, with the largest |a|, |b| and |w| of the start
 * (theory-notes/training.md §4).
 */
final class Curvature {
    /** max |tanh″|. */
    private static final double TANH = 0.77;

    /** ‖u_i‖ + |a| max|σ″| ‖u_i‖² + |a| ∂²z, u the gradient of z by a neuron's own w and b. */
    private final Vec factors;

    private double a;
    private double b;
    private double w;

    /**
     * From a net's start.
     *
     * @param x the samples (n, d)
     * @param like a vector over them
     */
    Curvature(DeviceNet net, DMatrixRMaj x, Vec like) {
        findLargest(net);
        boolean inside = net.form().parametrisation() == Parametrisation.ZHANG2019;
        double bend = net.form().activation() == Activation.TANH ? TANH : 0;
        double[] each = new double[x.numRows];
        for (int i = 0; i < each.length; i++) {
            double square = inside ? w * w : 1;
            for (int c = 0; c < x.numCols; c++) {
                double input = Math.abs(x.get(i, c)) + (inside ? b : 0);
                square += input * input;
            }
            each[i] = Math.sqrt(square) + a * bend * square + (inside ? a : 0);
        }
        factors = like.like();
        factors.set(each);
    }

    private void findLargest(DeviceNet net) {
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

    /** Σ_i |r_i| times that. */
    double bound(Vec residuals) {
        return factors.absoluteDot(residuals);
    }
}
