package org.fprinciple.solver;

import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.fprinciple.backend.DenseAlgebra;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is expensive in a long run, so that an interrupted one need not compute it again: the eigenvectors of the modal
 * method, the basis of Krylov's. A store that fails throws {@link java.io.UncheckedIOException}.
 */
public interface RunStore {
    /** Keeps nothing. */
    RunStore NONE = new RunStore() {
        @Override
        public DenseAlgebra.@Nullable Eigen loadEigen() {
            return null;
        }

        @Override
        public void saveEigen(DenseAlgebra.Eigen eigen, double seconds) {}

        @Override
        public @Nullable Basis loadBasis() {
            return null;
        }

        @Override
        public void saveBasis(Supplier<Basis> basis) {}
    };

    /**
     * A Krylov basis that is being built.
     *
     * @param norms the start's norm, and the largest ‖G v‖ so far
     * @param diagonal of T (m)
     * @param beside its diagonal (m)
     * @param size the number of vectors, m + 1
     * @param vector gives the entries of one
     */
    record Basis(double[] norms, double[] diagonal, double[] beside, int size, IntFunction<double[]> vector) {}

    /** The eigenvectors that an earlier run saved; null where there are none. */
    DenseAlgebra.@Nullable Eigen loadEigen();

    /**
     * May keep the eigenvectors.
     *
     * @param seconds how long they took: a store may find them too cheap to keep
     */
    void saveEigen(DenseAlgebra.Eigen eigen, double seconds);

    /** The basis that an earlier run saved, whose vectors are asked for once each, in order; null where there is none. */
    @Nullable
    Basis loadBasis();

    /** May keep a basis; asked often, it does so after some time only. */
    void saveBasis(Supplier<Basis> basis);
}
