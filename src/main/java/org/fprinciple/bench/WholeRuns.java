package org.fprinciple.bench;

import static org.fprinciple.bench.Subject.ofPoints;

import java.util.ArrayList;
import java.util.List;

/** The commands that are timed whole: to add one is to add it to a list here. */
final class WholeRuns {
    private static final double GB = 1e9;

    private WholeRuns() {}

    static List<Case> all(Settings settings) {
        if (settings.quick()) {
            return QUICK;
        }
        List<Case> all = new ArrayList<>(FULL);
        if (settings.onDevice()) {
            all.add(krylov(100_000_000, 2048, 8 * GB));
        }
        return all;
    }

    private static final List<Case> QUICK = List.of(
            new WholeRun(ofPoints("run-banded", "one input", 1, 1000), 0.3 * GB, "solve --data SAMPLES", List.of()),
            krylov(300, 8, 0.3 * GB));

    private static final List<Case> FULL = List.of(
            new WholeRun(
                    ofPoints("run-evolve-co2", "evolve, one input, modal", 1, 2225),
                    GB,
                    "evolve --data DATA/mauna-loa-co2.csv",
                    List.of()),
            new WholeRun(
                    ofPoints("run-solve-digits", "solve, dense, 61 inputs", 61, 1797),
                    GB,
                    "solve --data DATA/handwritten-digits-8x8.npz",
                    List.of()),
            new WholeRun(
                    ofPoints("run-banded", "solve, one input, banded; SciPy: CubicSpline", 1, 1_000_000),
                    2 * GB,
                    "solve --data SAMPLES --no-figures",
                    List.of(new WholeRun.Peer("SciPy", Peers.SCIPY, "cubic SAMPLES"))),
            local(2000),
            local(5000),
            local(20_000),
            krylov(1_000_000, 512, 3 * GB),
            krylov(10_000_000, 512, 8 * GB),
            new WholeRun(
                    new Subject("run-cg", "solve on a box by conjugate gradients", 2, 138_632, 1024, Double.NaN),
                    3 * GB,
                    "solve --data DATA/jacksboro-elevation.npz --domain box:4 --modes 1024 --ridge 1e-6rel"
                            + " --no-figures",
                    List.of()));

    /** SciPy's interpolant of radial functions is of the same kind, of all points or of the nearest 50. */
    private static WholeRun local(int n) {
        List<WholeRun.Peer> nearest = List.of(
                new WholeRun.Peer("SciPy RBF, linear, 50 nearest", Peers.SCIPY, "rbf SAMPLES linear 50 50"),
                new WholeRun.Peer(
                        "SciPy RBF, thin plate, 50 nearest", Peers.SCIPY, "rbf SAMPLES thin_plate_spline 50 50"));
        List<WholeRun.Peer> all = List.of(
                new WholeRun.Peer("SciPy RBF, linear", Peers.SCIPY, "rbf SAMPLES linear 0 50"),
                new WholeRun.Peer("SciPy RBF, thin plate", Peers.SCIPY, "rbf SAMPLES thin_plate_spline 0 50"),
                nearest.get(0),
                nearest.get(1));
        return new WholeRun(
                ofPoints("run-local", "solve, local, evaluated on a grid of 50 x 50", 2, n),
                2 * GB,
                "solve --data SAMPLES --method local --weight 0.05,1 --normalise none --eval grid:50 --no-figures",
                // A dense matrix of 20,000 points is no fair answer to a local method.
                n > 5000 ? nearest : all);
    }

    private static WholeRun krylov(int n, int modes, double bytes) {
        return new WholeRun(
                new Subject("run-krylov", "evolve on a box by a Krylov method", 2, n, modes, Double.NaN),
                bytes,
                "evolve --data SAMPLES --method krylov --domain box:4 --modes " + modes + " --no-figures",
                List.of());
    }
}
