package org.fprinciple.bench;

import static org.fprinciple.bench.Race.Entrant.own;
import static org.fprinciple.bench.Race.Entrant.peer;

import java.util.ArrayList;
import java.util.List;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.FftPlan;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.Vec;

/**
 * A right-hand side on a periodic box, modes to grid, a product there, and back to modes, against its two transforms
 * alone: at most 1.5 times as long is wanted.
 */
final class RhsCases {
    private static final String TRANSFORMS = "its two FFTs";

    private RhsCases() {}

    static List<Case> all(Settings settings) {
        if (settings.quick()) {
            return List.of(race(settings, "rhs-2d", 2, 32), race(settings, "rhs-3d", 3, 16));
        }
        return List.of(
                race(settings, "rhs-2d", 2, 256),
                race(settings, "rhs-2d", 2, 512),
                race(settings, "rhs-2d", 2, 1024),
                race(settings, "rhs-2d", 2, 2048),
                race(settings, "rhs-3d", 3, 64));
    }

    /** @param modes on an axis; the grid has twice as many points */
    static Race race(Settings settings, String name, int d, int modes) {
        List<Race.Entrant> entrants = new ArrayList<>();
        for (Backend backend : settings.backends()) {
            entrants.add(own(backend.description(), () -> new Work(backend, d, modes).whole()));
            entrants.add(peer(TRANSFORMS, () -> new Work(backend, d, modes).transforms()));
        }
        return new Race(
                Subject.ofGrid(name, "toGrid, product, toModes on a grid of twice the modes", d, modes),
                8 * Math.pow(2 * modes + 8, d) * 5,
                entrants,
                List.of());
    }

    static final class Work {
        private final Backend backend;
        private final FftPlan plan;
        private final Vec start;
        private final Vec modes;
        private final Vec grid;
        private final Vec factor;

        Work(Backend backend, int d, int modes) {
            HalfSpectrum spectrum = new HalfSpectrum(d, modes / 2 - 1);
            this.backend = backend;
            this.plan = backend.fft(spectrum, 2L * modes);
            this.start = backend.vector(spectrum.length());
            start.set(FftCases.random(spectrum.length()));
            this.modes = start.like();
            this.grid = plan.grid();
            this.factor = grid.like();
            factor.set(FftCases.random(factor.length()));
        }

        void once() {
            plan.toGrid(start, grid);
            grid.multiply(grid, factor);
            plan.toModes(grid, modes);
        }

        Contender whole() {
            return Contender.on(backend, this::once);
        }

        Contender transforms() {
            return Contender.on(backend, () -> {
                plan.toGrid(start, grid);
                plan.toModes(grid, modes);
            });
        }
    }
}
