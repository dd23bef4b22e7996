package org.fprinciple.solver;

import java.util.Arrays;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.KernelProduct;
import org.fprinciple.backend.Vec;
import org.fprinciple.operator.Kernel;
import org.fprinciple.problem.MergedSamples;

/** G = Π D^{1/2} K D^{1/2} Π on vectors of a backend, without its matrix: Π orthogonal to D^{1/2} P. */
final class KernelOperator {
    private final KernelProduct products;
    private final Vec root;
    private final Vec[] free;
    private final Vec work;

    KernelOperator(Kernel kernel, MergedSamples samples, FreeSpace space, Backend backend) {
        this.root = DualVectors.vector(backend, space.rootMultiplicity());
        this.free = Arrays.stream(space.basis())
                .map(row -> DualVectors.vector(backend, row))
                .toArray(Vec[]::new);
        this.work = root.like();
        this.products = kernel.products(samples.inputs(), backend);
    }

    /** image ← G v; v stays. */
    void apply(Vec v, Vec image) {
        work.copy(v);
        work.orthogonalise(free, free.length);
        work.multiply(work, root);
        products.multiply(work, image);
        image.multiply(image, root);
        image.orthogonalise(free, free.length);
    }

    /** A vector of its length. */
    Vec zeros() {
        return root.like();
    }
}
