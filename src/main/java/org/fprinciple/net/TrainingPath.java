package org.fprinciple.net;

import java.util.List;
import org.fprinciple.backend.DeviceNet;
import org.fprinciple.backend.Vec;

/**
 * Where training went.
 *
 * @param status how it ended
 * @param net the net
 * @param end the displacement at the end
 * @param start what was seen before the first step
 * @param observations in the order of time, the last one at the end
 * @param curve of the loss, more finely
 */
public record TrainingPath(
        TrainingStatus status,
        DeviceNet net,
        Vec end,
        Observation start,
        List<Observation> observations,
        List<LossPoint> curve) {
    /** What was seen at the end. */
    public Observation last() {
        return observations.get(observations.size() - 1);
    }
}
