package org.fprinciple.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.NetForm;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.OverSamples;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sorted samples against all pairs. */
class SortedPlanTest {
    private static final int WIDTH = 1300;

    static Stream<Arguments> problems() {
        double[] grid = new double[65];
        Arrays.setAll(grid, i -> (i - 32) / 16.0);
        double[] thrice = new double[90];
        Arrays.setAll(thrice, i -> (i % 30 - 15) / 8.0);
        // All but two samples lie in one cell of the table.
        double[] clustered = DoubleStream.concat(DoubleStream.of(-1e6, 1e6), Arrays.stream(RandomNets.samples(200)))
                .toArray();
        return Stream.of(
                Arguments.of("random", RandomNets.gaussian(WIDTH, 1), RandomNets.samples(333)),
                Arguments.of("kinks at samples", RandomNets.withTies(WIDTH, 1), grid),
                Arguments.of("equal samples", RandomNets.withTies(WIDTH, 1), thrice),
                Arguments.of("clustered samples", RandomNets.gaussian(WIDTH, 1), clustered),
                Arguments.of("one sample", RandomNets.withTies(WIDTH, 1), new double[] {0.5}),
                Arguments.of("one place", RandomNets.withTies(WIDTH, 1), new double[] {-0.0, 0, -0.0}));
    }

    private static DeviceNet net(int threads, NeuronSource source, Precision precision, boolean inside) {
        Parametrisation where = inside ? Parametrisation.ZHANG2019 : Parametrisation.STANDARD_BIAS;
        return Backend.cpu(threads).net(source, new NetForm(Activation.RELU, where, 1 / Math.sqrt(WIDTH)), precision);
    }

    /** Losses, outputs, gradient, where a few steps lead, and a product with the kernel. */
    private record Result(double[] outputs, double[] gradient, double[] displacement, double[] image) {
        static Result of(DeviceNet net, NetPlan.Choice choice, double[] x) {
            int n = x.length;
            double[] y = RandomNets.targets(x, n);
            double scale = Arrays.stream(x).map(Math::abs).max().orElse(1);
            NetPlan plan = net.plan(n, choice);
            plan.setSamples(x, y, n);
            Vec delta = net.start();
            plan.evaluate(delta);
            Vec gradient = net.start();
            plan.gradient(delta, 1.0 / n, gradient);
            double rate = 1e-2 / n / (1 + scale * scale);
            for (int step = 0; step < 3; step++) {
                plan.descend(delta, rate);
            }
            double[] outputs = OverSamples.outputs(Backend.cpu(1), plan, n);
            double[] image = OverSamples.kernel(Backend.cpu(1), plan, delta, y);
            return new Result(outputs, gradient.toArray(), delta.toArray(), image);
        }
    }

    private static void assertClose(double[] actual, double[] expected, double relative, String what) {
        double size = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertThat(actual).as(what).containsExactly(expected, within(relative * size));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    void sameAsAllPairs(String name, NeuronSource source, double[] x) {
        for (boolean inside : new boolean[] {false, true}) {
            Result exact = Result.of(net(1, source, Precision.FLOAT64, inside), NetPlan.Choice.DENSE, x);
            for (Precision precision : Precision.values()) {
                Result sorted = Result.of(net(1, source, precision, inside), NetPlan.Choice.SORTED, x);
                double relative = precision == Precision.FLOAT32 ? 3e-6 : 1e-11;
                assertClose(sorted.outputs, exact.outputs, relative, "outputs");
                assertClose(sorted.gradient, exact.gradient, relative, "gradient");
                assertClose(sorted.displacement, exact.displacement, relative, "displacement");
                assertClose(sorted.image, exact.image, relative, "kernel");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    void sameBitsForAnyNumberOfThreads(String name, NeuronSource source, double[] x) {
        Result one = Result.of(net(1, source, Precision.FLOAT32, false), NetPlan.Choice.SORTED, x);
        Result three = Result.of(net(3, source, Precision.FLOAT32, false), NetPlan.Choice.SORTED, x);
        assertThat(three).usingRecursiveComparison().isEqualTo(one);
    }
}
