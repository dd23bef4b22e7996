package org.fprinciple.backend;

/** What plans write into vectors over the samples, as arrays. */
public final class OverSamples {
    private OverSamples() {}

    /** f (count). */
    public static double[] outputs(Backend backend, NetPlan plan, int count) {
        Vec f = backend.vector(count);
        plan.outputs(f);
        return f.toArray();
    }

    /** r (count). */
    public static double[] residuals(Backend backend, NetPlan plan, int count) {
        Vec r = backend.vector(count);
        plan.residuals(r);
        return r.toArray();
    }

    /** The product of the kernel with v. */
    public static double[] kernel(Backend backend, NetPlan plan, Vec displacement, double[] v) {
        Vec from = backend.vector(v.length);
        from.set(v);
        Vec image = from.like();
        plan.kernel(displacement, from, image);
        return image.toArray();
    }
}
