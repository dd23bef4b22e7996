package org.fprinciple.net;

import java.util.List;
import org.fprinciple.backend.Vec;
import org.fprinciple.flow.FlowState;
import org.jspecify.annotations.Nullable;

/**
 * All that the rest of a training depends on: one that goes on from here gives the same bits as one that was never cut.
 *
 * @param displacement θ − θ₀ (m (d + 2)); the training's own where it is being saved
 * @param step steps done
 * @param gradients computed so far
 * @param loss as it was known last: under batches of the end of the last epoch
 * @param seconds spent so far
 * @param first Adam's moving mean; null for other methods
 * @param second Adam's moving mean of squares; null for other methods
 * @param flow the integrator's state, without its y, which is the displacement; null for methods of steps
 * @param ended how training has ended; null where it has not
 * @param observations so far
 * @param curve the loss so far
 */
public record TrainingState(
        Vec displacement,
        long step,
        long gradients,
        double loss,
        double seconds,
        @Nullable Vec first,
        @Nullable Vec second,
        @Nullable FlowState flow,
        @Nullable TrainingStatus ended,
        List<Observation> observations,
        List<LossPoint> curve) {}
