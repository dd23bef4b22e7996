package org.fprinciple.operator;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.TwoLayerNet;

/**
 * The kernel of training of one net as it stands, K(x, x') = (1/m) Σ_j ∂f_j(x)/∂θ_j · ∂f_j(x')/∂θ_j with f_j = a_j σ(z_j), the mean
 * over its neurons: the dynamics under it are those of the net linearised where it stands (theory-notes/validation.md §1).
 *
 * <p>As products of the neurons' gradients in blocks: O(p n m d) for p × n values, nothing of size n × m is kept.
 */
public final class NetworkKernel implements Kernel {
    private static final int TILE = 64;
    /** Neurons in a block. */
    private static final int BLOCK = 512;

    private final TwoLayerNet net;
    private final Activation activation;
    private final boolean inside;

    private NetworkKernel(TwoLayerNet net, Activation activation, boolean inside) {
        this.net = net;
        this.activation = activation;
        this.inside = inside;
    }

    /** The kernel of a net, whose factor s does not matter. */
    public static NetworkKernel of(TwoLayerNet net, Activation activation, Parametrisation parametrisation) {
        return new NetworkKernel(net, activation, parametrisation == Parametrisation.ZHANG2019);
    }

    @Override
    public int dimension() {
        return net.dimension();
    }

    @Override
    public FreeFunctions freeFunctions() {
        return FreeFunctions.NONE;
    }

    /** One for each parameter at most. */
    @Override
    public long rank() {
        return (long) net.width() * (net.dimension() + 2);
    }

    @Override
    public DMatrixRMaj matrix(DMatrixRMaj x, Backend backend, Progress progress) {
        return values(x, x, backend, progress);
    }

    @Override
    public DMatrixRMaj product(DMatrixRMaj x, DMatrixRMaj z, DMatrixRMaj c, Backend backend, Progress progress) {
        DMatrixRMaj out = new DMatrixRMaj(x.numRows, c.numCols);
        backend.dense(Math.max(x.numRows, z.numRows))
                .multiplyAdd(values(x, z, backend, progress), false, c, false, out);
        return out;
    }

    /** K(x_i, z_l) (p, n). */
    private DMatrixRMaj values(DMatrixRMaj x, DMatrixRMaj z, Backend backend, Progress progress) {
        int n = z.numRows;
        DMatrixRMaj out = new DMatrixRMaj(x.numRows, n);
        backend.forEach((x.numRows + TILE - 1) / TILE, part -> {
            int from = part * TILE;
            int count = Math.min(TILE, x.numRows - from);
            DMatrixRMaj tile = new DMatrixRMaj(count, n);
            for (int first = 0; first < net.width(); first += BLOCK) {
                CommonOps_DDRM.multAddTransB(
                        1.0 / net.width(), gradients(x, from, count, first), gradients(z, 0, n, first), tile);
            }
            System.arraycopy(tile.data, 0, out.data, from * n, count * n);
            progress.advance(count);
        });
        return out;
    }

    /** ∂f_j/∂θ_j, one row a point: by a, by b, and by each coordinate of w. */
    private DMatrixRMaj gradients(DMatrixRMaj x, int from, int count, int first) {
        int d = net.dimension();
        int neurons = Math.min(BLOCK, net.width() - first);
        DMatrixRMaj gradients = new DMatrixRMaj(count, neurons * (d + 2));
        int place = 0;
        for (int i = from; i < from + count; i++) {
            for (int j = first; j < first + neurons; j++) {
                double bias = net.b()[j];
                double z = inside ? net.w().data[j * d] * bias : bias;
                for (int c = 0; c < d; c++) {
                    z += net.w().data[j * d + c] * x.data[i * d + c];
                }
                double back = net.a()[j] * activation.slope(z);
                gradients.data[place++] = activation.value(z);
                gradients.data[place++] = inside ? back * net.w().data[j * d] : back;
                for (int c = 0; c < d; c++) {
                    gradients.data[place++] = back * (inside ? x.data[i * d + c] + bias : x.data[i * d + c]);
                }
            }
        }
        return gradients;
    }
}
