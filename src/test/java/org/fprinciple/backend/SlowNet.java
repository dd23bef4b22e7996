package org.fprinciple.backend;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.TwoLayerNet;

/**
 * A two-layer net in float64 by its definition, loop by loop: the oracle of every plan and of every training. Parameters
 * are in the order of displacements: a, b, and each column of w.
 */
public final class SlowNet implements NeuronSource {
    public final NetForm form;
    public final int m;
    public final int d;
    /** a, b, columns of w. */
    public final double[] theta;

    /** @param theta a (m), b (m), each column of w (m) */
    public SlowNet(NetForm form, int m, int d, double[] theta) {
        this.form = form;
        this.m = m;
        this.d = d;
        this.theta = theta;
        if (theta.length != m * (d + 2)) {
            throw new IllegalArgumentException("not a net of this shape");
        }
    }

    /** The same net at other parameters. */
    public SlowNet at(double[] parameters) {
        return new SlowNet(form, m, d, parameters);
    }

    /** The same net, displaced. */
    public SlowNet moved(double[] delta) {
        return at(sum(theta, 1, delta));
    }

    /** u + c v. */
    public static double[] sum(double[] u, double c, double[] v) {
        double[] sum = u.clone();
        for (int k = 0; k < sum.length; k++) {
            sum[k] += c * v[k];
        }
        return sum;
    }

    /** The entries of one of a, b, w. */
    public static double[] array(double[] of, int m, int which) {
        return switch (which) {
            case 0 -> Arrays.copyOfRange(of, 0, m);
            case 1 -> Arrays.copyOfRange(of, m, 2 * m);
            default -> Arrays.copyOfRange(of, 2 * m, of.length);
        };
    }

    private double a(int j) {
        return theta[j];
    }

    private double b(int j) {
        return theta[m + j];
    }

    private double w(int j, int c) {
        return theta[(2 + c) * m + j];
    }

    private boolean inside() {
        return form.parametrisation() == Parametrisation.ZHANG2019;
    }

    /** The argument of σ of neuron j at sample i. */
    public double z(int j, double[] x, int i) {
        if (inside()) {
            return w(j, 0) * (x[i] + b(j));
        }
        double z = b(j);
        for (int c = 0; c < d; c++) {
            z += w(j, c) * x[i * d + c];
        }
        return z;
    }

    private double value(double z) {
        return form.activation() == Activation.TANH ? Math.tanh(z) : Math.max(0, z);
    }

    private double slope(double z) {
        if (form.activation() == Activation.TANH) {
            double y = Math.tanh(z);
            return 1 - y * y;
        }
        return z > 0 ? 1 : 0;
    }

    /** f_i. */
    public double[] outputs(double[] x) {
        double[] f = new double[x.length / d];
        for (int i = 0; i < f.length; i++) {
            double sum = 0;
            for (int j = 0; j < m; j++) {
                sum += a(j) * value(z(j, x, i));
            }
            f[i] = form.scale() * sum;
        }
        return f;
    }

    /** f_i − y_i. */
    public double[] residuals(double[] x, double[] y) {
        return sum(outputs(x), -1, y);
    }

    /** c Σ_i r_i ∂f_i/∂θ. */
    public double[] gradient(double[] x, double[] r, double c) {
        return gradient(x, r, c, false);
    }

