package org.fprinciple.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.fprinciple.InvalidInputException;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.SlowNet;
import org.fprinciple.backend.Vec;
import org.fprinciple.operator.InfiniteWidthKernel;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.problem.Loss;
import org.fprinciple.problem.Parametrisation;
import org.fprinciple.problem.Scaling;
import org.fprinciple.solution.ResidualSpectrum;
import org.fprinciple.solver.Dynamics;
import org.fprinciple.solver.Times;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training against plain loops in float64, an integrator of other make, and theory. */
class TrainerTest {
    /** One thread: nets are small, and helpers would wait for a machine that may have other work. */
    private static final Backend CPU = Backend.cpu(1);

    /** -Dlfp.test.errors=true prints what was reached. */
    private static void tell(String format, Object... values) {
        if (Boolean.getBoolean("lfp.test.errors")) {
            System.out.printf(format + "%n", values);
        }
    }

    /** A net, its data, and what the definition says of its kernel K = Gram / (m s²). */
    private record Case(SlowNet net, double[] x, double[] y) {
        int n() {
            return y.length;
        }

        Dataset data() {
            return Dataset.of(DMatrixRMaj.wrap(n(), net.d, x), y);
        }

        Trainer trainer() {
            return Trainer.of(net, net.form, data());
        }

        double factor() {
            return net.m * net.form.scale() * net.form.scale();
        }

        /** Of K, increasing. */
        double[] eigenvalues() {
            DMatrixRMaj gram = net.gram(x);
            EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n(), false, true);
            eigen.decompose(gram);
            double[] values = new double[n()];
            Arrays.setAll(values, k -> eigen.getEigenvalue(k).getReal() / factor());
            Arrays.sort(values);
            return values;
        }

