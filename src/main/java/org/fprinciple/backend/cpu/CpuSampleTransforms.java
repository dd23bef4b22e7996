package org.fprinciple.backend.cpu;

import java.util.Arrays;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.SampleTransforms;
import org.fprinciple.backend.Vec;

/** {@link SampleTransforms} by two plans. */
final class CpuSampleTransforms implements SampleTransforms {
    private final CpuBackend backend;
    private final int fields;
    private final NufftPlan momentPlan;
    private final NufftPlan targetPlan;

    CpuSampleTransforms(
            CpuBackend backend, HalfSpectrum moments, HalfSpectrum targets, int fields, double side, double tolerance) {
        this.backend = backend;
        this.fields = fields;
        this.momentPlan = backend.nufft(moments, side, tolerance);
        this.targetPlan = backend.nufft(targets, side, tolerance);
        momentPlan.clear(SampleTransforms.momentCount(fields));
        targetPlan.clear(fields);
    }

    @Override
    public void add(double[] x, double[] s, int n) {
        int d = momentPlan.spectrum().dimension();
        double[][] moments = new double[SampleTransforms.momentCount(fields)][n];
        double[][] targets = new double[fields][n];
        for (int i = 0; i < n; i++) {
            for (int a = 0; a < fields; a++) {
                double xa = a == 0 ? 1 : x[i * d + a - 1];
                targets[a][i] = xa * s[i];
                for (int b = a; b < fields; b++) {
                    moments[SampleTransforms.moment(a, b, fields)][i] = b == 0 ? xa : xa * x[i * d + b - 1];
                }
            }
        }
        momentPlan.setPoints(x, n);
        momentPlan.spread(moments);
        targetPlan.setPoints(x, n);
        targetPlan.spread(targets);
    }

    @Override
    public Vec[] moments() {
        return collect(momentPlan, SampleTransforms.momentCount(fields));
    }

    @Override
    public Vec[] targets() {
        return collect(targetPlan, fields);
    }

    private Vec[] collect(NufftPlan plan, int count) {
        Vec[] sums = new Vec[count];
        Arrays.setAll(sums, f -> backend.vector(plan.spectrum().length()));
        plan.collect(sums);
        plan.close();
        return sums;
    }

    @Override
    public void close() {
        momentPlan.close();
        targetPlan.close();
    }
}
