package org.fprinciple.bench;

import static org.fprinciple.bench.Race.Entrant.own;
import static org.fprinciple.bench.Race.Entrant.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fprinciple.backend.Backend;

/** Non-uniform FFTs of two real functions at once, which is a complex one, against the definition and FINUFFT's figures. */
final class NufftCases {
    private static final double[] TOLERANCES = {1e-6, 1e-12};

    /** A peer's transform that times are multiples of. */
    private static final int YARDSTICK = 2048;

    private NufftCases() {}

    /** @param problem "1d", "2d", "3d" or "small" */
    private record Size(String problem, int d, int n, int modes) {}

    static List<Case> all(Settings settings) {
        int n = settings.size(1_000_000, 2000);
        List<Size> sizes = List.of(
                new Size("1d", 1, n, settings.size(1_000_000, 1000)),
                new Size("2d", 2, n, settings.size(1024, 32)),
                new Size("3d", 3, n, settings.size(128, 12)),
                new Size("small", 2, 1000, settings.size(512, 32)));
        List<Case> cases = new ArrayList<>();
        for (Size size : sizes) {
            cases.add(points(settings, size));
            for (double tolerance : TOLERANCES) {
                cases.add(transform(settings, size, 1, tolerance));
                cases.add(transform(settings, size, 2, tolerance));
            }
        }
        return cases;
    }

    /** The small problem is one for one thread; a backend without threads has no other. */
    private static List<Backend> backends(Settings settings, Size size) {
        return size.problem.equals("small") ? List.of(Backend.cpu(1)) : settings.backends();
    }

    private static Subject subject(Size size, String name, String what, double tolerance) {
        return new Subject("nufft-" + size.problem + name, what, size.d, size.n, size.modes, tolerance);
    }

    private static Case points(Settings settings, Size size) {
        List<Race.Entrant> entrants = new ArrayList<>();
        for (Backend backend : backends(settings, size)) {
            entrants.add(own(backend.description(), () -> {
                NufftProblem problem = new NufftProblem(backend, size.d, size.n, size.modes, TOLERANCES[0]);
                return Contender.on(backend, problem::setPoints);
            }));
        }
        Subject subject = subject(size, "-points", "sorting the points, once for many transforms", TOLERANCES[0]);
        return new Race(subject, NufftProblem.bytes(size.d, size.n, size.modes), entrants, List.of());
    }

    private static Case transform(Settings settings, Size size, int type, double tolerance) {
        int sample = settings.size(200, 20);
        List<Race.Entrant> entrants = new ArrayList<>();
        for (Backend backend : backends(settings, size)) {
            entrants.add(own(backend.description(), () -> transform(backend, size, type, tolerance, sample)));
        }
        boolean whole = !settings.quick();
        if (whole && size.problem.equals("2d")) {
            entrants.add(peer(
                    FinufftFigures.FFTW_2048,
                    settings.peers().serve(Peers.FFTW, "complex", 2, YARDSTICK, settings.threads())));
        }
        return new Race(
                subject(
                        size,
                        String.format(Locale.ROOT, "-type%d-1e%.0f", type, Math.log10(tolerance)),
                        "type " + type + " of two real functions, points set",
                        tolerance),
                NufftProblem.bytes(size.d, size.n, size.modes),
                entrants,
                whole ? FinufftFigures.of(size.problem, type, tolerance) : List.of());
    }

    private static Contender transform(Backend backend, Size size, int type, double tolerance, int sample) {
        NufftProblem problem = new NufftProblem(backend, size.d, size.n, size.modes, tolerance);
        Contender timed = Contender.on(backend, type == 1 ? problem::type1 : problem::type2);
        return new Contender() {
            @Override
            public double once() throws java.io.IOException {
                return timed.once();
            }

            @Override
            public double error() {
                return type == 1 ? problem.error1(sample) : problem.error2(sample);
            }
        };
    }
}