    /** The same, or with |σ'| at its most everywhere: what the rounding of σ' is to be measured by. */
    public double[] gradient(double[] x, double[] r, double c, boolean steepest) {
        double[] g = new double[theta.length];
        double factor = c * form.scale();
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < r.length; i++) {
                double z = z(j, x, i);
                double outer = factor * r[i] * a(j) * (steepest ? 1 : slope(z));
                g[j] += factor * r[i] * value(z);
                if (inside()) {
                    g[m + j] += outer * w(j, 0);
                    g[2 * m + j] += outer * (x[i] + b(j));
                } else {
                    g[m + j] += outer;
                    for (int k = 0; k < d; k++) {
                        g[(2 + k) * m + j] += outer * x[i * d + k];
                    }
                }
            }
        }
        return g;
    }

    /** Σ_l (∂f_i/∂θ·∂f_l/∂θ) v_l: what f changes by along the direction Σ_l v_l ∂f_l/∂θ. */
    public double[] kernel(double[] x, double[] v) {
        double[] u = gradient(x, v, 1);
        double[] image = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            double sum = 0;
            for (int j = 0; j < m; j++) {
                double z = z(j, x, i);
                double inner = 0;
                if (inside()) {
                    inner = w(j, 0) * u[m + j] + (x[i] + b(j)) * u[2 * m + j];
                } else {
                    inner = u[m + j];
                    for (int k = 0; k < d; k++) {
                        inner += x[i * d + k] * u[(2 + k) * m + j];
                    }
                }
                sum += value(z) * u[j] + a(j) * slope(z) * inner;
            }
            image[i] = form.scale() * sum;
        }
        return image;
    }

    /** The whole matrix of {@link #kernel}. */
    public DMatrixRMaj gram(double[] x) {
        int n = x.length / d;
        DMatrixRMaj gram = new DMatrixRMaj(n, n);
        for (int l = 0; l < n; l++) {
            double[] unit = new double[n];
            unit[l] = 1;
            double[] column = kernel(x, unit);
            for (int i = 0; i < n; i++) {
                gram.set(i, l, column[i]);
            }
        }
        return gram;
    }

    @Override
    public int width() {
        return m;
    }

    @Override
    public int dimension() {
        return d;
    }

    @Override
    public void read(int from, int count, double[] a, double[] w, double[] b) {
        for (int j = 0; j < count; j++) {
            a[j] = a(from + j);
            b[j] = b(from + j);
            for (int c = 0; c < d; c++) {
                w[j * d + c] = w(from + j, c);
            }
        }
    }

    /** The parameters as the rest of the program has them. */
    public TwoLayerNet net() {
        double[] a = new double[m];
        double[] b = new double[m];
        DMatrixRMaj w = new DMatrixRMaj(m, d);
        read(0, m, a, w.data, b);
        return new TwoLayerNet(a, w, b);
    }

    /** A net that starts from any source. */
    public static SlowNet of(NeuronSource source, NetForm form) {
        int m = source.width();
        int d = source.dimension();
        double[] a = new double[m];
        double[] b = new double[m];
        double[] w = new double[m * d];
        source.read(0, m, a, w, b);
        double[] theta = new double[m * (d + 2)];
        for (int j = 0; j < m; j++) {
            theta[j] = a[j];
            theta[m + j] = b[j];
            for (int c = 0; c < d; c++) {
                theta[(2 + c) * m + j] = w[j * d + c];
            }
        }
        return new SlowNet(form, m, d, theta);
    }

    /** A device net's parameters. */
    public static SlowNet of(DeviceNet net, Vec displacement) {
        return of(
                new NeuronSource() {
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
                        net.read(displacement, from, count, a, w, b);
                    }
                },
                net.form());
    }

    /**
     * Standard normal a and w, b of deviation 1, all of them float32 numbers, redrawn until no neuron's kink is nearer to a
     * sample than {@code margin} in z: a gradient jumps there, and rounding decides on the side.
     */
    public static SlowNet draw(NetForm form, int m, int d, double[] x, double margin, SplittableRandom random) {
        SlowNet net = new SlowNet(form, m, d, random(m * (d + 2), random));
        for (int j = 0; j < m; j++) {
            while (nearest(net, j, x) < margin) {
                net.theta[m + j] = (float) random.nextGaussian();
            }
        }
        return net;
    }

    private static double nearest(SlowNet net, int j, double[] x) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < x.length / net.d; i++) {
            least = Math.min(least, Math.abs(net.z(j, x, i)));
        }
        return least;
    }

    /** Standard normal numbers of float32. */
    public static double[] random(int count, SplittableRandom random) {
        return fill(count, v -> (float) random.nextGaussian());
    }

    /** Numbers of float32 in [−1, 1]. */
    public static double[] uniform(int count, SplittableRandom random) {
        return fill(count, v -> (float) (2 * random.nextDouble() - 1));
    }

    private static double[] fill(int count, DoubleUnaryOperator of) {
        return Arrays.stream(new double[count]).map(of).toArray();
    }

    /** ‖u‖. */
    public static double norm(double[] u) {
        double sum = 0;
        for (double v : u) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }

    /** ‖u − v‖ / ‖v‖; 0 where both are 0. */
    public static double error(double[] u, double[] v) {
        double difference = norm(sum(u, -1, v));
        return difference == 0 ? 0 : difference / norm(v);
    }
}
