package org.fprinciple.validate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One experiment as its file has it. Keys that the command line has too are the same there, with the same meaning.
 *
 * @param title in a few words
 * @param about what it shows
 * @param source where it comes from
 * @param data CSV or NPZ, relative to the case's file
 * @param target the target column of a CSV
 * @param targetFunction a known target in place of data
 * @param samples how many samples of it
 * @param sampleDomain where they are drawn from
 * @param take only so many of the samples, evenly spaced in their order
 * @param targetScale what nets and theory learn is so many times the target: the smaller, the lazier; results stay in its units
 * @param normalise unit or none
 * @param eval where functions are compared
 * @param init the law of the nets' start
 * @param parametrisation where the bias stands
 * @param scaling the nets' factor
 * @param loss of training
 * @param activation of the nets
 * @param antisymmetric whether nets start at 0
 * @param width the widths of the nets, increasing
 * @param seeds how many nets of each width
 * @param flow how they are trained
 * @param times when nets and theory are compared, in theory's time
 * @param time the last of them, where no times are given
 * @param untilLoss train until this loss, then compare with theory's limit t = ∞
 * @param tol of the training's path
 * @param operator the LFP operator that the verdict speaks of
 * @param domain R^d, or a box
 * @param modes of the box
 * @param zeroMode of the operators
 * @param criteria what must hold
 * @param expect whether they are expected to hold
 * @param because for a case that is expected to fail, why
 * @param quick keys that a quick run replaces
 */
public record Case(
        String title,
        String about,
        @Nullable String source,
        @Nullable String data,
        @Nullable String target,
        @Nullable String targetFunction,
        @Nullable Integer samples,
        @Nullable String sampleDomain,
        @Nullable Integer take,
        Double targetScale,
        String normalise,
        @Nullable String eval,
        @Nullable String init,
        String parametrisation,
        String scaling,
        String loss,
        String activation,
        Boolean antisymmetric,
        List<Integer> width,
        Integer seeds,
        String flow,
        @Nullable String times,
        @Nullable Double time,
        @Nullable Double untilLoss,
        Double tol,
        String operator,
        String domain,
        @Nullable String modes,
        String zeroMode,
        List<Criterion> criteria,
        Expectation expect,
        @Nullable Cause because,
        @Nullable Case quick) {

    /** Whether a case's criteria are expected to be met. */
    public enum Expectation {
        /** They are. */
        PASS,
        /** They are not: the case shows where theory ends. */
        FAIL
    }

    /**
     * What must hold.
     *
     * @param measure one of {@link Measures#names()}
     * @param width of the nets that it speaks of; the widest where not given
     * @param min at least this
     * @param max at most this
     */
    public record Criterion(
            String measure,
            @Nullable Integer width,
            @Nullable Double min,
            @Nullable Double max) {}
}
