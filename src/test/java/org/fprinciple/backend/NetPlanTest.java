package org.fprinciple.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.fprinciple.InvalidInputException;
import org.fprinciple.problem.Activation;
import org.fprinciple.problem.Parametrisation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every plan against the definition of the net in float64 ({@link SlowNet}), and that against finite differences. */
class NetPlanTest {
    private final Backend backend = backend();

    /** What is tested; other backends' tests are this class with another. */
    protected Backend backend() {
        return Backend.cpu(2);
    }

    /** The same arithmetic with other divisions of the work, which are to change no bit. */
    protected List<Backend> divisions() {
        return List.of(Backend.cpu(1), Backend.cpu(2), Backend.cpu(3));
    }

    /** How much more the errors of gradients may be where the terms of a net of m neurons nearly cancel. */
    protected double cancellation(int m) {
        return 1;
    }

    private static final int[] WIDTHS = {1, 5, 300, 1000};
    private static final int[] SAMPLES = {1, 7, 33, 80, 300};
    private static final String[] ARRAYS = {"a", "b", "w"};
    private static final Map<String, Double> WORST = new TreeMap<>();

    /** Errors are kept so that a change of their size is seen: -Dlfp.test.errors=true prints them. */
    private static void require(String what, double error, double allowed) {
        WORST.merge(what, error, Math::max);
        assertThat(error).as(what).isLessThanOrEqualTo(allowed);
    }

    @AfterAll
    static void tell() {
        if (Boolean.getBoolean("lfp.test.errors")) {
            WORST.forEach((what, error) -> System.out.printf("%-40s %.2e%n", what, error));
        }
    }

    private static NetForm form(Activation activation, Parametrisation where, double scale) {
        return new NetForm(activation, where, scale);
    }

    static double tolerance(Precision precision) {
        return precision == Precision.FLOAT32 ? 1e-5 : 1e-10;
    }

