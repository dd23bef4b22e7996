package org.fprinciple.solver;

import org.fprinciple.backend.DenseAlgebra;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the eigenvectors of a long run, so that an interrupted one need not compute them again.
 * A store that fails throws {@link java.io.UncheckedIOException}.
 */
public interface EigenStore {
    /** Keeps nothing. */
    EigenStore NONE = new EigenStore() {
        @Override
        public DenseAlgebra.@Nullable Eigen load() {
            return null;
        }

        @Override
        public void save(DenseAlgebra.Eigen eigen, double seconds) {}
    };

    /** What an earlier run saved; null where there is nothing. */
    DenseAlgebra.@Nullable Eigen load();

    /**
     * May keep the eigenvectors.
     *
     * @param seconds how long they took: a store may find them too cheap to keep
     */
    void save(DenseAlgebra.Eigen eigen, double seconds);
}
