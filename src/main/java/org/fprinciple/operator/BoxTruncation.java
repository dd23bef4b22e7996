package org.fprinciple.operator;

import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;

/**
 * What the modes beyond a box's grid hold of the kernel, and cost of h (theory-notes/operator.md §8, numerics.md §6): integrals over
 * the frequencies outside the cube ‖ξ‖∞ &lt; R, R half a mode before the first one left out, which is the midpoint rule
 * for the sums.
 */
public final class BoxTruncation {
    /** The modes that are there shift as well, to pass the samples without the others: by several times as much. */
    private static final double MISSING = 8;

    /** Sums of more terms are not worth their time. */
    private static final double MOST_TERMS = 1e9;

    private final BoxKernel kernel;
    private final FrequencyWeight weight;
    private final ModeGrid grid;

    BoxTruncation(BoxKernel kernel, FrequencyWeight weight) {
        this.kernel = kernel;
        this.weight = weight;
        this.grid = kernel.grid();
    }

    /**
     * What the modes beyond the grid hold of K(x, x): an upper bound of the error of K at any pair of points.
     *
     * @param largestSquare the largest |x|² among the points, for the exact operator's x·x'
     */
    public double kernelTail(double largestSquare) {
        double cut = (grid.modes() - 1) / 2.0 / grid.side();
        return overFaces(y -> {
            double k2 = weight.k2RadialTail(y, cut);
            return weight.k1RadialTail(y, cut) + k2 + (kernel.isExact() ? largestSquare * k2 : 0);
        });
    }

    /**
     * The largest |x|², for {@link #kernelTail}.
     *
     * @param x points (n, d), in the operator's units
     */
    public static double largestSquare(DMatrixRMaj x) {
        double largest = 0;
        for (int i = 0; i < x.numRows; i++) {
            double square = 0;
            for (int c = 0; c < x.numCols; c++) {
                square += x.get(i, c) * x.get(i, c);
            }
            largest = Math.max(largest, square);
        }
        return largest;
    }

    /**
     * αᵀTα at most, T the kernel of the modes beyond the grid: |T(x, x')| ≤ {@link #kernelTail}; for one input and a simplified
     * ReLU operator T is the kernel of all modes, a polynomial on the period, less the grid's.
     *
     * @param x points (n, d)
     * @param alpha α (n)
     */
    public double quadraticTail(DMatrixRMaj x, double[] alpha) {
        double absolute = 0;
        for (double value : alpha) {
            absolute += Math.abs(value);
        }
        double bound = kernelTail(largestSquare(x)) * absolute * absolute;
        if (kernel.isExact()
                || x.numCols > 1
                || !(weight instanceof PolyharmonicWeight spline)
                || (double) alpha.length * Math.max(alpha.length, grid.modes()) > MOST_TERMS) {
            return bound;
        }
        double all = 0;
        for (int i = 0; i < alpha.length; i++) {
            for (int j = 0; j < alpha.length; j++) {
                all += alpha[i] * alpha[j] * allModes(x.data[i] - x.data[j], spline);
            }
        }
        for (int k = 1; k <= grid.cutoff(); k++) {
            double cos = 0;
            double sin = 0;
            for (int i = 0; i < alpha.length; i++) {
                double phase = 2 * Math.PI * k * x.data[i] / grid.side();
                cos += alpha[i] * Math.cos(phase);
                sin += alpha[i] * Math.sin(phase);
            }
            all -= 2 * kernel.weights(new int[] {k})[0] * (cos * cos + sin * sin);
        }
        double rounding = 64 * Math.ulp(1.0) * allModes(0, spline) * absolute * absolute;
        return Math.min(bound, Math.max(0, all) + rounding);
    }

    /** Σ_{k ≠ 0} (A L³/k⁴ + B L/k²) e^{2πiku/L}, by Bernoulli polynomials. */
    private double allModes(double u, PolyharmonicWeight spline) {
        double side = grid.side();
        double t = u / side - Math.floor(u / side);
        double pi2 = Math.PI * Math.PI;
        double second = t * t - t + 1.0 / 6;
        double fourth = t * t * (t - 1) * (t - 1) - 1.0 / 30;
        return 2 * pi2 * (spline.b() * side * second - pi2 / 3 * spline.a() * Math.pow(side, 3) * fourth);
    }

