package org.fprinciple.problem;

import java.io.IOException;
import java.util.List;

/** Samples that are passed over from the first to the last, as often as wanted. */
interface SampleSource {
    /** The input columns' names, (d). */
    List<String> inputNames();

    /** The target's name. */
    String targetName();

    /** As {@link SampleStream#forEach}. */
    void forEach(int chunkRows, SampleStream.ChunkConsumer consumer) throws IOException;
}