    /** Every plan that there is. */
    static List<Arguments> plans() {
        List<Arguments> plans = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            for (Activation activation : Activation.values()) {
                for (int d : new int[] {1, 2, 3, 10}) {
                    for (Parametrisation where : Parametrisation.values()) {
                        for (NetPlan.Choice choice :
                                new NetPlan.Choice[] {NetPlan.Choice.DENSE, NetPlan.Choice.SORTED}) {
                            boolean line = d == 1;
                            boolean sorted = choice == NetPlan.Choice.SORTED;
                            if ((line || where == Parametrisation.STANDARD_BIAS)
                                    && (!sorted || (line && activation == Activation.RELU))) {
                                plans.add(Arguments.of(precision, activation, where, d, choice));
                            }
                        }
                    }
                }
            }
        }
        return plans;
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyPlanAgainstTheDefinition(
            Precision precision, Activation activation, Parametrisation where, int d, NetPlan.Choice choice) {
        double allowed = tolerance(precision);
        for (int m : WIDTHS) {
            for (int n : SAMPLES) {
                // By turns, so that every plan sees both.
                double scale = n % 2 == 0 ? 1 : 1 / Math.sqrt(m);
                SplittableRandom random = new SplittableRandom(31L * m + n + d);
                double[] x = SlowNet.uniform(n * d, random);
                double[] y = SlowNet.random(n, random);
                double[] v = SlowNet.random(n, random);
                SlowNet there = SlowNet.draw(form(activation, where, scale), m, d, x, 1e-4, random);
                double[] delta = Arrays.stream(SlowNet.random(there.theta.length, random))
                        .map(e -> 0.125 * e)
                        .toArray();
                // θ₀ in float64 is of use to float64 alone: otherwise its rounding moves the net.
                double[] start = SlowNet.sum(there.theta, -1, delta);
                for (int k = 0; k < start.length; k++) {
                    start[k] = (float) start[k];
                    delta[k] = (float) (there.theta[k] - start[k]);
                }
                SlowNet slow = there.at(SlowNet.sum(start, 1, delta));
                DeviceNet net = backend.net(there.at(start), there.form, precision);
                NetPlan plan = net.plan(n + 3, choice);
                // Samples that were there before leave nothing behind.
                plan.setSamples(SlowNet.uniform((n + 3) * d, random), SlowNet.random(n + 3, random), n + 3);
                Vec at = net.start();
                at.set(delta);
                plan.evaluate(at);
                plan.setSamples(x, y, n);

                String name = precision + " " + (choice == NetPlan.Choice.SORTED ? "sorted " : "dense ");
                double squares = plan.evaluate(at);
                double[] f = OverSamples.outputs(backend, plan, n);
                double[] r = OverSamples.residuals(backend, plan, n);
                double[] exact = slow.outputs(x);
                double[] rest = slow.residuals(x, y);
                require(name + "outputs", SlowNet.error(f, exact), allowed);
                assertThat(r).isEqualTo(SlowNet.sum(f, -1, y));
                double own = Arrays.stream(r).map(e -> e * e).sum();
                assertThat(Math.abs(squares - own)).isLessThanOrEqualTo(1e-13 * own);

                double[] gradient = slow.gradient(x, rest, 0.7);
                Vec g = at.like();
                g.set(SlowNet.random(gradient.length, random));
                plan.gradient(at, 0.7, g);
                double[] image = OverSamples.kernel(backend, plan, at, v);
                require(name + "kernel", SlowNet.error(image, slow.kernel(x, v)), allowed);

                double entries = cancellation(m) * allowed;
                double size = SlowNet.norm(gradient);
                double c = 0.7 * (size > 0 ? SlowNet.norm(delta) / size : 1);
                plan.evaluate(at);
                double after = plan.descend(at, c);
                double[] led = at.toArray();
                // Where tanh is flat its slope 1 − tanh² is rounding; the error is then one of the steepest slope's.
                boolean flat = activation == Activation.TANH && precision == Precision.FLOAT32;
                double[] steep = slow.gradient(x, rest, 0.7, true);
                for (int k = 0; k < 3; k++) {
                    double[] part = SlowNet.array(gradient, m, k);
                    double floor = flat ? 0.04 * SlowNet.norm(SlowNet.array(steep, m, k)) : 0;
                    double missing = SlowNet.norm(SlowNet.sum(SlowNet.array(g.toArray(), m, k), -1, part));
                    require(
                            name + "gradient " + ARRAYS[k],
                            missing == 0 ? 0 : missing / Math.max(floor, SlowNet.norm(part)),
                            entries);
                    double[] step = SlowNet.sum(SlowNet.array(led, m, k), -1, SlowNet.array(delta, m, k));
                    double missed = SlowNet.norm(SlowNet.sum(step, c / 0.7, part));
                    double moved = Math.max(floor, SlowNet.norm(part)) * c / 0.7
                            + SlowNet.norm(SlowNet.array(delta, m, k)) / 10;
                    require(name + "step " + ARRAYS[k], missed == 0 ? 0 : missed / moved, entries);
                }
                f = OverSamples.outputs(backend, plan, n);
                assertThat(plan.evaluate(at)).isEqualTo(after);
                assertThat(f).isEqualTo(OverSamples.outputs(backend, plan, n));
                require(
                        name + "outputs behind a step",
                        SlowNet.error(f, there.at(start).moved(led).outputs(x)),
                        allowed);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RELU, STANDARD_BIAS, 1",
        "RELU, STANDARD_BIAS, 3",
        "RELU, ZHANG2019, 1",
        "TANH, STANDARD_BIAS, 1",
        "TANH, STANDARD_BIAS, 3",
        "TANH, ZHANG2019, 1"
    })
    void theDefinitionAgainstFiniteDifferencesOfTheLoss(Activation activation, Parametrisation where, int d) {
        SplittableRandom random = new SplittableRandom(3);
        double[] x = SlowNet.uniform(7 * d, random);
        double[] y = SlowNet.random(7, random);
        SlowNet net = SlowNet.draw(form(activation, where, 0.6), 5, d, x, 1e-3, random);
        double c = 1.4;
        double e = 1e-5;
        double[] differences = new double[net.theta.length];
        double[] f = net.outputs(x);
        double[] direction = SlowNet.random(7, random);
        double[] along = net.gradient(x, direction, 1);
        for (int k = 0; k < differences.length; k++) {
            double[] step = new double[differences.length];
            step[k] = e;
            double up = loss(net.moved(step), x, y, c);
            step[k] = -e;
            differences[k] = (up - loss(net.moved(step), x, y, c)) / (2 * e);
        }
        assertThat(SlowNet.error(net.gradient(x, net.residuals(x, y), c), differences))
                .isLessThan(1e-8);
        // The kernel is what a step along Σ v_l ∂f_l/∂θ does to f.
        double small = 1e-5 / SlowNet.norm(along);
        double[] ahead =
                net.moved(SlowNet.sum(new double[along.length], small, along)).outputs(x);
        double[] behind =
                net.moved(SlowNet.sum(new double[along.length], -small, along)).outputs(x);
        double[] image = Arrays.stream(SlowNet.sum(ahead, -1, behind))
                .map(v -> v / (2 * small))
                .toArray();
        assertThat(SlowNet.error(net.kernel(x, direction), image)).isLessThan(1e-8);
        assertThat(f).isEqualTo(net.outputs(x));
    }

    private static double loss(SlowNet net, double[] x, double[] y, double c) {
        return c / 2 * Arrays.stream(net.residuals(x, y)).map(r -> r * r).sum();
    }

    /** Where the samples of a line lie. */
    enum Line {
        /** On multiples of 1/8, many on one place. */
        TIES,
        /** All on one place. */
        COINCIDENT,
        /** In a heap, but for one far away: one cell of the table holds them all. */
        HEAP,
        /** Anywhere, unordered. */
        ANYWHERE
    }

    private static double[] line(Line kind, int n, SplittableRandom random) {
        return IntStream.range(0, n)
                .mapToDouble(i -> switch (kind) {
                    case TIES -> (random.nextInt(17) - 8) / 8.0;
                    case COINCIDENT -> 0.25;
                    case HEAP -> i == n / 2 ? 4096 : 1 + random.nextInt(64) / 4096.0;
                    case ANYWHERE -> (float) (2 * random.nextDouble() - 1);
                })
                .toArray();
    }

    /** Parameters are such that z is exact in float32 on ties: kinks lie on samples, where σ' is 0. */
    private static SlowNet withTies(NetForm form, int m, SplittableRandom random) {
        double[] slopes = {0, -0.0, 0.5, -0.5, 1, -1, 2, -2, 1e-30, -1e-30};
        double[] theta = SlowNet.random(3 * m, random);
        for (int j = 0; j < m; j++) {
            theta[m + j] = (random.nextInt(41) - 20) / 8.0;
            theta[2 * m + j] = slopes[random.nextInt(slopes.length)];
        }
        return new SlowNet(form, m, 1, theta);
    }

    @ParameterizedTest
    @EnumSource(Line.class)
    void sortedSamplesAreAllPairs(Line kind) {
        for (Precision precision : Precision.values()) {
            for (Parametrisation where : Parametrisation.values()) {
                for (int n : new int[] {1, 2, 45, 200}) {
                    SplittableRandom random = new SplittableRandom(n + 5L * kind.ordinal());
                    int m = 777;
                    NetForm form = form(Activation.RELU, where, 1 / Math.sqrt(m));
                    double[] x = line(kind, n, random);
                    double[] y = SlowNet.random(n, random);
                    double[] v = SlowNet.random(n, random);
                    SlowNet slow = kind == Line.ANYWHERE
                            ? SlowNet.draw(form, m, 1, x, 1e-5, random)
                            : withTies(form, m, random);
                    double allowed = precision == Precision.FLOAT32 ? 1e-5 : 1e-12;
                    DeviceNet net = backend.net(slow, form, precision);
                    double[][][] seen = new double[3][][];
                    for (int q = 0; q < 2; q++) {
                        NetPlan plan = net.plan(n, q == 0 ? NetPlan.Choice.SORTED : NetPlan.Choice.DENSE);
                        assertThat(plan.method()).contains(q == 0 ? "sorted samples" : "all pairs");
                        plan.setSamples(x, y, n);
                        Vec at = net.start();
                        Vec g = at.like();
                        plan.evaluate(at);
                        double[] f = OverSamples.outputs(backend, plan, n);
                        plan.gradient(at, 1, g);
                        double[] image = OverSamples.kernel(backend, plan, at, v);
                        seen[q] = new double[][] {f, image, g.toArray()};
                    }
                    seen[2] = new double[][] {
                        slow.outputs(x), slow.kernel(x, v), slow.gradient(x, slow.residuals(x, y), 1)
                    };
                    for (int q = 0; q < 3; q++) {
                        String what = precision + " "
                                + List.of("outputs", "kernel", "gradient").get(q);
                        require(what + " sorted, dense", SlowNet.error(seen[0][q], seen[1][q]), allowed);
                        require(what + " sorted, definition", SlowNet.error(seen[0][q], seen[2][q]), allowed);
                    }
                }
            }
        }
    }

    /** Samples whose running sums are several blocks' work on a device, to the last sample. */
    @ParameterizedTest
    @CsvSource({"2048, ANYWHERE", "2049, ANYWHERE", "6000, ANYWHERE", "6000, TIES"})
    void manySortedSamples(int n, Line kind) {
        SplittableRandom random = new SplittableRandom(n);
        int m = 50;
        NetForm form = form(Activation.RELU, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(m));
        double[] x = line(kind, n, random);
        double[] y = SlowNet.random(n, random);
        double[] v = SlowNet.random(n, random);
        SlowNet slow = kind == Line.ANYWHERE ? SlowNet.draw(form, m, 1, x, 1e-6, random) : withTies(form, m, random);
        DeviceNet net = backend.net(slow, form, Precision.FLOAT64);
        NetPlan plan = net.plan(n, NetPlan.Choice.SORTED);
        plan.setSamples(x, y, n);
        Vec at = net.start();
        Vec g = at.like();
        plan.evaluate(at);
        double[] f = OverSamples.outputs(backend, plan, n);
        plan.gradient(at, 1, g);
        double[] image = OverSamples.kernel(backend, plan, at, v);
        double allowed = 1e-11;
        require("outputs of many sorted samples", SlowNet.error(f, slow.outputs(x)), allowed);
        require("kernel of many sorted samples", SlowNet.error(image, slow.kernel(x, v)), allowed);
        double[] gradient = slow.gradient(x, slow.residuals(x, y), 1);
        require("gradient of many sorted samples", SlowNet.error(g.toArray(), gradient), allowed);
    }

    @Test
    void sortedSamplesServeReluOfOneInputOnly() {
        double[] x = {0.5};
        for (int d = 1; d <= 2; d++) {
            Activation activation = d == 1 ? Activation.TANH : Activation.RELU;
            SlowNet slow = new SlowNet(form(activation, Parametrisation.STANDARD_BIAS, 1), 1, d, new double[d + 2]);
            DeviceNet net = backend.net(slow, slow.form, Precision.FLOAT32);
            assertThatThrownBy(() -> net.plan(1, NetPlan.Choice.SORTED)).isInstanceOf(InvalidInputException.class);
        }
        SlowNet slow =
                new SlowNet(form(Activation.RELU, Parametrisation.STANDARD_BIAS, 1), 1, 1, new double[] {2, 1, 1});
        NetPlan plan = backend.net(slow, slow.form, Precision.FLOAT32).plan(1, NetPlan.Choice.SORTED);
        assertThatThrownBy(() -> plan.setSamples(new double[2], new double[2], 2))
                .isInstanceOf(IllegalArgumentException.class);
        plan.setSamples(x, new double[1], 1);
        assertThat(plan.evaluate(backend.net(slow, slow.form, Precision.FLOAT32).start()))
                .isEqualTo(9);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theDivisionOfTheWorkDoesNotChangeABit(
            Precision precision, Activation activation, Parametrisation where, int d, NetPlan.Choice choice) {
        int m = 3001;
        int n = 100;
        SplittableRandom random = new SplittableRandom(8);
        double[] x = SlowNet.uniform(n * d, random);
        double[] y = SlowNet.random(n, random);
        double[] v = SlowNet.random(n, random);
        SlowNet slow = SlowNet.draw(form(activation, where, 1 / Math.sqrt(m)), m, d, x, 0, random);
        List<double[]> first = new ArrayList<>();
        for (Backend division : divisions()) {
            DeviceNet net = division.net(slow, slow.form, precision);
            NetPlan plan = net.plan(n, choice);
            plan.setSamples(x, y, n);
            Vec at = net.start();
            Vec g = at.like();
            Vec moment = at.like();
            Vec square = at.like();
            double before = plan.evaluate(at);
            double after = plan.descend(at, 1e-3);
            plan.gradient(at, 1, g);
            double[] gradient = g.toArray();
            double[] image = OverSamples.kernel(division, plan, at, v);
            plan.adam(at, g, moment, square, 1e-3, 1);
            plan.evaluate(at);
            double[] f = OverSamples.outputs(division, plan, n);
            List<double[]> all = List.of(new double[] {before, after}, gradient, image, at.toArray(), f);
            if (first.isEmpty()) {
                first.addAll(all);
            } else {
                for (int q = 0; q < all.size(); q++) {
                    assertThat(all.get(q)).as(division.description()).isEqualTo(first.get(q));
                }
            }
        }
    }

    /** However many a plan takes at once, and where it is told that one of them is the last. */
    @ParameterizedTest
    @MethodSource("plans")
    void severalStepsAreTheSameBitsAsOneByOne(
            Precision precision, Activation activation, Parametrisation where, int d, NetPlan.Choice choice) {
        int m = 150;
        int n = 40;
        int end = 75;
        SplittableRandom random = new SplittableRandom(9);
        double[] x = SlowNet.uniform(n * d, random);
        double[] y = SlowNet.random(n, random);
        SlowNet slow = SlowNet.draw(form(activation, where, 1 / Math.sqrt(m)), m, d, x, 0, random);
        DeviceNet net = backend.net(slow, slow.form, precision);
        for (int stop : new int[] {0, 40, end - 1}) {
            NetPlan single = net.plan(n, choice);
            NetPlan several = net.plan(n, choice);
            Vec one = net.start();
            Vec many = net.start();
            for (NetPlan plan : List.of(single, several)) {
                plan.setSamples(x, y, n);
            }
            single.evaluate(one);
            several.forward(many);
            assertThat(several.squares()).isEqualTo(single.squares());
            int done = 0;
            while (done < end) {
                double[] squares = new double[end - done];
                int before = done;
                int taken = several.descend(many, 1e-3, squares, k -> before + k == stop);
                assertThat(taken).isBetween(1, before <= stop ? stop + 1 - before : end - before);
                for (int k = 0; k < taken; k++) {
                    assertThat(squares[k]).isEqualTo(single.descend(one, 1e-3));
                }
                done += taken;
                assertThat(many.toArray()).isEqualTo(one.toArray());
                assertThat(OverSamples.outputs(backend, several, n)).isEqualTo(OverSamples.outputs(backend, single, n));
                assertThat(OverSamples.residuals(backend, several, n))
                        .isEqualTo(OverSamples.residuals(backend, single, n));
            }
        }
    }

    /** However many stages of a flow a plan takes at once. */
    @ParameterizedTest
    @MethodSource("plans")
    void gradientsOfStagesAreTheSameBitsAsOneByOne(
            Precision precision, Activation activation, Parametrisation where, int d, NetPlan.Choice choice) {
        int m = 60;
        int n = 12;
        SplittableRandom random = new SplittableRandom(10);
        double[] x = SlowNet.uniform(n * d, random);
        double[] y = SlowNet.random(n, random);
        SlowNet slow = SlowNet.draw(form(activation, where, 1 / Math.sqrt(m)), m, d, x, 0, random);
        DeviceNet net = backend.net(slow, slow.form, precision);
        Vec[][] vectors = new Vec[2][];
        for (int q = 0; q < 2; q++) {
            NetPlan plan = net.plan(n, choice);
            plan.setSamples(x, y, n);
            Vec at = net.start();
            Vec g = at.like();
            Vec sum = at.like();
            vectors[q] = new Vec[] {at, g, sum};
            for (int stages : new int[] {1, 30, 140}) {
                List<List<Vec.Combination>> turns = new ArrayList<>();
                for (int k = 0; k < stages; k++) {
                    Vec.Combination step = new Vec.Combination(at, new double[] {1, -1e-4 * (k + 1)}, at, g);
                    Vec.Combination add = new Vec.Combination(sum, new double[] {0.5, 1, k}, sum, at, g);
                    turns.add(k % 3 == 1 ? List.of(step) : List.of(step, add));
                }
                if (q == 1) {
                    plan.gradients(turns, at, 0.7, g);
                    continue;
                }
                for (List<Vec.Combination> each : turns) {
                    each.forEach(turn -> turn.to().combine(turn.coefficients(), turn.terms()));
                    plan.forward(at);
                    plan.gradient(at, 0.7, g);
                }
            }
        }
        for (int v = 0; v < 3; v++) {
            assertThat(vectors[1][v].toArray())
                    .isEqualTo(vectors[0][v].toArray())
                    .doesNotContain(Double.NaN);
        }
    }

    @Test
    void parametersOfFloat64AreReadBack() {
        int m = 5000;
        SplittableRandom random = new SplittableRandom(4);
        for (int d : new int[] {1, 3}) {
            double[] theta = new double[m * (d + 2)];
            Arrays.setAll(theta, k -> random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3));
            SlowNet slow = new SlowNet(form(Activation.RELU, Parametrisation.STANDARD_BIAS, 1), m, d, theta);
            for (Precision precision : Precision.values()) {
                double allowed = precision == Precision.FLOAT32 ? 0x1p-47 : 0;
                DeviceNet net = backend.net(slow, slow.form, precision);
                double[] back = SlowNet.of(net, net.start()).theta;
                double[] a = new double[m - 7];
                double[] w = new double[(m - 7) * d];
                double[] b = new double[m - 7];
                net.readStart(7, m - 7, a, w, b);
                double worst = 0;
                for (int k = 0; k < theta.length; k++) {
                    worst = Math.max(worst, Math.abs(back[k] - theta[k]) / Math.abs(theta[k]));
                }
                require(precision + " parameters read back", worst, allowed);
                for (int j = 0; j < a.length; j++) {
                    assertThat(a[j]).isEqualTo(back[7 + j]);
                    assertThat(b[j]).isEqualTo(back[m + 7 + j]);
                    for (int c = 0; c < d; c++) {
                        assertThat(w[j * d + c]).isEqualTo(back[(2 + c) * m + 7 + j]);
                    }
                }
            }
        }
    }

    /** 100,000 neurons of which each has a near opposite: Σ a σ(z) is a thousandth of its terms' sum, or less. */
    @ParameterizedTest
    @CsvSource({
        "RELU, 1, DENSE",
        "RELU, 1, SORTED",
        "RELU, 2, DENSE",
        "RELU, 3, DENSE",
        "RELU, 10, DENSE",
        "TANH, 2, DENSE"
    })
    void outputsThatNearlyCancel(Activation activation, int d, NetPlan.Choice choice) {
        int m = 100_000;
        int n = 20;
        SplittableRandom random = new SplittableRandom(12);
        double[] x = SlowNet.uniform(n * d, random);
        double[] theta = SlowNet.random(m * (d + 2), random);
        for (int j = 0; j < m / 2; j++) {
            theta[m / 2 + j] = (float) (-theta[j] * (1 + 1e-3 * random.nextGaussian()));
            for (int row = 1; row < d + 2; row++) {
                theta[row * m + m / 2 + j] = (float) (theta[row * m + j] * (1 + 1e-3 * random.nextGaussian()));
            }
        }
        SlowNet slow = new SlowNet(form(activation, Parametrisation.STANDARD_BIAS, 1 / Math.sqrt(m)), m, d, theta);
        DeviceNet net = backend.net(slow, slow.form, Precision.FLOAT32);
        NetPlan plan = net.plan(n, choice);
        plan.setSamples(x, new double[n], n);
        plan.evaluate(net.start());
        double[] f = OverSamples.outputs(backend, plan, n);
        double[] exact = slow.outputs(x);
        for (int i = 0; i < n; i++) {
            double size = 0;
            for (int j = 0; j < m; j++) {
                double z = slow.z(j, x, i);
                size += Math.abs(theta[j] * activation.value(z)) / m;
            }
            assertThat(Math.abs(exact[i])).isLessThan(1e-2 * size * Math.sqrt(m));
            require(
                    "cancelling, of s √m E|aσ|, " + choice,
                    Math.abs(f[i] - exact[i]) / (slow.form.scale() * Math.sqrt(m) * size),
                    1e-6);
        }
    }

    /** Small nets of large numbers, in every place where one can stand. */
    @ParameterizedTest
    @MethodSource("plans")
    void aNetThatIsNotFiniteHasNoFiniteLoss(
            Precision precision, Activation activation, Parametrisation where, int d, NetPlan.Choice choice) {
        SplittableRandom random = new SplittableRandom(2);
        double[] x = SlowNet.uniform(9 * d, random);
        SlowNet slow = SlowNet.draw(form(activation, where, 1), 70, d, x, 0, random);
        double[] numbers = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int row = 0; row < 2 + d; row++) {
            for (double number : numbers) {
                DeviceNet net = backend.net(slow, slow.form, precision);
                NetPlan plan = net.plan(9, choice);
                plan.setSamples(x, new double[9], 9);
                double[] delta = new double[slow.theta.length];
                for (int other = 0; other < 2 + d; other++) {
                    delta[row * 70 + 66] = number;
                    delta[other * 70 + 66] = other == row ? number : -number;
                    double exact = Arrays.stream(slow.moved(delta).outputs(x))
                            .map(f -> f * f)
                            .sum();
                    Vec at = net.start();
                    at.set(delta);
                    if (!Double.isFinite(exact)) {
                        assertThat(plan.evaluate(at))
                                .as("rows %d and %d, %s", row, other, number)
                                .isNotFinite();
                    }
                    delta[other * 70 + 66] = 0;
                }
            }
        }
    }
}
