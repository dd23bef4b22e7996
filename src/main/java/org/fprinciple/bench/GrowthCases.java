package org.fprinciple.bench;

import static org.fprinciple.bench.Race.Entrant.own;

import java.util.ArrayList;
import java.util.List;
import org.fprinciple.backend.Backend;

/** How times grow with n and with the modes, in two dimensions: the figures' curves, one a name. */
public final class GrowthCases {
    /** Of the curves over n. */
    public static final String OVER_POINTS = "growth-n-";
    /** Of the curves over modes. */
    public static final String OVER_MODES = "growth-modes-";

    private static final double TOLERANCE = 1e-6;

    private GrowthCases() {}

    static List<Case> all(Settings settings) {
        List<Case> cases = new ArrayList<>();
        int most = settings.size(10_000_000, 10_000);
        for (int type = 1; type <= 2; type++) {
            for (int n = 1000; n <= most; n *= 10) {
                cases.add(nufft(settings, OVER_POINTS, type, n, settings.size(512, 32)));
            }
        }
        int widest = settings.size(2048, 128);
        for (int type = 1; type <= 2; type++) {
            for (int modes = 64; modes <= widest; modes *= 2) {
                cases.add(nufft(settings, OVER_MODES, type, settings.size(1_000_000, 1000), modes));
            }
        }
        for (int modes = 64; modes <= widest; modes *= 2) {
            cases.add(RhsCases.race(settings, OVER_MODES + "rhs", 2, modes));
        }
        return cases;
    }

    private static Case nufft(Settings settings, String over, int type, int n, int modes) {
        List<Race.Entrant> entrants = new ArrayList<>();
        for (Backend backend : settings.backends()) {
            entrants.add(own(backend.description(), () -> {
                NufftProblem problem = new NufftProblem(backend, 2, n, modes, TOLERANCE);
                return Contender.on(backend, type == 1 ? problem::type1 : problem::type2);
            }));
        }
        String what = "type " + type + " of two real functions, points set";
        return new Race(
                new Subject(over + "nufft-type" + type, what, 2, n, modes, TOLERANCE),
                NufftProblem.bytes(2, n, modes),
                entrants,
                List.of());
    }
}
