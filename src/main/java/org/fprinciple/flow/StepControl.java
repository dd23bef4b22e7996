package org.fprinciple.flow;

/**
 * The length of the next step from the estimated error, which goes as h⁴: predictive after accepted steps (Gustafsson,
 * ACM Trans. Math. Softw. 20 (1994) 496–517; Hairer, Wanner, Solving ODE II, IV.8).
 */
final class StepControl {
    private static final double AIM = 0.8;
    private static final double ORDER = 4;
    private static final double LEAST = 0.1;
    private static final double MOST = 4;

    private double lastStep;
    private double lastError;

    StepControl(double lastStep, double lastError) {
        this.lastStep = lastStep;
        this.lastError = lastError;
    }

    double lastStep() {
        return lastStep;
    }

    double lastError() {
        return lastError;
    }

    /**
     * After an accepted step h.
     *
     * @param error its error over the tolerance, at most 1
     */
    double accepted(double h, double error) {
        double e = Math.max(error, 1e-12);
        double factor = AIM * Math.pow(e, -1 / ORDER);
        if (lastStep > 0) {
            factor = Math.min(factor, factor * h / lastStep * Math.pow(lastError / e, 1 / ORDER));
        }
        lastStep = h;
        lastError = e;
        return h * Math.min(MOST, Math.max(LEAST, factor));
    }

    /** After a rejected step h; an error that is not a number counts as infinite. */
    double rejected(double h, double error) {
        return h * Math.max(LEAST, error < Double.POSITIVE_INFINITY ? AIM * Math.pow(error, -1 / ORDER) : 0);
    }
}
