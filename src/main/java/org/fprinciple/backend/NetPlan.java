package org.fprinciple.backend;

import java.util.List;
import java.util.function.IntPredicate;
import org.fprinciple.InvalidInputException;
import org.fprinciple.problem.Activation;

/**
 * The work on all pairs of a neuron and a sample: outputs f_i of a net at samples (x_i, y_i), residuals r_i = f_i − y_i,
 * and sums over samples of the gradients g_i = ∂f_i/∂θ. Nothing of size m × n is stored. Formulas, orders of summation and
 * errors are in theory-notes/training.md §1–3.
 *
 * <p>Results are the same bits for every number of threads. A plan owns its work space: one thread at a time.
 */
public interface NetPlan {
    /** How a net of one input is summed over its samples. */
    enum Choice {
        /** By whatever is faster here for these sizes. */
        AUTO,
        /** Every pair of a neuron and a sample: O(m n). */
        DENSE,
        /** Each neuron is active on one side of a point of the sorted samples, ReLU and d = 1: O(m log n + n). */
        SORTED
    }

    /** Samples from which on sorting them is the faster way (theory-notes/performance.md). */
    int WORTH_SORTING = 64;

    /**
     * Whether sorted samples are the way to take.
     *
     * @throws InvalidInputException if they are asked for where they cannot serve
     */
    static boolean sorted(DeviceNet net, int capacity, Choice choice) {
        boolean can = canSort(net.form(), net.dimension());
        if (choice == Choice.SORTED && !can) {
            throw new InvalidInputException("Sorted samples serve ReLU nets of one input only.");
        }
        return can && (choice == Choice.SORTED || (choice == Choice.AUTO && worthSorting(capacity, net.precision())));
    }

    /** Whether sorted samples are what is chosen where nothing is said. */
    static boolean sortedByItself(NetForm form, int dimension, int samples, Precision precision) {
        return canSort(form, dimension) && worthSorting(samples, precision);
    }

    private static boolean canSort(NetForm form, int dimension) {
        return dimension == 1 && form.activation() == Activation.RELU;
    }

    private static boolean worthSorting(int samples, Precision precision) {
        return samples >= WORTH_SORTING || precision == Precision.FLOAT64;
    }

    /** How it works, for people: "sorted samples, float32 parameters". */
    String method();

    /**
     * Takes the samples of the calls to come.
     *
     * @param x (count, d), row by row, finite
     * @param y (count)
     * @param count at most the plan's capacity
     */
    void setSamples(double[] x, double[] y, int count);

    /**
     * Computes f and r at θ₀ + δ.
     *
     * @return Σ_i r_i²; not finite where the net is not
     */
    default double evaluate(Vec displacement) {
        forward(displacement);
        return squares();
    }

    /** Computes f and r at θ₀ + δ; a device is not waited for. */
    void forward(Vec displacement);

    /** Σ_i r_i² of the residuals as last computed; not finite where the net is not. */
    double squares();

    /**
     * g ← c Σ_i r_i g_i with the residuals of the last {@link #forward} or {@link #descend(Vec, double)}.
     *
     * @param displacement the one of that call, unchanged
     */
    void gradient(Vec displacement, double c, Vec g);

    /**
     * Gradients at one place after the other: combinations that lead to it, {@link #forward} and {@link #gradient} there. The same
     * bits as one by one; a device is not waited for.
     *
     * @param turns the combinations before each gradient, of vectors like a displacement
     * @param displacement where they lead
     */
    default void gradients(List<List<Vec.Combination>> turns, Vec displacement, double c, Vec g) {
        for (List<Vec.Combination> each : turns) {
            displacement.combineInTurn(each);
            forward(displacement);
            gradient(displacement, c, g);
        }
    }

    /**
     * One step of gradient descent, δ ← δ − c Σ_i r_i g_i, and f and r where it led: one pass over the parameters.
     *
     * @param displacement the one of the last {@link #forward} or descent, unchanged since
     * @return Σ_i r_i² after the step
     */
    double descend(Vec displacement, double c);

    /**
     * Several such steps, as many as go without a wait: at least one, and none behind the first that is to be the last. The same
     * bits as one by one.
     *
     * @param squares Σ_i r_i² after each step, written; as long as the steps are at most
     * @param last whether step k = 0, 1, … is to be the last, by {@code squares} as far as k; asked in their order
     * @return how many
     */
    default int descend(Vec displacement, double c, double[] squares, IntPredicate last) {
        squares[0] = descend(displacement, c);
        return 1;
    }

    /**
     * image_i ← Σ_l (g_i·g_l) v_l: the kernel of training at θ₀ + δ, times m s². Outputs and residuals are lost.
     *
     * @param v of the backend's (count)
     * @param image of the backend's (count), written; not v
     */
    void kernel(Vec displacement, Vec v, Vec image);

    /** f ← f_i, as last computed; a vector of the backend's (count). */
    void outputs(Vec f);

    /** r ← r_i, as last computed; a vector of the backend's (count). */
    void residuals(Vec r);

    /**
     * One step of Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1), entry by entry.
     *
     * @param gradient of the loss; may be changed
     * @param first m, moving mean of the gradient
     * @param second v, moving mean of its square
     * @param rate learning rate
     * @param step counting from 1
     */
    void adam(Vec displacement, Vec gradient, Vec first, Vec second, double rate, long step);
}
