package org.fprinciple.solver;

import org.ejml.data.DMatrixRMaj;
import org.fprinciple.Progress;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.KernelProduct;
import org.fprinciple.backend.Vec;
import org.fprinciple.operator.BoxKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.MergedSamples;
import org.fprinciple.problem.PointFunction;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatistics;
import org.jspecify.annotations.Nullable;

/**
 * [K + εD^{−1}, P; Pᵀ, 0] [α; β] = [y − h_ini; 0] (theory-notes/fp-norm.md §2, §3): what every method that solves it
 * needs. All vectors are over the distinct inputs, in the order of the samples.
 */
final class SaddleSystem {
    private final Kernel kernel;
    private final Dataset data;
    private final MergedSamples samples;
    private final FreeSpace free;
    private final Backend backend;
    private final PointFunction start;
    private final double epsilon;
    private final Progress progress;
    private @Nullable KernelProduct products;
    private final double[] target;
    private final double scale;

    SaddleSystem(
            Kernel kernel,
            Dataset data,
            MergedSamples samples,
            FreeSpace free,
            Backend backend,
            PointFunction start,
            double epsilon,
            Progress progress) {
        this.kernel = kernel;
        this.data = data;
        this.samples = samples;
        this.free = free;
        this.backend = backend;
        this.start = start;
        this.epsilon = epsilon;
        this.progress = progress;
        double[] h0 = start.at(samples.inputs());
        this.target = new double[samples.size()];
        for (int i = 0; i < target.length; i++) {
            target[i] = samples.targets()[i] - h0[i];
        }
        this.scale = weightedNorm(target);
    }

    /**
     * A try.
     *
     * @param alpha α (n)
     * @param beta β of the fit of the free functions to what Kα leaves, least squares over all samples
     * @param image Kα (n)
     * @param fitted Kα + Pβ (n)
     * @param residual y − h_ini − (K + εD^{−1})α − Pβ (n)
     * @param reached ‖residual‖ / ‖y − h_ini‖ over all samples
     */
    record State(double[] alpha, double[] beta, double[] image, double[] fitted, double[] residual, double reached) {}

    Kernel kernel() {
        return kernel;
    }

    MergedSamples samples() {
        return samples;
    }

    FreeSpace free() {
        return free;
    }

    Backend backend() {
        return backend;
    }

    Progress progress() {
        return progress;
    }

    double epsilon() {
        return epsilon;
    }

    /** y − h_ini (n). */
    double[] target() {
        return target;
    }

    /** ‖y − h_ini‖ over all samples. */
    double scale() {
        return scale;
    }

    /** K by the kernel's own sums (n, n), made when it is first asked for. */
    KernelProduct products() {
        if (products == null) {
            products = kernel.products(samples.inputs(), backend);
        }
        return products;
    }

    /** The state at α, truly computed. */
    State at(double[] alpha) {
        Vec image = backend.vector(alpha.length);
        products().multiply(DualVectors.vector(backend, alpha), image);
        return at(alpha, image.toArray());
    }

    /** The state at α, from Kα. */
    State at(double[] alpha, double[] image) {
        int n = alpha.length;
        double[] root = free.rootMultiplicity();
        double[] rest = new double[n];
        for (int i = 0; i < n; i++) {
            rest[i] = root[i] * (target[i] - image[i] - epsilon * alpha[i] / (root[i] * root[i]));
        }
        free.toReduced(rest);
        double[] beta = free.fit(rest, samples.inputs().numCols);
        double[] smooth = free.evaluate(samples.inputs(), beta);
        double[] residual = new double[n];
        double[] fitted = new double[n];
        for (int i = 0; i < n; i++) {
            fitted[i] = image[i] + smooth[i];
            residual[i] = target[i] - fitted[i] - epsilon * alpha[i] / (root[i] * root[i]);
        }
        double reached = scale == 0 ? 0 : weightedNorm(residual) / scale;
        return new State(alpha, beta, image, fitted, residual, reached);
    }

    private double weightedNorm(double[] v) {
        double[] root = free.rootMultiplicity();
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            sum += root[i] * root[i] * v[i] * v[i];
        }
        return Math.sqrt(sum);
    }

    private double[] spectrum(BoxKernel box, State state) {
        DMatrixRMaj alpha = DMatrixRMaj.wrap(state.alpha().length, 1, state.alpha());
        double[] spectrum = box.spectra(samples.inputs(), alpha, backend)[0];
        box.addFree(spectrum, state.beta());
        return spectrum;
    }

    /** h from a state. */
    LfpSolution solution(State state, SolveStatistics statistics) {
        double[] alpha = state.alpha();
        int n = alpha.length;
        double norm2 = 0;
        double squares = samples.scatter();
        for (int i = 0; i < n; i++) {
            double r = state.fitted()[i] - target[i];
            // αᵀPβ = 0, so αᵀKα = αᵀ(Kα + Pβ).
            norm2 += alpha[i] * state.fitted()[i];
            squares += samples.multiplicity()[i] * r * r;
        }
        PointFunction function = x -> {
            kernel.requireCovers(samples.inputs(), x);
            double[] h = start.at(x);
            double[] smooth = free.evaluate(x, state.beta());
            double[] image = kernel.product(x, samples.inputs(), DMatrixRMaj.wrap(n, 1, alpha), backend, progress).data;
            for (int i = 0; i < h.length; i++) {
                h[i] += image[i] + smooth[i];
            }
            return h;
        };
        return new LfpSolution(
                data.normalisation(),
                function,
                alpha,
                state.beta(),
                kernel instanceof BoxKernel box ? () -> spectrum(box, state) : null,
                epsilon,
                Math.sqrt(Math.max(0, norm2)),
                Math.sqrt(squares / data.size()),
                statistics);
    }
}
