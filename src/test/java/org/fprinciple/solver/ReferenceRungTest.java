package org.fprinciple.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.operator.InfiniteWidthKernel;
import org.fprinciple.operator.Kernel;
import org.fprinciple.operator.LfpOperator;
import org.fprinciple.operator.ZeroMode;
import org.fprinciple.problem.Dataset;
import org.fprinciple.problem.InitLaw;
import org.fprinciple.solution.HalfLife;
import org.fprinciple.solution.Trajectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How far LFP is from the infinite-width kernel that it approximates. The figures go into
 * theory-notes/approximation.md; the limits here only hold their size.
 */
class ReferenceRungTest {

    /** ‖h − h_∞width‖/‖h_∞width − mean‖ at t = ∞, d = 1, over 400 points of [−1, 1]. */
    private static double limitError(Kernel kernel, double sigmaB, Dataset data) {
        DMatrixRMaj at = even(400);
        Kernel reference = InfiniteWidthKernel.of(InitLaw.gaussian(1, 1, sigmaB), 1);
        double[] h = MinimumFpNorm.of(kernel, data).solve().predict(at);
        double[] truth = MinimumFpNorm.of(reference, data).solve().predict(at);
        return Samples.relative(h, truth);
    }

    @ParameterizedTest
    @CsvSource({
        // σ_b, least and most of exact, least and most of simplified
        "2, 5e-4, 8e-3, 2e-3, 2e-2",
        "5, 5e-5, 2e-3, 1e-3, 2e-2",
    })
    void theLimitOfSmoothData(double sigmaB, double exactLeast, double exactMost, double least, double most) {
        Dataset data = Samples.of(even(12), p -> Math.sin(3 * p[0]) + 0.3 * Math.cos(7 * p[0]));
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, sigmaB), 1);
        double exact = limitError(operator.exact().kernel(), sigmaB, data);
        double simplified = limitError(operator.kernel(), sigmaB, data);
        System.out.printf("limit, smooth, sigma_b = %.0f: exact %.2e, simplified %.2e%n", sigmaB, exact, simplified);
        assertThat(exact).isBetween(exactLeast, exactMost);
        assertThat(simplified).isBetween(least, most);
    }

    @ParameterizedTest
    @CsvSource({"2, 5e-2, 0.1", "5, 1e-2, 0.1"})
    void theLimitOfRoughData(double sigmaB, double exactMost, double most) {
        SplittableRandom random = new SplittableRandom(17);
        Dataset data = Samples.of(even(12), p -> 2 * random.nextDouble() - 1);
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, sigmaB), 1);
        double exact = limitError(operator.exact().kernel(), sigmaB, data);
        double simplified = limitError(operator.kernel(), sigmaB, data);
        System.out.printf("limit, rough, sigma_b = %.0f: exact %.2e, simplified %.2e%n", sigmaB, exact, simplified);
        assertThat(exact).isLessThan(exactMost);
        assertThat(simplified).isLessThan(most);
    }

    /** Points at equal distances over [−1, 1], ends included. */
    private static DMatrixRMaj even(int n) {
        DMatrixRMaj x = new DMatrixRMaj(n, 1);
        for (int i = 0; i < n; i++) {
            x.data[i] = -1 + 2 * i / (n - 1.0);
        }
        return x;
    }

    /**
     * Half-lives over those of the infinite-width kernel, 40 points, six sinusoids of k/span, k = 1 … 6. Cosines share
     * nothing with a straight line, so that it does not matter whether the free functions are fitted at once; sines do,
     * and then only the zero mode of the law tells the time.
     */
    @ParameterizedTest
    @CsvSource({
        "2, cosines, 0.85, 1.05", "4, cosines, 0.93, 1.05", "8, cosines, 0.98, 1.02",
        "2, sines, 0.85, 1.05", "4, sines, 0.93, 1.05", "8, sines, 0.98, 1.02"
    })
    void halfLives(double sigmaB, String waves, double least, double most) {
        double phase = waves.equals("cosines") ? Math.PI / 2 : 0;
        Dataset data = Samples.of(even(40), p -> {
            double sum = 0;
            for (int k = 1; k <= 6; k++) {
                sum += Math.sin(Math.PI * k * p[0] + phase);
            }
            return sum;
        });
        LfpOperator operator = LfpOperator.of(InitLaw.gaussian(1, 1, sigmaB), 1);
        double[] truth = times(InfiniteWidthKernel.of(InitLaw.gaussian(1, 1, sigmaB), 1), data);
        double[] law = ratios(times(operator.exact().zeroMode(ZeroMode.LAW).kernel(), data), truth);
        double[] free = ratios(times(operator.exact().kernel(), data), truth);
        double[] simplified = ratios(times(operator.kernel(), data), truth);
        System.out.printf(
                "half-lives, %s, sigma_b = %.0f: exact law %s, exact free %s, simplified free %s%n",
                waves, sigmaB, text(law), text(free), text(simplified));
        for (int k = 0; k < 6; k++) {
            assertThat(law[k]).as("exact, law, k = %d", k + 1).isBetween(least, most);
            if (waves.equals("cosines")) {
                assertThat(free[k]).as("exact, free, k = %d", k + 1).isBetween(least, most);
                assertThat(simplified[k]).as("simplified, k = %d", k + 1).isBetween(0.9, 1.5);
            }
        }
    }

    private static double[] times(Kernel kernel, Dataset data) {
        Trajectory path = Dynamics.of(kernel, data).solve(null);
        HalfLife[] all = path.halfLives(path.defaultFrequencies());
        double[] times = new double[6];
        for (int k = 0; k < 6; k++) {
            times[k] = all[k].time();
        }
        return times;
    }

    private static double[] ratios(double[] a, double[] b) {
        double[] ratios = new double[a.length];
        for (int k = 0; k < a.length; k++) {
            ratios[k] = a[k] / b[k];
        }
        return ratios;
    }

    private static String text(double[] values) {
        StringBuilder text = new StringBuilder();
        for (double v : values) {
            text.append(String.format("%.3f ", v));
        }
        return text.toString().strip();
    }
}
