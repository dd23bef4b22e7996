package org.fprinciple.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.NetPlan;
import org.fprinciple.backend.NeuronSource;
import org.fprinciple.backend.OverSamples;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All pairs in float32, by the plain loops and by the Vector API, against float64. */
class NeuronLoopsTest {
    private record Result(double[] outputs, double[] gradient, double[] displacement, double[] image) {
        static Result of(NetPlan plan, Vec delta, double[] x, int n) {
            double[] y = RandomNets.targets(x, n);
            // Fewer samples after more: nothing is left of those.
            double[] more = new double[x.length + x.length / n];
            Arrays.fill(more, 0.3);
            plan.setSamples(more, new double[n + 1], n + 1);
            plan.evaluate(delta);
            plan.setSamples(x, y, n);
            plan.evaluate(delta);
            Vec gradient = delta.like();
            plan.gradient(delta, 1.0 / n, gradient);
            for (int step = 0; step < 3; step++) {
                plan.descend(delta, 1e-2 / n);
            }
            double[] outputs = OverSamples.outputs(Backend.cpu(1), plan, n);
            double[] image = OverSamples.kernel(Backend.cpu(1), plan, delta, y);
            return new Result(outputs, gradient.toArray(), delta.toArray(), image);
        }

        void assertClose(Result expected, double relative) {
            assertClose(outputs, expected.outputs, relative, "outputs");
            assertClose(gradient, expected.gradient, relative, "gradient");
            assertClose(displacement, expected.displacement, relative, "displacement");
            assertClose(image, expected.image, relative, "kernel");
        }

        private static void assertClose(double[] actual, double[] expected, double relative, String what) {
            double size = Arrays.stream(expected).map(Math::abs).max().orElse(0);
            assertThat(actual).as(what).containsExactly(expected, within(relative * size));
        }
    }

    private static Result exact(NeuronSource source, double[] x, int n) {
        var net = Backend.cpu(2).net(source, RandomNets.relu(source.width()), Precision.FLOAT64);
        return Result.of(net.plan(n + 1, NetPlan.Choice.DENSE), net.start(), x, n);
    }

    private static Result by(NeuronLoops loops, int threads, NeuronSource source, double[] x, int n) {
        CpuNet32 net = (CpuNet32) Backend.cpu(threads).net(source, RandomNets.relu(source.width()), Precision.FLOAT32);
        return Result.of(new DensePlan32(new Team(threads), net, loops, n + 1), net.start(), x, n);
    }

    private static List<NeuronLoops> loops(int dimension) {
        return dimension > 3 || VectorLoops.refusal() != null
                ? List.of(new PlainRelu())
                : List.of(new PlainRelu(), VectorLoops.relu());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "5, 3, 1",
        "1100, 97, 1",
        "1100, 333, 1",
        "700, 50, 2",
        "513, 401, 3",
        "600, 90, 4",
        "300, 70, 7"
    })
    void sameAsInFloat64(int width, int n, int d) {
        NeuronSource source = RandomNets.gaussian(width, d);
        double[] x = RandomNets.samples(n * d);
        Result exact = exact(source, x, n);
        for (NeuronLoops loops : loops(d)) {
            by(loops, 1, source, x, n).assertClose(exact, 3e-6);
        }
    }

    /** Where no product or sum is rounded. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void kinksAtSamples(int d) {
        NeuronSource source = RandomNets.withTies(900, d);
        int n = 65;
        double[] x = new double[n * d];
        Arrays.setAll(x, k -> (k / d * (2 * (k % d) + 1) % n - 32) / 16.0);
        double[] exact = exact(source, x, n).gradient;
        // Of the first net alone: it has moved off the samples in float64 and not in float32 by the next.
        for (NeuronLoops loops : loops(d)) {
            Result.assertClose(by(loops, 1, source, x, n).gradient, exact, 3e-6, loops.description());
        }
    }

    @Test
    void sameBitsForAnyNumberOfThreads() {
        NeuronSource source = RandomNets.gaussian(3000, 2);
        double[] x = RandomNets.samples(2 * 77);
        for (NeuronLoops loops : loops(2)) {
            assertThat(by(loops, 3, source, x, 77)).usingRecursiveComparison().isEqualTo(by(loops, 1, source, x, 77));
        }
    }
}
