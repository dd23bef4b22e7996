package org.fprinciple.bench;

import java.io.IOException;
import java.util.List;

/** One case of the benchmark. */
interface Case {
    Subject subject();

    /** Runs it; whoever fails is a row with the reason. */
    List<Row> run(Settings settings) throws IOException;
}
