package org.fprinciple.bench;

import static org.fprinciple.bench.Race.Entrant.own;
import static org.fprinciple.bench.Race.Entrant.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.FftPlan;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.Vec;
import org.jtransforms.fft.DoubleFFT_1D;
import org.jtransforms.fft.DoubleFFT_2D;
import org.jtransforms.fft.DoubleFFT_3D;

/**
 * Two questions. How fast is the library that this program's FFTs are made of? And what does the solver's own work on a
 * grid, there and back, take against a peer's transforms of the same grid: what pruning and real input give.
 */
final class FftCases {
    private FftCases() {}

    static List<Case> all(Settings settings) {
        List<Case> cases = new ArrayList<>();
        cases.add(offTheShelf(settings, 1, settings.size(1 << 20, 1 << 12)));
        cases.add(offTheShelf(settings, 2, settings.size(2048, 64)));
        cases.add(offTheShelf(settings, 3, settings.size(256, 16)));
        cases.add(solversWork(settings, 2, settings.size(1024, 64)));
        if (!settings.quick()) {
            cases.add(solversWork(settings, 2, 2048));
        }
        cases.add(solversWork(settings, 3, settings.size(256, 16)));
        return cases;
    }

    private static Case offTheShelf(Settings settings, int d, int m) {
        double points = Math.pow(m, d);
        return new Race(
                Subject.ofGrid(
                        "fft-complex-" + d + "d", "one complex transform in place, the library off the shelf", d, m),
                16 * points * 6,
                List.of(
                        own("JTransforms", () -> jTransforms(settings.threads(), d, m)),
                        peer(Peers.FFTW, settings.peers().serve(Peers.FFTW, "complex", d, m, settings.threads())),
                        peer(Peers.SCIPY, settings.peers().serve(Peers.SCIPY, "complex", d, m, settings.threads()))),
                List.of());
    }

    private static Contender jTransforms(int threads, int d, int m) {
        double[] start = random(2 * (int) Math.pow(m, d));
        double[] data = new double[start.length];
        try (JTransformsThreads shelf = new JTransformsThreads(threads)) {
            Consumer<double[]> transform =
                    switch (d) {
                        case 1 -> new DoubleFFT_1D(m)::complexForward;
                        case 2 -> new DoubleFFT_2D(m, m)::complexForward;
                        default -> new DoubleFFT_3D(m, m, m)::complexForward;
                    };
            return Contender.of(() -> System.arraycopy(start, 0, data, 0, start.length), () -> {
                try (JTransformsThreads again = new JTransformsThreads(threads)) {
                    transform.accept(data);
                }
            });
        }
    }

    /** Modes |k_a| ≤ M/4 − 1, as in a product of two functions without aliasing. */
    private static Case solversWork(Settings settings, int d, int m) {
        int c = m / 4 - 1;
        double points = Math.pow(m, d);
        List<Race.Entrant> entrants = new ArrayList<>();
        for (Backend backend : settings.backends()) {
            entrants.add(own(backend.description(), () -> thereAndBack(backend, new HalfSpectrum(d, c), m)));
        }
        for (String kind : List.of("real", "both")) {
            String as = kind.equals("real") ? ", real" : ", complex";
            for (String by : List.of(Peers.FFTW, Peers.SCIPY)) {
                entrants.add(peer(by + as, settings.peers().serve(by, kind, d, m, settings.threads())));
            }
        }
        return new Race(
                Subject.ofGrid(
                        "fft-pruned-" + d + "d-" + m,
                        "modes |k| <= " + c + " to the grid of " + m
                                + " points an axis and back; peers transform all of it",
                        d,
                        m / 2),
                8 * points * 12,
                entrants,
                List.of());
    }

    private static Contender thereAndBack(Backend backend, HalfSpectrum spectrum, int m) {
        FftPlan plan = backend.fft(spectrum, m);
        Vec start = backend.vector(spectrum.length());
        start.set(random(spectrum.length()));
        Vec modes = start.like();
        Vec grid = plan.grid();
        return Contender.on(backend, () -> {
            plan.toGrid(start, grid);
            plan.toModes(grid, modes);
        });
    }

    static double[] random(int length) {
        return new SplittableRandom(1).doubles(length, -1, 1).toArray();
    }
}
