package org.fprinciple.backend.cpu;

/**
 * The innermost loops of spreading and interpolation: rows of a grid under a kernel of 4, 8, 12 or 16 cells. They are
 * written out, because the JVM keeps the kernel's values of a row in registers only so, and its loops of a few steps cost
 * more than the work in them. Kernel values lie {@link SpreadingKernel#BATCH} apart.
 */
abstract class KernelRows {
    private static final int BATCH = SpreadingKernel.BATCH;

    static KernelRows of(int paddedWidth) {
        return switch (paddedWidth) {
            case 4 -> new Rows4();
            case 8 -> new Rows8();
            case 12 -> new Rows12();
            default -> new Rows16();
        };
    }

    /** grid[first + a·step + b] += c · outer_a · k_b for a below {@code count} and all b. */
    abstract void add(
            double[] grid, int first, int step, int count, double c, double[] k, int p, double[] outer, int q);

    /** Σ_a Σ_b outer_a k_b grid[first + a·step + b]. */
    abstract double sum(double[] grid, int first, int step, int count, double[] k, int p, double[] outer, int q);

    private static final class Rows4 extends KernelRows {
        @Override
        void add(double[] grid, int first, int step, int count, double c, double[] k, int p, double[] outer, int q) {
            double x0 = k[p + 0 * BATCH];
            double x1 = k[p + 1 * BATCH];
            double x2 = k[p + 2 * BATCH];
            double x3 = k[p + 3 * BATCH];
            int at = first;
            for (int a = 0; a < count; a++) {
                double v = c * outer[a * BATCH + q];
                grid[at + 0] += v * x0;
                grid[at + 1] += v * x1;
                grid[at + 2] += v * x2;
                grid[at + 3] += v * x3;
                at += step;
            }
        }

        @Override
        double sum(double[] grid, int first, int step, int count, double[] k, int p, double[] outer, int q) {
            double x0 = k[p + 0 * BATCH];
            double x1 = k[p + 1 * BATCH];
            double x2 = k[p + 2 * BATCH];
            double x3 = k[p + 3 * BATCH];
            int at = first;
            double sum = 0;
            for (int a = 0; a < count; a++) {
                double row = ((x0 * grid[at + 0] + x1 * grid[at + 1]) + (x2 * grid[at + 2] + x3 * grid[at + 3]));
                sum += outer[a * BATCH + q] * row;
                at += step;
            }
            return sum;
        }
    }

    private static final class Rows8 extends KernelRows {
        @Override
        void add(double[] grid, int first, int step, int count, double c, double[] k, int p, double[] outer, int q) {
            double x0 = k[p + 0 * BATCH];
            double x1 = k[p + 1 * BATCH];
            double x2 = k[p + 2 * BATCH];
            double x3 = k[p + 3 * BATCH];
            double x4 = k[p + 4 * BATCH];
            double x5 = k[p + 5 * BATCH];
            double x6 = k[p + 6 * BATCH];
            double x7 = k[p + 7 * BATCH];
            int at = first;
            for (int a = 0; a < count; a++) {
                double v = c * outer[a * BATCH + q];
                grid[at + 0] += v * x0;
                grid[at + 1] += v * x1;
                grid[at + 2] += v * x2;
                grid[at + 3] += v * x3;
                grid[at + 4] += v * x4;
                grid[at + 5] += v * x5;
                grid[at + 6] += v * x6;
                grid[at + 7] += v * x7;
                at += step;
            }
        }

        @Override
        double sum(double[] grid, int first, int step, int count, double[] k, int p, double[] outer, int q) {
            double x0 = k[p + 0 * BATCH];
            double x1 = k[p + 1 * BATCH];
            double x2 = k[p + 2 * BATCH];
            double x3 = k[p + 3 * BATCH];
            double x4 = k[p + 4 * BATCH];
            double x5 = k[p + 5 * BATCH];
            double x6 = k[p + 6 * BATCH];
            double x7 = k[p + 7 * BATCH];
            int at = first;
            double sum = 0;
            for (int a = 0; a < count; a++) {
                double row = ((x0 * grid[at + 0] + x1 * grid[at + 1]) + (x2 * grid[at + 2] + x3 * grid[at + 3]))
                        + ((x4 * grid[at + 4] + x5 * grid[at + 5]) + (x6 * grid[at + 6] + x7 * grid[at + 7]));
                sum += outer[a * BATCH + q] * row;
                at += step;
            }
            return sum;
        }
    }

    private static final class Rows12 extends KernelRows {
        @Override
        void add(double[] grid, int first, int step, int count, double c, double[] k, int p, double[] outer, int q) {
            double x0 = k[p + 0 * BATCH];
            double x1 = k[p + 1 * BATCH];
            double x2 = k[p + 2 * BATCH];
            double x3 = k[p + 3 * BATCH];
            double x4 = k[p + 4 * BATCH];
            double x5 = k[p + 5 * BATCH];
            double x6 = k[p + 6 * BATCH];
            double x7 = k[p + 7 * BATCH];
            double x8 = k[p + 8 * BATCH];
            double x9 = k[p + 9 * BATCH];
            double x10 = k[p + 10 * BATCH];
            double x11 = k[p + 11 * BATCH];
            int at = first;
            for (int a = 0; a < count; a++) {
                double v = c * outer[a * BATCH + q];
                grid[at + 0] += v * x0;
                grid[at + 1] += v * x1;
                grid[at + 2] += v * x2;
                grid[at + 3] += v * x3;
                grid[at + 4] += v * x4;
                grid[at + 5] += v * x5;
                grid[at + 6] += v * x6;
                grid[at + 7] += v * x7;
                grid[at + 8] += v * x8;
                grid[at + 9] += v * x9;
                grid[at + 10] += v * x10;
                grid[at + 11] += v * x11;
                at += step;
            }
        }