        /** f at the samples at a time if the kernel did not change: y + e^{−Kt} (f_0 − y). */
        double[] linear(double t) {
            EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n(), true, true);
            eigen.decompose(net.gram(x));
            double[] r = net.residuals(x, y);
            double[] f = y.clone();
            for (int k = 0; k < n(); k++) {
                double[] v = eigen.getEigenVector(k).data;
                double overlap = 0;
                for (int i = 0; i < n(); i++) {
                    overlap += v[i] * r[i];
                }
                double decay = Math.exp(-t * eigen.getEigenvalue(k).getReal() / factor());
                f = SlowNet.sum(f, decay * overlap, v);
            }
            return f;
        }

        double largest() {
            return eigenvalues()[n() - 1];
        }

        double rate(Loss loss, double step) {
            return step / (loss.factor(n()) * factor());
        }
    }

    private static Case draw(Activation activation, Scaling scaling, int m, int d, int n, double sigmaB, long seed) {
        NetForm form = new NetForm(activation, Parametrisation.STANDARD_BIAS, scaling.factor(m));
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = SlowNet.uniform(n * d, random);
        double[] y = SlowNet.random(n, random);
        SlowNet net = new SlowNet(form, m, d, SlowNet.random(m * (d + 2), random));
        for (int j = 0; j < m; j++) {
            net.theta[m + j] = (float) (sigmaB * net.theta[m + j]);
        }
        return new Case(net, x, y);
    }

    private static double[] theta(TrainingPath path) {
        return SlowNet.of(path.net(), path.end()).theta;
    }

    /** Steps of gradient descent by the definition. */
    private static SlowNet descend(Case of, double rate, double c, int steps) {
        SlowNet net = of.net.at(of.net.theta.clone());
        for (int k = 0; k < steps; k++) {
            double[] g = net.gradient(of.x, net.residuals(of.x, of.y), c);
            net = net.moved(SlowNet.sum(new double[g.length], -rate, g));
        }
        return net;
    }

    // The clock.

    @ParameterizedTest
    @CsvSource({
        "NTK, HALF_SUM",
        "NTK, SUM",
        "NTK, MEAN",
        "STANDARD, HALF_SUM",
        "STANDARD, SUM",
        "STANDARD, MEAN",
    })
    void theClockOfOneStep(Scaling scaling, Loss loss) {
        for (Activation activation : Activation.values()) {
            Case of = draw(activation, scaling, 60, 2, 9, 1, 3);
            double dt = 1e-6 / of.largest();
            TrainingPath path = of.trainer()
                    .loss(loss)
                    .precision(Precision.FLOAT64)
                    .learningRate(of.rate(loss, dt))
                    .steps(1)
                    .run(CPU);
            assertThat(path.last().step()).isEqualTo(1);
            assertThat(path.last().time()).isCloseTo(dt, within(1e-12 * dt));
            double[] f = of.net.outputs(of.x);
            assertThat(SlowNet.error(path.start().atSamples(), f)).isLessThan(1e-13);
            double[] moved =
                    SlowNet.sum(path.last().atSamples(), -1, path.start().atSamples());
            double[] image = of.net.kernel(of.x, of.net.residuals(of.x, of.y));
            double[] expected = SlowNet.sum(new double[9], -dt / of.factor(), image);
            assertThat(SlowNet.error(moved, expected)).isLessThan(1e-5);
            double squares =
                    Arrays.stream(of.net.residuals(of.x, of.y)).map(r -> r * r).sum();
            assertThat(path.start().loss()).isCloseTo(loss.factor(9) / 2 * squares, within(1e-12 * squares));
        }
    }

    // Gradient descent.

    @ParameterizedTest
    @CsvSource({
        "RELU, NTK, 1, DENSE",
        "RELU, NTK, 1, SORTED",
        "RELU, NTK, 2, DENSE",
        "RELU, STANDARD, 3, DENSE",
        "RELU, NTK, 10, DENSE",
        "TANH, NTK, 1, DENSE",
        "TANH, STANDARD, 2, DENSE"
    })
    void aHundredStepsInFloat32(Activation activation, Scaling scaling, int d, NetPlan.Choice pairs) {
        Case of = draw(activation, scaling, 300, d, 10, 1, 40 + d);
        double rate = of.rate(Loss.MEAN, 1 / of.largest());
        SlowNet exact = descend(of, rate, Loss.MEAN.factor(10), 100);
        TrainingPath path = of.trainer()
                .loss(Loss.MEAN)
                .pairs(pairs)
                .learningRate(rate)
                .steps(100)
                .run(CPU);
        double[] theta = theta(path);
        assertThat(path.last().gradients()).isEqualTo(100);
        for (int k = 0; k < 3; k++) {
            double[] start = SlowNet.array(of.net.theta, 300, k);
            double[] reference = SlowNet.array(exact.theta, 300, k);
            double[] own = SlowNet.array(theta, 300, k);
            double whole = SlowNet.error(own, reference);
            double moved = SlowNet.error(SlowNet.sum(own, -1, start), SlowNet.sum(reference, -1, start));
            tell("gd100 %s d=%d %s array %d: theta %.2e, displacement %.2e", activation, d, pairs, k, whole, moved);
            assertThat(whole).as("array %d", k).isLessThan(1e-5);
            assertThat(moved).as("moved, array %d", k).isLessThan(1e-3);
        }
        assertThat(SlowNet.error(path.last().atSamples(), exact.outputs(of.x))).isLessThan(1e-4);
    }

    /** Each weight moves by less than its own rounding: θ in float32 alone would stand still. */
    @ParameterizedTest
    @CsvSource({
        "1, true, DENSE",
        "1, true, SORTED",
        "1, false, DENSE",
        "1, false, SORTED",
        "2, true, DENSE",
        "2, false, DENSE"
    })
    void lazyNetsInFloat32(int d, boolean inPairs, NetPlan.Choice pairs) {
        int m = 32_000;
        NetForm form = new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, Scaling.NTK.factor(m));
        SlowNet net = SlowNet.of(new Initialiser(InitLaw.gaussian(1, 1, 1), m, d, true, 5, 0), form);
        if (!inPairs) {
            double[] halves = new double[net.theta.length];
            for (int k = 0; k < halves.length; k++) {
                int j = k % m;
                halves[k - j + (j % 2) * (m / 2) + j / 2] = net.theta[k];
            }
            net = net.at(halves);
        }
        SplittableRandom random = new SplittableRandom(6);
        double[] x = SlowNet.uniform(10 * d, random);
        double[] y =
                Arrays.stream(SlowNet.random(10, random)).map(v -> 0.01 * v).toArray();
        Case of = new Case(net, x, y);
        double rate = of.rate(Loss.HALF_SUM, 1 / of.largest());
        SlowNet exact = descend(of, rate, 1, 100);
        TrainingPath path =
                of.trainer().pairs(pairs).learningRate(rate).steps(100).run(CPU);
        double[] f = exact.outputs(x);
        double error = SlowNet.error(path.last().atSamples(), f);
        double moved = SlowNet.norm(SlowNet.sum(exact.theta, -1, net.theta)) / SlowNet.norm(net.theta);
        tell("lazy d=%d pairs=%s %s: outputs %.2e, moved %.2e", d, inPairs, pairs, error, moved);
        assertThat(moved).isLessThan(3e-4);
        assertThat(SlowNet.norm(f)).isGreaterThan(0.5 * SlowNet.norm(y));
        assertThat(error).isLessThan(3e-4);
    }

    @Test
    void stochasticDescentOnOneBatchIsGradientDescent() {
        Case of = draw(Activation.RELU, Scaling.NTK, 100, 2, 12, 1, 9);
        Trainer trainer = of.trainer()
                .precision(Precision.FLOAT64)
                .loss(Loss.MEAN)
                .learningRate(of.rate(Loss.MEAN, 0.5 / of.largest()))
                .steps(50);
        double[] all = theta(trainer.run(CPU));
        TrainingPath batch = trainer.method(TrainingMethod.SGD).batch(12).run(CPU);
        assertThat(SlowNet.error(SlowNet.sum(theta(batch), -1, of.net.theta), SlowNet.sum(all, -1, of.net.theta)))
                .isLessThan(1e-12);
    }

    /** Batches of 5 of 12 samples, their mean in place of all: against a plain loop over the same batches. */
    @Test
    void stochasticDescentFollowsItsBatches() {
        Case of = draw(Activation.TANH, Scaling.NTK, 80, 2, 12, 1, 10);
        double rate = of.rate(Loss.SUM, 0.2 / of.largest());
        TrainingPath path = of.trainer()
                .precision(Precision.FLOAT64)
                .loss(Loss.SUM)
                .method(TrainingMethod.SGD)
                .batch(5)
                .seed(4)
                .learningRate(rate)
                .steps(20)
                .run(CPU);
        Batches batches = new Batches(12, 5, 4, 0);
        SlowNet net = of.net;
        for (int k = 0; k < 20; k++) {
            int[] batch = batches.of(k);
            double[] x = new double[2 * batch.length];
            double[] y = new double[batch.length];
            for (int i = 0; i < y.length; i++) {
                x[2 * i] = of.x[2 * batch[i]];
                x[2 * i + 1] = of.x[2 * batch[i] + 1];
                y[i] = of.y[batch[i]];
            }
            double[] g = net.gradient(x, net.residuals(x, y), 2 * 12.0 / batch.length);
            net = net.moved(SlowNet.sum(new double[g.length], -rate, g));
        }
        assertThat(SlowNet.error(SlowNet.sum(theta(path), -1, of.net.theta), SlowNet.sum(net.theta, -1, of.net.theta)))
                .isLessThan(1e-12);
    }

    /** Kingma and Ba's algorithm 1, with its α = 0.01, β₁ = 0.9, β₂ = 0.999, ε = 1e−8. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void adamIsItsAuthorsAlgorithm(Precision precision) {
        Case of = draw(Activation.TANH, Scaling.NTK, 80, 2, 12, 1, 11);
        TrainingPath path = of.trainer()
                .precision(precision)
                .method(TrainingMethod.ADAM)
                .batch(12)
                .learningRate(0.01)
                .steps(25)
                .run(CPU);
        double[] theta = of.net.theta.clone();
        double[] m = new double[theta.length];
        double[] v = new double[theta.length];
        for (int t = 1; t <= 25; t++) {
            SlowNet net = of.net.at(theta.clone());
            double[] g = net.gradient(of.x, net.residuals(of.x, of.y), 1);
            for (int k = 0; k < theta.length; k++) {
                m[k] = 0.9 * m[k] + (1 - 0.9) * g[k];
                v[k] = 0.999 * v[k] + (1 - 0.999) * g[k] * g[k];
                double mHat = m[k] / (1 - Math.pow(0.9, t));
                double vHat = v[k] / (1 - Math.pow(0.999, t));
                theta[k] -= 0.01 * mHat / (Math.sqrt(vHat) + 1e-8);
            }
        }
        double error = SlowNet.error(SlowNet.sum(theta(path), -1, of.net.theta), SlowNet.sum(theta, -1, of.net.theta));
        tell("adam %s: displacement %.2e", precision, error);
        // Adam divides gradients by their own size: small ones, which float32 knows less well, move as far as others.
        assertThat(error).isLessThan(precision == Precision.FLOAT32 ? 1e-3 : 1e-9);
    }

    // The flow.

    /** The displacement along dδ/dt = −(1/(m s²)) Σ r_i ∂f_i/∂θ by Dormand and Prince's method of order 8. */
    private static double[][] integrate(Case of, double[] times, double size) {
        FirstOrderDifferentialEquations flow = new FirstOrderDifferentialEquations() {
            @Override
            public int getDimension() {
                return of.net.theta.length;
            }

            @Override
            public void computeDerivatives(double t, double[] delta, double[] rate) {
                SlowNet net = of.net.moved(delta);
                double[] g = net.gradient(of.x, net.residuals(of.x, of.y), -1 / of.factor());
                System.arraycopy(g, 0, rate, 0, g.length);
            }
        };
        double[][] path = new double[times.length][];
        double[] delta = new double[of.net.theta.length];
        double now = 0;
        for (int k = 0; k < times.length; k++) {
            DormandPrince853Integrator integrator =
                    new DormandPrince853Integrator(1e-14 * times[k], 1e9, 1e-10 * size, 1e-10);
            // A net whose kinks stick to samples is no case for it.
            integrator.setMaxEvaluations(1_000_000);
            integrator.integrate(flow, now, delta, times[k], delta);
            now = times[k];
            path[k] = delta.clone();
        }
        return path;
    }

    private static double largest(double[] f) {
        return Arrays.stream(f).map(Math::abs).max().orElse(0);
    }

    /**
     * A stiff flow, condition above 1e4, where no kink crosses a sample: tanh, and a ReLU net that hardly moves. Errors are those
     * of the outputs over the largest change, and of the displacement. Gradient descent at its usual learning rate would take
     * λ_max t steps.
     */
    @ParameterizedTest
    @Tag("any-jdk")
    @CsvSource({"TANH, 50, 1, 1e4", "RELU, 200, 1e-5, 1e5"})
    void aSmoothFlowAgainstAnotherIntegrator(Activation activation, int m, double size, double steps) {
        Case drawn = draw(activation, Scaling.NTK, m, 1, 10, 3, 21);
        Case of = new Case(drawn.net, drawn.x, SlowNet.sum(drawn.net.outputs(drawn.x), size, drawn.y));
        double[] eigenvalues = of.eigenvalues();
        double top = eigenvalues[9];
        assertThat(top / eigenvalues[0]).isGreaterThan(1e4);
        double[] times = {1 / top, 30 / top, steps / 30 / top, steps / 3 / top, steps / top};
        double[][] exact = integrate(of, times, size);
        double[] f0 = of.net.outputs(of.x);
        for (double tolerance : new double[] {1e-4, 1e-6}) {
            for (Precision precision : Precision.values()) {
                // The rounding of θ₀ + δ to float32 is 1e−7 of the net: more than the tolerance of these.
                if (precision == Precision.FLOAT32 && (tolerance < 1e-5 || activation == Activation.RELU)) {
                    continue;
                }
                Trainer trainer = of.trainer()
                        .method(TrainingMethod.RKC)
                        .precision(precision)
                        .tolerance(tolerance);
                TrainingPath path = trainer.times(times).run(CPU);
                assertThat(path.status()).isEqualTo(TrainingStatus.REACHED);
                assertThat(path.observations()).hasSize(times.length);
                for (int k = 0; k < times.length; k++) {
                    double[] there = of.net.moved(exact[k]).outputs(of.x);
                    double[] f = path.observations().get(k).atSamples();
                    double missed = largest(SlowNet.sum(f, -1, there)) / largest(SlowNet.sum(there, -1, f0));
                    tell(
                            "rkc %s %s tol %.0e, t λ = %.0f: outputs %.3f tol",
                            activation, precision, tolerance, times[k] * top, missed / tolerance);
                    assertThat(path.observations().get(k).time()).isEqualTo(times[k]);
                    assertThat(missed).as("t λ = %s", times[k] * top).isLessThan(tolerance);
                }
                double[] own = SlowNet.sum(theta(path), -1, of.net.theta);
                tell("displacement %.3f tol", SlowNet.error(own, exact[4]) / tolerance);
                assertThat(SlowNet.error(own, exact[4])).isLessThan(tolerance);
                double ratio = steps / path.last().gradients();
                tell(
                        "rkc %s %s tol %.0e: %d gradients, %.1f times fewer",
                        activation, precision, tolerance, path.last().gradients(), ratio);
                // The bound on the curvature of tanh makes steps of narrow nets short.
                if (activation == Activation.RELU) {
                    assertThat(ratio).isGreaterThan(tolerance == 1e-4 ? 30 : 15);
                }
            }
        }
        // The reference itself: gradient descent by steps of 0.1/λ_max, an error of first order.
        SlowNet net = descend(of, of.rate(Loss.HALF_SUM, 0.1 / top), 1, (int) Math.round(steps / 3));
        double[] there = of.net.moved(exact[2]).outputs(of.x);
        double error = largest(SlowNet.sum(net.outputs(of.x), -1, there)) / largest(SlowNet.sum(there, -1, f0));
        tell("gradient descent of 0.1/λ_max: %.2e", error);
        assertThat(error).isLessThan(5e-4);
    }

    /**
     * A ReLU net of few neurons, whose kinks cross samples and stick to them: against 1e5 steps of gradient descent, whose own
     * error is about 1e-5. Nothing is said of the number of gradients, which is large.
     */
    @Test
    @Tag("any-jdk")
    void aFlowWithKinksIsGradientDescentOfTinySteps() {
        Case of = draw(Activation.RELU, Scaling.NTK, 200, 1, 10, 3, 21);
        double top = of.largest();
        double[] times = {1 / top, 10 / top, 30 / top};
        TrainingPath path = of.trainer()
                .method(TrainingMethod.RKC)
                .precision(Precision.FLOAT64)
                .times(times)
                .run(CPU);
        SlowNet net = of.net;
        int done = 0;
        for (int k = 0; k < 3; k++) {
            int until = (int) Math.round(1e5 * times[k] / times[2]);
            net = descend(new Case(net, of.x, of.y), of.rate(Loss.HALF_SUM, 3e-4 / top), 1, until - done);
            done = until;
            double[] exact = net.outputs(of.x);
            double[] f = path.observations().get(k).atSamples();
            double error = largest(SlowNet.sum(f, -1, exact)) / largest(exact);
            tell(
                    "rkc with kinks, t λ = %.0f: %.2e, %d gradients",
                    times[k] * top, error, path.observations().get(k).gradients());
            assertThat(error).as("t λ = %s", times[k] * top).isLessThan(2e-4);
        }
    }

    // Theory.

    /**
     * An antisymmetric lazy net (targets × 1e-4: at 0.01 flips move a path by 1 % at t = 30) against the flow of the kernel at infinite width. m = 20,000, seeds 0 to 7,
     * n = 8, d = 1 and 2: with 10,000 independent neurons a net's kernel scatters by about 2/√10,000 = 2 %, its path by less,
     * and the mean of 8 by a third of that.
     */
    @ParameterizedTest
    @Tag("any-jdk")
    @ValueSource(ints = {1, 2})
    void theMeanOfWideNetsIsTheory(int d) {
        int m = 20_000;
        int replicas = 8;
        int n = 8;
        InitLaw law = InitLaw.gaussian(1, 1, 1);
        NetForm form = new NetForm(Activation.RELU, Parametrisation.STANDARD_BIAS, Scaling.NTK.factor(m));
        SplittableRandom random = new SplittableRandom(50 + d);
        double[] x = SlowNet.uniform(n * d, random);
        double[] y = Arrays.stream(SlowNet.random(n, random)).map(v -> 1e-4 * v).toArray();
        Dataset data = Dataset.of(DMatrixRMaj.wrap(n, d, x), y);
        double[] times = {0.03, 0.3, 3, 30};
        DMatrixRMaj at = DMatrixRMaj.wrap(20, d, SlowNet.uniform(20 * d, random));
        double[][] theory = Dynamics.of(InfiniteWidthKernel.of(law, d), data)
                .on(CPU)
                .solve(Times.of(times))
                .predict(at);
        double[][][] h = new double[replicas][][];
        for (int seed = 0; seed < replicas; seed++) {
            TrainingPath path = Trainer.of(new Initialiser(law, m, d, true, seed, 0), form, data)
                    .method(TrainingMethod.RKC)
                    .precision(Precision.FLOAT64)
                    .times(times)
                    .evaluation(at)
                    .run(CPU);
            h[seed] = path.observations().stream().map(Observation::outputs).toArray(double[][]::new);
            assertThat(SlowNet.norm(path.start().outputs())).isLessThan(1e-4 * SlowNet.norm(y));
            if (seed == 0) {
                // One net against the linear flow of its own kernel: no scatter at all.
                Case own = new Case(SlowNet.of(new Initialiser(law, m, d, true, 0, 0), form), x, y);
                for (int k = 0; k < times.length; k++) {
                    double error = SlowNet.error(path.observations().get(k).atSamples(), own.linear(times[k]));
                    tell("its own kernel, d=%d t=%s: %.1e", d, times[k], error);
                    assertThat(error).isLessThan(1e-4);
                }
            }
            assertThat(path.last().laziness()).isNotNull();
        }
        for (int k = 0; k < times.length; k++) {
            double[] mean = new double[20];
            double scatter = 0;
            for (double[][] one : h) {
                mean = SlowNet.sum(mean, 1.0 / replicas, one[k]);
                scatter += Math.pow(SlowNet.error(one[k], theory[k]), 2) / replicas;
            }
            double error = SlowNet.error(mean, theory[k]);
            tell("theory d=%d t=%s: one net %.4f, mean of %d %.4f", d, times[k], Math.sqrt(scatter), replicas, error);
            // 1/√m: between a quarter and four times 1/√10,000 for one net; the mean within three standard errors.
            assertThat(Math.sqrt(scatter)).as("one net, t = %s", times[k]).isBetween(0.0025, 0.04);
            assertThat(error).as("t = %s", times[k]).isLessThan(3 * Math.sqrt(scatter / replicas));
        }
    }

    // Interruptions.

    /** Keeps the state of one moment in memory, and may stop there. */
    private static final class Memory implements TrainingStore {
        private final @Nullable TrainingState start;
        private final int moment;
        private final boolean stops;
        private int asked;

        @Nullable
        TrainingState kept;

        @Nullable
        TrainingState ended;

        Memory(@Nullable TrainingState start, int moment, boolean stops) {
            this.start = start;
            this.moment = moment;
            this.stops = stops;
        }

        @Override
        public @Nullable TrainingState load(Vec like) {
            return start;
        }

        @Override
        public boolean stopRequested() {
            return ++asked == moment && stops;
        }

        @Override
        public boolean due() {
            return asked == moment;
        }

        @Override
        public void save(Supplier<TrainingState> state) {
            kept = copy(state.get());
        }

        @Override
        public void ended(Supplier<TrainingState> state) {
            ended = copy(state.get());
        }
    }

    /** What is saved is the training's own: it is copied, as a file would be. */
    private static TrainingState copy(TrainingState of) {
        return new TrainingState(
                copy(of.displacement()),
                of.step(),
                of.gradients(),
                of.loss(),
                of.seconds(),
                of.first() == null ? null : copy(of.first()),
                of.second() == null ? null : copy(of.second()),
                of.flow(),
                of.ended(),
                of.observations(),
                of.curve());
    }

    private static Vec copy(Vec of) {
        Vec copy = of.like();
        copy.copy(of);
        return copy;
    }

    private static List<double[]> bits(TrainingPath path) {
        List<double[]> bits = new ArrayList<>();
        bits.add(path.end().toArray());
        bits.add(path.start().atSamples());
        for (Observation seen : path.observations()) {
            bits.add(seen.outputs());
            bits.add(seen.atSamples());
            bits.add(seen.residual());
            bits.add(new double[] {seen.time(), seen.step(), seen.gradients(), seen.loss()});
            Laziness lazy = seen.laziness();
            bits.add(
                    lazy == null
                            ? new double[0]
                            : new double[] {
                                lazy.kernelDrift(), lazy.flipped(), lazy.moved(), lazy.rCube(), lazy.aSquareR()
                            });
        }
        for (LossPoint point : path.curve()) {
            bits.add(new double[] {point.time(), point.step(), point.gradients(), point.loss()});
        }
        return bits;
    }

    private static void requireSame(TrainingPath path, TrainingPath whole) {
        assertThat(path.status()).isEqualTo(whole.status());
        List<double[]> own = bits(path);
        List<double[]> expected = bits(whole);
        assertThat(own).hasSameSizeAs(expected);
        for (int k = 0; k < own.size(); k++) {
            assertThat(own.get(k)).as("part %d", k).isEqualTo(expected.get(k));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GD, FLOAT32",
        "GD, FLOAT64",
        "SGD, FLOAT32",
        "SGD, FLOAT64",
        "ADAM, FLOAT32",
        "ADAM, FLOAT64",
        "RKC, FLOAT32",
        "RKC, FLOAT64"
    })
    void anInterruptionAnywhereDoesNotChangeABit(TrainingMethod method, Precision precision) {
        // Parameters that are no float32 numbers, so that the displacement at the start is not 0.
        Case drawn = draw(Activation.RELU, Scaling.NTK, 150, 2, 20, 1, 61);
        double[] theta = Arrays.stream(drawn.net.theta).map(v -> v * (1 + 1e-9)).toArray();
        Case of = new Case(drawn.net.at(theta), drawn.x, drawn.y);
        Trainer trainer =
                of.trainer().method(method).precision(precision).seed(3).batch(6);
        trainer = method == TrainingMethod.RKC
                ? trainer.times(0.5 / of.largest(), 1 / of.largest(), 4 / of.largest(), 20 / of.largest())
                : trainer.steps(45).learningRate(of.rate(Loss.HALF_SUM, 0.2 / of.largest()));
        TrainingPath whole = trainer.run(CPU);
        int moments = 0;
        for (int moment : new int[] {1, 2, 9, 44}) {
            for (boolean stops : new boolean[] {true, false}) {
                Memory first = new Memory(null, moment, stops);
                TrainingPath cut = trainer.store(first).run(CPU);
                TrainingState kept = first.kept;
                if (kept == null) {
                    continue;
                }
                moments++;
                if (stops) {
                    assertThat(cut.status()).isEqualTo(TrainingStatus.INTERRUPTED);
                    assertThat(first.ended).isNull();
                } else {
                    requireSame(cut, whole);
                }
                Memory second = new Memory(kept, -1, false);
                requireSame(trainer.store(second).run(CPU), whole);
                // What has ended is not trained again.
                TrainingState ended = second.ended;
                assertThat(ended).isNotNull();
                TrainingPath again = trainer.store(new Memory(ended, 1, true)).run(CPU);
                requireSame(again, whole);
                assertThat(again.end().toArray()).isEqualTo(whole.end().toArray());
            }
        }
        assertThat(moments).isGreaterThanOrEqualTo(6);
    }

    // Ends.

    @ParameterizedTest
    @EnumSource(TrainingMethod.class)
    void trainingEndsWhereTheLossIsReached(TrainingMethod method) {
        Case of = draw(Activation.RELU, Scaling.NTK, 200, 1, 6, 1, 71);
        double first = 0.5 * Math.pow(SlowNet.norm(of.net.residuals(of.x, of.y)), 2);
        double enough = 0.5 * first;
        Trainer trainer = of.trainer().method(method).batch(6).precision(Precision.FLOAT64);
        if (method == TrainingMethod.GD || method == TrainingMethod.SGD) {
            // Small steps, so that the loss is not reached by the first.
            trainer = trainer.learningRate(of.rate(Loss.HALF_SUM, 0.01 / of.largest()));
        }
        TrainingPath path = trainer.untilLoss(enough).run(CPU);
        assertThat(path.status()).isEqualTo(TrainingStatus.LOSS_REACHED);
        assertThat(path.last().loss()).isLessThanOrEqualTo(enough);
        double residual = SlowNet.norm(of.net.at(theta(path)).residuals(of.x, of.y));
        assertThat(path.last().loss()).isCloseTo(0.5 * residual * residual, within(1e-10 * enough));
        List<LossPoint> curve = path.curve();
        assertThat(curve.subList(0, curve.size() - 1)).allMatch(point -> point.loss() > enough);
        double short_ = path.last().time() / 20;
        TrainingPath early = trainer.untilLoss(enough).until(short_).run(CPU);
        assertThat(early.status()).isEqualTo(TrainingStatus.LOSS_NOT_REACHED);
        assertThat(early.last().loss()).isGreaterThan(enough);
        assertThat(trainer.until(short_).run(CPU).status()).isEqualTo(TrainingStatus.REACHED);
        TrainingPath nothing = trainer.untilLoss(2 * first).run(CPU);
        assertThat(nothing.status()).isEqualTo(TrainingStatus.LOSS_REACHED);
        assertThat(nothing.last().step()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"GD, FLOAT32, DENSE", "GD, FLOAT32, SORTED", "GD, FLOAT64, DENSE", "SGD, FLOAT32, DENSE"})
    void divergenceIsReported(TrainingMethod method, Precision precision, NetPlan.Choice pairs) {
        Case drawn = draw(Activation.RELU, Scaling.NTK, 400, 1, 20, 1, 72);
        // From a net that is 0 to small targets: the loss grows far before the net leaves its linear regime.
        SlowNet zero = SlowNet.of(new Initialiser(InitLaw.gaussian(1, 1, 1), 400, 1, true, 0, 0), drawn.net.form);
        Case of = new Case(
                zero, drawn.x, Arrays.stream(drawn.y).map(v -> 0.01 * v).toArray());
        Trainer trainer = of.trainer()
                .method(method)
                .precision(precision)
                .pairs(pairs)
                .batch(10)
                .steps(2000);
        for (double times : new double[] {1.2, 10, 1e6, 1e30}) {
            TrainingPath path = trainer.learningRate(of.rate(Loss.HALF_SUM, 2 * times / of.largest()))
                    .run(CPU);
            assertThat(path.status()).as("%s times the bound", times).isEqualTo(TrainingStatus.DIVERGED);
        }
        assertThat(trainer.learningRate(of.rate(Loss.HALF_SUM, 0.3 / of.largest()))
                        .run(CPU)
                        .status())
                .isEqualTo(TrainingStatus.REACHED);
    }

    /** Steps that are far too long may leave a net all of whose neurons are inactive, with a loss that is finite and stays. */
    @ParameterizedTest
    @EnumSource(
            value = TrainingMethod.class,
            names = {"GD", "SGD", "ADAM"})
    void aDeadNetIsFound(TrainingMethod method) {
        Case drawn = draw(Activation.RELU, Scaling.NTK, 50, 1, 5, 1, 72);
        double bound = drawn.rate(Loss.HALF_SUM, 2 / drawn.largest());
        int dead = 0;
        for (double rate = 3 * bound; rate < 1e3 * bound; rate *= 1.3) {
            TrainingPath path = drawn.trainer()
                    .method(method)
                    .steps(300)
                    .batch(2)
                    .learningRate(rate)
                    .run(CPU);
            SlowNet end = drawn.net.at(theta(path));
            boolean dies = noneActive(end, drawn.x);
            if (path.status() == TrainingStatus.DIVERGED) {
                // Cut off before it could come to rest.
                continue;
            }
            dead += dies ? 1 : 0;
            assertThat(path.status())
                    .as("rate %s", rate)
                    .isEqualTo(dies ? TrainingStatus.DEAD : TrainingStatus.REACHED);
        }
        tell("dead by %s: %d", method, dead);
        assertThat(dead).isPositive();
    }

    private static boolean noneActive(SlowNet net, double[] x) {
        for (int j = 0; j < net.m; j++) {
            for (int i = 0; i < x.length / net.d; i++) {
                if (net.z(j, x, i) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    // What is watched.

    /** Hears the choices. */
    private static TrainingSetup setup(Trainer trainer) {
        TrainingSetup[] heard = new TrainingSetup[1];
        trainer.listener(new TrainingListener() {
                    @Override
                    public void begins(TrainingSetup setup) {
                        heard[0] = setup;
                    }
                })
                .run(CPU);
        return heard[0];
    }

    @ParameterizedTest
    @CsvSource({
        "RELU, NTK, 1, 3",
        "RELU, NTK, 3, 1",
        "RELU, STANDARD, 2, 0.3",
        "TANH, NTK, 2, 1",
        "TANH, STANDARD, 1, 3"
    })
    void theLargestEigenvalueIsTheGramMatrixs(Activation activation, Scaling scaling, int d, double sigmaB) {
        for (Precision precision : Precision.values()) {
            Case of = draw(activation, scaling, 120, d, 25, sigmaB, 80 + d);
            TrainingSetup setup =
                    setup(of.trainer().loss(Loss.MEAN).precision(precision).steps(1));
            double top = of.largest();
            tell("λ_max %s %s d=%d: %.1e below", activation, precision, d, 1 - setup.largestEigenvalue() / top);
            assertThat(setup.largestEigenvalue()).isBetween(top * (1 - 1e-4), top * (1 + 2e-6));
            assertThat(setup.bound()).isCloseTo(of.rate(Loss.MEAN, 2 / top), within(2e-4 * setup.bound()));
            assertThat(setup.learningRate()).isEqualTo(setup.bound() / 2);
            assertThat(setup.step()).isCloseTo(1 / setup.largestEigenvalue(), within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RELU, STANDARD_BIAS, 2, FLOAT64",
        "RELU, STANDARD_BIAS, 1, FLOAT32",
        "RELU, ZHANG2019, 1, FLOAT64",
        "TANH, STANDARD_BIAS, 2, FLOAT64"
    })
    void lazinessAgainstItsDefinition(Activation activation, Parametrisation where, int d, Precision precision) {
        Case drawn = draw(activation, Scaling.NTK, 130, d, 8, 1, 90);
        NetForm form = new NetForm(activation, where, drawn.net.form.scale());
        Case of = new Case(new SlowNet(form, 130, d, drawn.net.theta), drawn.x, drawn.y);
        TrainingPath path = of.trainer().precision(precision).steps(300).run(CPU);
        Laziness lazy = path.last().laziness();
        assertThat(lazy).isNotNull();
        SlowNet end = of.net.at(theta(path));
        double allowed = precision == Precision.FLOAT64 ? 1e-10 : 1e-5;
        double[] before = of.net.gram(of.x).data;
        double drift = SlowNet.error(end.gram(of.x).data, before);
        assertThat(drift).isGreaterThan(0.01);
        assertThat(lazy.kernelDrift()).isCloseTo(drift, within(allowed * 10));
        double moved = SlowNet.norm(SlowNet.sum(end.theta, -1, of.net.theta)) / SlowNet.norm(of.net.theta);
        assertThat(lazy.moved()).isCloseTo(moved, within(allowed));
        int flipped = 0;
        double rCube = 0;
        double aSquareR = 0;
        for (int j = 0; j < 130; j++) {
            double square = 0;
            for (int c = 0; c < d; c++) {
                square += Math.pow(end.theta[(2 + c) * 130 + j], 2);
            }
            rCube += Math.pow(square, 1.5) / 130;
            aSquareR += end.theta[j] * end.theta[j] * Math.sqrt(square) / 130;
            for (int i = 0; i < 8; i++) {
                flipped += of.net.z(j, of.x, i) > 0 != end.z(j, of.x, i) > 0 ? 1 : 0;
            }
        }
        if (activation == Activation.RELU) {
            assertThat(flipped).isPositive();
            assertThat(lazy.flipped()).isCloseTo(flipped / (130.0 * 8), within(1e-12));
        } else {
            assertThat(lazy.flipped()).isNaN();
        }
        assertThat(lazy.rCube()).isCloseTo(rCube, within(1e-12 * rCube));
        assertThat(lazy.aSquareR()).isCloseTo(aSquareR, within(1e-12 * aSquareR));
    }

    /** 40 samples, 8 vectors of signs: within two of the stated standard errors, a quarter. */
    @Test
    void theDriftOfManySamplesIsEstimated() {
        Case of = draw(Activation.RELU, Scaling.NTK, 130, 2, 40, 1, 91);
        TrainingPath path = of.trainer().precision(Precision.FLOAT64).steps(300).run(CPU);
        Laziness lazy = path.last().laziness();
        assertThat(lazy).isNotNull();
        double[] after = of.net.at(theta(path)).gram(of.x).data;
        double drift = SlowNet.error(after, of.net.gram(of.x).data);
        assertThat(lazy.kernelDrift() / drift).isBetween(0.5, 1.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void residualsOfEachFrequencyAgainstTheSum(int d) {
        Case of = draw(Activation.RELU, Scaling.NTK, 100, d, 40, 1, 95);
        // Each axis has a span of its own.
        for (int i = 0; i < 40; i++) {
            for (int c = 0; c < d; c++) {
                of.x[i * d + c] = 0.3 * c + of.x[i * d + c] / (1 + c);
            }
        }
        Trainer trainer = of.trainer().precision(Precision.FLOAT64).steps(30);
        TrainingPath path = trainer.run(CPU);
        ResidualSpectrum spectrum = trainer.spectrum();
        assertThat(spectrum.size()).isGreaterThanOrEqualTo(8);
        for (Observation seen : List.of(path.start(), path.last())) {
            double[] r = SlowNet.sum(seen.atSamples(), -1, of.y);
            assertThat(seen.residual()).hasSize(spectrum.size());
            for (int g = 0; g < spectrum.size(); g++) {
                double power = 0;
                for (int c = 0; c < d; c++) {
                    if (d > 3 || c == spectrum.axisIndex(g)) {
                        double re = 0;
                        double im = 0;
                        for (int i = 0; i < 40; i++) {
                            double phase = 2 * Math.PI * spectrum.frequency(g) * of.x[i * d + c];
                            re += r[i] * Math.cos(phase);
                            im -= r[i] * Math.sin(phase);
                        }
                        power += re * re + im * im;
                    }
                }
                assertThat(seen.residual()[g])
                        .as("ξ = %s on %s", spectrum.frequency(g), spectrum.axis(g))
                        .isCloseTo(Math.sqrt(power), within(1e-8 * SlowNet.norm(r)));
            }
        }
    }

    @Test
    void theNetIsObservedAtTheTimesThatWereAskedFor() {
        Case of = draw(Activation.RELU, Scaling.NTK, 100, 1, 6, 1, 97);
        double dt = 0.25 / of.largest();
        TrainingPath path = of.trainer()
                .precision(Precision.FLOAT64)
                .learningRate(of.rate(Loss.HALF_SUM, dt))
                .times(0, 3.2 * dt, 10 * dt)
                .until(17 * dt)
                .run(CPU);
        assertThat(path.observations().stream().map(Observation::step)).containsExactly(0L, 3L, 10L, 17L);
        for (Observation seen : path.observations()) {
            SlowNet net = descend(of, of.rate(Loss.HALF_SUM, dt), 1, (int) seen.step());
            assertThat(SlowNet.error(seen.atSamples(), net.outputs(of.x))).isLessThan(1e-12);
            assertThat(seen.time()).isCloseTo(seen.step() * dt, within(1e-12 * dt));
            assertThat(seen.outputs()).isEqualTo(seen.atSamples());
        }
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        Case of = draw(Activation.RELU, Scaling.NTK, 10, 1, 3, 1, 98);
        Trainer flow = of.trainer().method(TrainingMethod.RKC);
        for (Trainer refused : List.of(
                flow.steps(3),
                flow.learningRate(0.1),
                flow.tolerance(1e-6),
                of.trainer().steps(3).until(1),
                of.trainer().times(1, 1),
                of.trainer().times(-1, 1),
                of.trainer().times(1, 2).until(1.5))) {
            assertThatThrownBy(() -> refused.run(CPU)).isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> of.trainer().learningRate(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> of.trainer().until(-1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> of.trainer().steps(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> of.trainer().batch(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> of.trainer().untilLoss(Double.NaN)).isInstanceOf(InvalidInputException.class);
        Dataset plane = Dataset.of(new DMatrixRMaj(2, 2, true, 0, 1, 1, 0), new double[2]);
        assertThatThrownBy(() -> Trainer.of(of.net, of.net.form, plane)).hasMessageContaining("2");
        // No neuron is active: nothing can be learned.
        SlowNet dead = of.net.at(new double[30]);
        assertThatThrownBy(() -> Trainer.of(dead, dead.form, of.data()).run(CPU))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("kernel is 0");
    }
}
