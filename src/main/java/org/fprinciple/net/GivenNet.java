package org.fprinciple.net;

import org.fprinciple.backend.NeuronSource;
import org.fprinciple.problem.TwoLayerNet;

/** A net that is there already, as a start. */
public record GivenNet(TwoLayerNet net) implements NeuronSource {
    @Override
    public int width() {
        return net.width();
    }

    @Override
    public int dimension() {
        return net.dimension();
    }

    @Override
    public void read(int from, int count, double[] a, double[] w, double[] b) {
        int d = net.dimension();
        System.arraycopy(net.a(), from, a, 0, count);
        System.arraycopy(net.w().data, from * d, w, 0, count * d);
        System.arraycopy(net.b(), from, b, 0, count);
    }
}