    /** K(x, x) over the modes of the grid (without the zero mode) at |x|² = {@code square}, to compare the tail with. */
    public double kernelDiagonal(double square) {
        // The weights do not see the signs of k: one orthant stands for all.
        int d = grid.dimension();
        int width = grid.cutoff() + 1;
        int count = (int) Math.pow(width, d);
        double sum = 0;
        int[] k = new int[d];
        for (int i = 0; i < count; i++) {
            int rest = i;
            double copies = 1;
            for (int a = d - 1; a >= 0; a--) {
                k[a] = rest % width;
                rest /= width;
                copies *= k[a] == 0 ? 1 : 2;
            }
            double[] w = kernel.weights(k);
            sum += copies * (w[0] + (kernel.isExact() ? square * w[1] : 0));
        }
        return sum;
    }

    /**
     * About what the cut-off costs of h, root mean square: {@link #MISSING} times what the modes beyond the grid would add,
     * told from the spectrum at hand: ĥ_k = γ_k² α̂_k, and far out |α̂_k|² is level, as that of any points is. Off by a
     * factor of 3 often, of 6 at times.
     *
     * @param spectrum as {@link BoxKernel#spectra} gives it, of one of its columns
     */
    public double cutoffError(double[] spectrum) {
        int size = grid.size();
        int[] k = new int[grid.dimension()];
        double square = 0;
        for (int f = 0; f < (kernel.isExact() ? 1 + grid.dimension() : 1); f++) {
            double level = 0;
            int modes = 0;
            for (int i = 0; i < size; i++) {
                grid.mode(i, k);
                int largest = 0;
                for (int a : k) {
                    largest = Math.max(largest, Math.abs(a));
                }
                double w = kernel.weights(k)[f == 0 ? 0 : 1];
                if (2 * largest > grid.cutoff() && w > 0) {
                    double re = spectrum[2 * (f * size + i)] / w;
                    double im = spectrum[2 * (f * size + i) + 1] / w;
                    level += re * re + im * im;
                    modes++;
                }
            }
            square += modes == 0 ? 0 : level / modes * squareTail(f);
        }
        return MISSING * Math.sqrt(square);
    }

    /** Σ of the squared weights of a field beyond the grid. */
    private double squareTail(int field) {
        int d = grid.dimension();
        double cut = (grid.modes() - 1) / 2.0;
        double volume = Math.pow(grid.side(), d);
        // From R to infinity by ρ = R/u.
        Quadrature inverse = Quadrature.uniformPanels(0, 1, 1, 16);
        double[] xi = new double[d];
        return overFaces(y -> {
            double sum = 0;
            for (int q = 0; q < inverse.size(); q++) {
                double rho = cut / inverse.node(q);
                for (int c = 0; c < d; c++) {
                    xi[c] = rho * y[c] / grid.side();
                }
                double k2 = weight.k2Hat(xi) / volume;
                double value = field == 0 ? weight.k1Hat(xi) / volume + k2 : k2;
                sum += inverse.weight(q) * rho / inverse.node(q) * Math.pow(rho, d - 1) * value * value;
            }
            return sum;
        });
    }

    /** ∫ over the 2d faces of the cube ‖y‖∞ = 1; opposite ones are alike. */
    private double overFaces(ToDoubleFunction<double[]> radial) {
        int d = grid.dimension();
        Quadrature face = Quadrature.uniformPanels(-1, 1, 4, 8);
        int nodes = (int) Math.pow(face.size(), d - 1);
        double[] y = new double[d];
        double sum = 0;
        for (int axis = 0; axis < d; axis++) {
            for (int node = 0; node < nodes; node++) {
                double w = 2;
                int rest = node;
                for (int c = 0; c < d; c++) {
                    if (c == axis) {
                        y[c] = 1;
                    } else {
                        y[c] = face.node(rest % face.size());
                        w *= face.weight(rest % face.size());
                        rest /= face.size();
                    }
                }
                sum += w * radial.applyAsDouble(y);
            }
        }
        return sum;
    }
}
