package org.fprinciple.bench;

import static org.fprinciple.bench.Race.Entrant.own;
import static org.fprinciple.bench.Race.Entrant.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.Precision;
import org.fprinciple.backend.Vec;
import org.fprinciple.backend.cuda.CudaBackend;

/**
 * What a CUDA device does by itself, by its own clock: operations that are bound by memory against copying as many bytes, and
 * non-uniform FFTs of very many points whose strengths and values stay there. None without such a device.
 */
final class DeviceCases {
    private static final String COPY = "copying as many bytes";
    private static final int BASIS = 8;
    private static final double TOLERANCE = 1e-6;

    private DeviceCases() {}

    static List<Case> all(Settings settings) {
        List<Case> cases = new ArrayList<>();
        settings.backends().stream()
                .filter(CudaBackend.class::isInstance)
                .map(CudaBackend.class::cast)
                .forEach(device -> {
                    cases.addAll(bandwidth(settings, device));
                    cases.addAll(transforms(settings, device));
                });
        return cases;
    }

    /** Some vectors as long as a large grid. */
    private static final class Vectors {
        final Vec out;
        final Vec[] in;

        Vectors(CudaBackend device, int length, int count) {
            this.out = device.vector(length);
            this.in = out.like(count);
            for (Vec v : in) {
                v.set(FftCases.random(length));
            }
        }
    }

    /** @param vectors that are read or written, each once */
    private record Operation(String name, String what, int inputs, int vectors, Work work) {}

    private interface Work {
        void on(Vec out, Vec[] in);
    }

    private static List<Case> bandwidth(Settings settings, CudaBackend device) {
        int length = settings.size(1 << 25, 1 << 12);
        double[] ones = new double[BASIS];
        Arrays.fill(ones, 1.0 / BASIS);
        List<Operation> operations = List.of(
                new Operation("copy", "out <- v by a kernel", 1, 2, (out, in) -> out.copy(in[0])),
                new Operation(
                        "combine",
                        "out <- sum of " + BASIS + " vectors",
                        BASIS,
                        BASIS + 1,
                        (out, in) -> out.combine(ones, in)),
                new Operation("multiply", "out <- u v", 2, 3, (out, in) -> out.multiply(in[0], in[1])),
                new Operation("dot", "u . v", 1, 2, (out, in) -> out.dot(in[0])),
                new Operation(
                        "orthogonalise",
                        "overlaps with " + BASIS + " vectors, and out less their sum",
                        BASIS,
                        2 * BASIS + 3,
                        (out, in) -> out.orthogonalise(in, BASIS)));
        List<Case> cases = new ArrayList<>();
        for (Operation operation : operations) {
            long bytes = 8L * length * operation.vectors;
            cases.add(new Race(
                    Subject.ofPoints("bandwidth-" + operation.name, operation.what, 1, length),
                    8.0 * length,
                    List.of(
                            own(device.description(), () -> {
                                Vectors vectors = new Vectors(device, length, operation.inputs);
                                return () -> device.milliseconds(() -> operation.work.on(vectors.out, vectors.in));
                            }),
                            peer(COPY, () -> () -> device.copyMilliseconds(bytes))),
                    List.of()));
        }
        cases.add(lines(settings, device));
        return cases;
    }

    /** What stands before and behind a transform: modes to the padded grid, and back; the transforms are in the time. */
    private static Case lines(Settings settings, CudaBackend device) {
        int modes = settings.size(2048, 32);
        HalfSpectrum spectrum = new HalfSpectrum(2, modes / 2 - 1);
        // A transform goes over its grid twice, reading and writing; padding writes it, the product reads two and
        // writes one.
        double grid = 8 * device.gridLength(2, 2L * modes);
        long floor = (long) (grid * (2 * 4 + 1 + 3) + 3 * 8.0 * spectrum.length());
        return new Race(
                Subject.ofGrid("bandwidth-rhs", "toGrid, product, toModes against their least traffic", 2, modes),
                8.0 * spectrum.length(),
                List.of(
                        own(device.description(), () -> {
                            RhsCases.Work work = new RhsCases.Work(device, 2, modes);
                            return () -> device.milliseconds(work::once);
                        }),
                        peer(COPY, () -> () -> device.copyMilliseconds(floor))),
                List.of());
    }

    private static List<Case> transforms(Settings settings, CudaBackend device) {
        int n = settings.size(100_000_000, 2000);
        int modes = settings.size(2048, 32);
        List<Case> cases = new ArrayList<>();
        for (Precision precision : new Precision[] {Precision.FLOAT32, Precision.FLOAT64}) {
            for (int type = 0; type <= 2; type++) {
                cases.add(transform(device, n, modes, type, precision));
            }
        }
        return cases;
    }

    /** @param type 0 stands for the sorting of the points, their copying included */
    private static Case transform(CudaBackend device, int n, int modes, int type, Precision precision) {
        String name = precision.name().toLowerCase(Locale.ROOT);
        return new Race(
                new Subject(
                        "nufft-device-" + (type == 0 ? "points-" : "type" + type + "-") + name,
                        type == 0
                                ? "copying and sorting the points"
                                : "type " + type + " of one real function on the device, points set",
                        2,
                        n,
                        modes,
                        TOLERANCE),
                8.0 * 3 * n,
                List.of(own(device.description(), () -> {
                    SplittableRandom random = new SplittableRandom(7);
                    double[] x = random.doubles(2L * n, 0, 1).toArray();
                    NufftPlan plan = device.nufft(new HalfSpectrum(2, modes / 2 - 1), 1, TOLERANCE, precision);
                    plan.setPoints(x, n);
                    Vec strengths = device.vector(n);
                    strengths.set(random.doubles(n, -1, 1).toArray());
                    Vec spectrum = device.vector(plan.spectrum().length());
                    plan.type1(strengths, spectrum);
                    return closing(plan, device, () -> {
                        switch (type) {
                            case 0 -> plan.setPoints(x, n);
                            case 1 -> plan.type1(strengths, spectrum);
                            default -> plan.type2(spectrum, strengths);
                        }
                    });
                })),
                List.of());
    }

    private static Contender closing(NufftPlan plan, CudaBackend device, Runnable work) {
        return new Contender() {
            @Override
            public double once() {
                return device.milliseconds(work);
            }

            @Override
            public void close() {
                plan.close();
            }
        };
    }
}
