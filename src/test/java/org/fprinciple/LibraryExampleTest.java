package org.fprinciple;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.backend.Backend;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.solution.LfpSolution;
import org.fprinciple.solution.SolveStatus;
import org.fprinciple.solution.Trajectory;
import org.fprinciple.solver.Dynamics;
import org.fprinciple.solver.MinimumFpNorm;
import org.fprinciple.solver.Times;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sentence that the library reads as; README shows it word for word. */
@Tag("any-jdk")
class LibraryExampleTest {
    @Test
    void theSentenceCompilesAndIsTrue() throws IOException {
        Dataset data = Dataset.csv(Path.of("validation/data/mauna-loa-co2.csv")).normalised();
        Backend backend = Backend.auto();
        InitLaw law = InitLaw.gaussian(1.0, 1.0, 3.0); // σ_a, σ_w, σ_b
        LfpOperator op = LfpOperator.of(law, data.dimension()).onBox(4.0, 512);
        Trajectory path = Dynamics.of(op, data).on(backend).solve(Times.logSpaced(1e-2, 1e6, 60));
        LfpSolution limit = MinimumFpNorm.of(op, data).on(backend).solve();

        // 511 modes cannot pass through 2,225 weeks: the solution says so, and is where training ends.
        assertThat(limit.statistics().status()).isEqualTo(SolveStatus.NOT_INTERPOLABLE);
        assertThat(limit.statistics().status().remedy()).contains("--modes", "--ridge");
        DMatrixRMaj years = new DMatrixRMaj(2, 1, true, 1975.5, 1990.5);
        double[] ppm = limit.predict(years);
        double[][] course = path.predict(years);
        assertThat(ppm[0]).isBetween(325.0, 335.0);
        assertThat(ppm[1]).isBetween(348.0, 358.0);
        assertThat(course).hasDimensions(60, 2);
        assertThat(course[59][0]).isBetween(325.0, 335.0);
        assertThat(path.atSamples()[59]).hasSize(2225);
    }
}
