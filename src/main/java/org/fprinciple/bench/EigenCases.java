package org.fprinciple.bench;

import static org.fprinciple.bench.Race.Entrant.own;
import static org.fprinciple.bench.Race.Entrant.peer;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.DenseAlgebra;

/** The eigenvectors of a dense symmetric matrix: nearly all of a modal evolution's time. */
final class EigenCases {
    private EigenCases() {}

    static List<Case> all(Settings settings) {
        return settings.quick() ? List.of(race(settings, 60)) : List.of(race(settings, 1000), race(settings, 2000));
    }

    private static Case race(Settings settings, int n) {
        List<Race.Entrant> entrants = new ArrayList<>();
        for (Backend backend : settings.backends()) {
            DenseAlgebra algebra = backend.dense(n);
            entrants.add(own(backend.description() + ", " + algebra.name(), () -> eigen(algebra, n)));
        }
        entrants.add(peer(Peers.SCIPY, settings.peers().serve(Peers.SCIPY, "eigh", n)));
        return new Race(
                Subject.ofPoints("eigen", "eigenvectors of |i - j|; SciPy: eigh with driver evd", 1, n),
                // Eigenvectors, work space, and the copies that natives are handed.
                2 * (backendBytes(settings, n) + 16.0 * n * n),
                entrants,
                List.of());
    }

    private static double backendBytes(Settings settings, int n) {
        return settings.backends().stream()
                .mapToDouble(backend -> backend.dense(n).eigenBytes(n))
                .sum();
    }

    private static Contender eigen(DenseAlgebra algebra, int n) {
        double[] start = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                start[i * n + j] = Math.abs(i - j);
            }
        }
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        return Contender.of(() -> System.arraycopy(start, 0, a.data, 0, n * n), () -> algebra.symmetricEigen(a));
    }
}