        @Override
        double sum(double[] grid, int first, int step, int count, double[] k, int p, double[] outer, int q) {
            double x0 = k[p + 0 * BATCH];
            double x1 = k[p + 1 * BATCH];
            double x2 = k[p + 2 * BATCH];
            double x3 = k[p + 3 * BATCH];
            double x4 = k[p + 4 * BATCH];
            double x5 = k[p + 5 * BATCH];
            double x6 = k[p + 6 * BATCH];
            double x7 = k[p + 7 * BATCH];
            double x8 = k[p + 8 * BATCH];
            double x9 = k[p + 9 * BATCH];
            double x10 = k[p + 10 * BATCH];
            double x11 = k[p + 11 * BATCH];
            int at = first;
            double sum = 0;
            for (int a = 0; a < count; a++) {
                double row = ((x0 * grid[at + 0] + x1 * grid[at + 1]) + (x2 * grid[at + 2] + x3 * grid[at + 3]))
                        + ((x4 * grid[at + 4] + x5 * grid[at + 5]) + (x6 * grid[at + 6] + x7 * grid[at + 7]))
                        + ((x8 * grid[at + 8] + x9 * grid[at + 9]) + (x10 * grid[at + 10] + x11 * grid[at + 11]));
                sum += outer[a * BATCH + q] * row;
                at += step;
            }
            return sum;
        }
    }

    private static final class Rows16 extends KernelRows {
        @Override
        void add(double[] grid, int first, int step, int count, double c, double[] k, int p, double[] outer, int q) {
            double x0 = k[p + 0 * BATCH];
            double x1 = k[p + 1 * BATCH];
            double x2 = k[p + 2 * BATCH];
            double x3 = k[p + 3 * BATCH];
            double x4 = k[p + 4 * BATCH];
            double x5 = k[p + 5 * BATCH];
            double x6 = k[p + 6 * BATCH];
            double x7 = k[p + 7 * BATCH];
            double x8 = k[p + 8 * BATCH];
            double x9 = k[p + 9 * BATCH];
            double x10 = k[p + 10 * BATCH];
            double x11 = k[p + 11 * BATCH];
            double x12 = k[p + 12 * BATCH];
            double x13 = k[p + 13 * BATCH];
            double x14 = k[p + 14 * BATCH];
            double x15 = k[p + 15 * BATCH];
            int at = first;
            for (int a = 0; a < count; a++) {
                double v = c * outer[a * BATCH + q];
                grid[at + 0] += v * x0;
                grid[at + 1] += v * x1;
                grid[at + 2] += v * x2;
                grid[at + 3] += v * x3;
                grid[at + 4] += v * x4;
                grid[at + 5] += v * x5;
                grid[at + 6] += v * x6;
                grid[at + 7] += v * x7;
                grid[at + 8] += v * x8;
                grid[at + 9] += v * x9;
                grid[at + 10] += v * x10;
                grid[at + 11] += v * x11;
                grid[at + 12] += v * x12;
                grid[at + 13] += v * x13;
                grid[at + 14] += v * x14;
                grid[at + 15] += v * x15;
                at += step;
            }
        }

        @Override
        double sum(double[] grid, int first, int step, int count, double[] k, int p, double[] outer, int q) {
            double x0 = k[p + 0 * BATCH];
            double x1 = k[p + 1 * BATCH];
            double x2 = k[p + 2 * BATCH];
            double x3 = k[p + 3 * BATCH];
            double x4 = k[p + 4 * BATCH];
            double x5 = k[p + 5 * BATCH];
            double x6 = k[p + 6 * BATCH];
            double x7 = k[p + 7 * BATCH];
            double x8 = k[p + 8 * BATCH];
            double x9 = k[p + 9 * BATCH];
            double x10 = k[p + 10 * BATCH];
            double x11 = k[p + 11 * BATCH];
            double x12 = k[p + 12 * BATCH];
            double x13 = k[p + 13 * BATCH];
            double x14 = k[p + 14 * BATCH];
            double x15 = k[p + 15 * BATCH];
            int at = first;
            double sum = 0;
            for (int a = 0; a < count; a++) {
                double row = ((x0 * grid[at + 0] + x1 * grid[at + 1]) + (x2 * grid[at + 2] + x3 * grid[at + 3]))
                        + ((x4 * grid[at + 4] + x5 * grid[at + 5]) + (x6 * grid[at + 6] + x7 * grid[at + 7]))
                        + ((x8 * grid[at + 8] + x9 * grid[at + 9]) + (x10 * grid[at + 10] + x11 * grid[at + 11]))
                        + ((x12 * grid[at + 12] + x13 * grid[at + 13]) + (x14 * grid[at + 14] + x15 * grid[at + 15]));
                sum += outer[a * BATCH + q] * row;
                at += step;
            }
            return sum;
        }
    }
}
