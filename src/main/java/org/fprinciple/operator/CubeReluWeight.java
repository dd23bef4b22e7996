package org.fprinciple.operator;

/**
 * ReLU with w uniform on the cube [−c, c]^d (arXiv:1905.10264's own start). In real space
 * k₁ = p_b(0) E|w·u|³/12 and k₂ = −p_b(0) E[a²] E|w·u|/2; in Fourier space the amplitudes depend on the direction
 * e = ξ/|ξ| through the length R = c/‖e‖_∞ of the cube's ray: A(e) = p_b(0)/(8π⁴) (2c)^{−d} R^{d+3}/(d+3),
 * B(e) = E[a²] p_b(0)/(2π²) (2c)^{−d} R^{d+1}/(d+1) (theory-notes/operator.md §5).
 */
final class CubeReluWeight implements FrequencyWeight {
    private final int dimension;
    private final double biasDensity;
    private final double a2;
    private final Cube cube;

    CubeReluWeight(int dimension, double biasDensity, double a2, double halfWidth) {
        this.dimension = dimension;
        this.biasDensity = biasDensity;
        this.a2 = a2;
        this.cube = new Cube(halfWidth);
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public double k1Hat(double[] xi) {
        double ray = Math.pow(cube.rayLength(xi), dimension + 3) / (dimension + 3);
        double amplitude = biasDensity / (8 * Math.pow(Math.PI, 4)) * cube.density(dimension) * ray;
        return amplitude / Math.pow(Points.norm(xi), dimension + 3);
    }

    @Override
    public double k2Hat(double[] xi) {
        double ray = Math.pow(cube.rayLength(xi), dimension + 1) / (dimension + 1);
        double amplitude = a2 * biasDensity / (2 * Math.PI * Math.PI) * cube.density(dimension) * ray;
        return amplitude / Math.pow(Points.norm(xi), dimension + 1);
    }

    @Override
    public double k1(double[] u) {
        return biasDensity * cube.absMoment3(u) / 12;
    }

    @Override
    public double k2(double[] u) {
        return -biasDensity * a2 * cube.absMoment1(u) / 2;
    }

    @Override
    public FreeFunctions freeFunctions() {
        return FreeFunctions.AFFINE;
    }

    @Override
    public double k1RadialTail(double[] y, double cut) {
        return k1Hat(y) / (3 * cut * cut * cut);
    }

    @Override
    public double k2RadialTail(double[] y, double cut) {
        return k2Hat(y) / cut;
    }
}
