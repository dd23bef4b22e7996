package org.fprinciple.backend.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.fprinciple.backend.Backend;
import org.fprinciple.backend.HalfSpectrum;
import org.fprinciple.backend.NufftPlan;
import org.fprinciple.backend.PeriodicFunction;
import org.fprinciple.backend.Vec;

/**
 * {@link NufftPlan}: strengths are spread by a narrow kernel onto a grid of at least twice the modes, which is
 * transformed, and the kernel's transform divided out (Dutt and Rokhlin 1993; theory-notes/numerics.md §1).
 *
 * <p>Points are sorted into tiles of the grid. Tiles that are neighbours on some axis overlap, those of one colour (even
 * or odd on each axis) do not: colour after colour, the tiles of one are spread at the same time, and every grid point
 * receives its sums in a fixed order. Grids have a margin of w points beyond each axis' end, which is folded onto its
 * beginning, so that no point needs to know of the period.
 */
final class CpuNufft implements NufftPlan {
    private static final int SORT_CHUNKS = 16;
    private static final int POINTS_CHUNK = 1 << 12;
    private static final double[] ONE = {1};

    private final Backend backend;
    private final HalfSpectrum spectrum;
    private final double side;
    private final int size;
    private final int extended;
    private final int stride;
    private final int tile;
    private final int tiles;
    private final SpreadingKernel kernel;
    private final KernelRows rows;
    private final double[] deconvolution;
    private final CpuFft fft;
    private final List<double[]> grids = new ArrayList<>();
    private int fields;

    private int count;
    private double[][] position = new double[0][];
    private int[] original = new int[0];
    private int[] firstOfTile = new int[0];

    CpuNufft(Backend backend, HalfSpectrum spectrum, double side, double tolerance) {
        int d = spectrum.dimension();
        int modes = 2 * spectrum.cutoff() + 1;
        this.backend = backend;
        this.spectrum = spectrum;
        this.side = side;
        // The kernel must fit into the box.
        this.size = CpuFft.goodSize(Math.max(2L * modes, 32), d);
        this.kernel = new SpreadingKernel(tolerance, (double) size / modes);
        this.deconvolution = kernel.deconvolution(spectrum.cutoff(), size);
        this.extended = size + kernel.paddedWidth();
        this.rows = KernelRows.of(kernel.paddedWidth());
        // No power of two: see CpuFft.
        this.stride = (extended + 7) / 8 * 8 + (d == 1 ? 0 : 8);
        this.fft = new CpuFft(backend, spectrum, size, extended, stride);
        this.tile = Math.max(kernel.width(), d == 1 ? 1024 : d == 2 ? 48 : 16);
        this.tiles = size / tile + 1;
    }

    @Override
    public HalfSpectrum spectrum() {
        return spectrum;
    }

    @Override
    public int gridSize() {
        return size;
    }

    @Override
    public int kernelWidth() {
        return kernel.width();
    }

    @Override
    public void setPoints(double[] x, int points) {
        int d = spectrum.dimension();
        if (position.length != d || position[0].length < points) {
            position = new double[d][points];
            original = new int[points];
        }
        count = points;
        int all = 1;
        for (int a = 0; a < d; a++) {
            all *= tiles;
        }
        int[][] counts = new int[SORT_CHUNKS][all];
        backend.forEach(SORT_CHUNKS, chunk -> {
            for (int i = start(chunk); i < start(chunk + 1); i++) {
                counts[chunk][tileOf(x, i)]++;
            }
        });
        firstOfTile = new int[all + 1];
        int sum = 0;
        for (int t = 0; t < all; t++) {
            firstOfTile[t] = sum;
            for (int[] chunk : counts) {
                int inChunk = chunk[t];
                chunk[t] = sum;
                sum += inChunk;
            }
        }
        firstOfTile[all] = sum;
        backend.forEach(SORT_CHUNKS, chunk -> {
            for (int i = start(chunk); i < start(chunk + 1); i++) {
                int place = counts[chunk][tileOf(x, i)]++;
                original[place] = i;
                for (int a = 0; a < d; a++) {
                    position[a][place] = onGrid(x[i * d + a]);
                }
            }
        });
    }

    private int start(int chunk) {
        return (int) ((long) count * chunk / SORT_CHUNKS);
    }

    /** A coordinate as a place on the grid in [w/2, M + w/2): its kernel begins at 0 or later. */
    private double onGrid(double x) {
        double periods = x / side;
        double g = (periods - Math.floor(periods)) * size;
        return g < kernel.width() / 2.0 ? g + size : g;
    }

    /** The first grid point under the kernel. */
    private int first(double g) {
        return (int) Math.ceil(g - kernel.width() / 2.0);
    }

    private int tileOf(double[] x, int i) {
        int d = spectrum.dimension();
        int t = 0;
        for (int a = 0; a < d; a++) {
            t = t * tiles + first(onGrid(x[i * d + a])) / tile;
        }
        return t;
    }

    private void allocate(int q) {
        while (grids.size() < q) {
            grids.add(new double[fft.length()]);
        }
        fields = q;
    }

    @Override
    public void clear(int q) {
        allocate(q);
        for (int f = 0; f < q; f++) {
            double[] grid = grids.get(f);
            int rows = grid.length / stride;
            backend.forEach(rows, r -> Arrays.fill(grid, r * stride, (r + 1) * stride, 0));
        }
    }

    @Override
    public void spread(double[][] strengths) {
        if (strengths.length != fields) {
            throw new IllegalArgumentException(strengths.length + " strengths for " + fields + " sums");
        }
        for (List<Integer> colour : colours()) {
            backend.forEach(colour.size(), t -> {
                int place = colour.get(t);
                new Spreader(position).spread(firstOfTile[place], firstOfTile[place + 1], strengths);
            });
        }
    }

    /** The tiles that hold points, by colour. */
    private List<List<Integer>> colours() {
        int d = spectrum.dimension();
        List<List<Integer>> colours = new ArrayList<>();
        for (int colour = 0; colour < 1 << d; colour++) {
            colours.add(new ArrayList<>());
        }
        for (int t = 0; t < firstOfTile.length - 1; t++) {
            if (firstOfTile[t + 1] > firstOfTile[t]) {
                int colour = 0;
                int rest = t;
                for (int a = 0; a < d; a++) {
                    colour = 2 * colour + rest % tiles % 2;
                    rest /= tiles;
                }
                colours.get(colour).add(t);
            }
        }
        return colours;
    }

    @Override
    public void collect(Vec... modes) {
        for (int f = 0; f < fields; f++) {
            margins(grids.get(f), true);
        }
        fields(f -> {
            CpuVec target = (CpuVec) modes[f];
            fft.toModes(grids.get(f), 0, target.data(), target.offset());
        });
        for (int f = 0; f < fields; f++) {
            CpuVec target = (CpuVec) modes[f];
            deconvolve(target.data(), target.offset(), target.data(), target.offset());
        }
    }

    /** Transforms the fields: one after the other, but side by side in one dimension, where a transform is one thread's. */
    private void fields(IntConsumer transform) {
        if (spectrum.dimension() == 1) {
            backend.forEach(fields, transform);
        } else {
            for (int f = 0; f < fields; f++) {
                transform.accept(f);
            }
        }
    }

    @Override
    public void type2(Vec[] modes, double[][] values) {
        // What the grids hold is overwritten, margins too.
        allocate(modes.length);
        fields(f -> toGrid(modes[f], grids.get(f)));
        int chunks = (count + POINTS_CHUNK - 1) / POINTS_CHUNK;
        backend.forEach(chunks, chunk -> {
            int to = Math.min(count, (chunk + 1) * POINTS_CHUNK);
            new Spreader(position).interpolate(chunk * POINTS_CHUNK, to, values);
        });
    }

    /** A spectrum on a grid of zeros, ready to be interpolated. */
    private void toGrid(Vec modes, double[] grid) {
        CpuVec source = (CpuVec) modes;
        double[] scaled = new double[spectrum.length()];
        deconvolve(source.data(), source.offset(), scaled, 0);
        fft.toGrid(scaled, 0, grid, 0);
        margins(grid, false);
    }

    @Override
    public PeriodicFunction function(Vec modes) {
        double[] grid = new double[fft.length()];
        toGrid(modes, grid);
        int d = spectrum.dimension();
        return (x, points, values) -> {
            double[][] places = new double[d][points];
            for (int i = 0; i < points; i++) {
                for (int a = 0; a < d; a++) {
                    places[a][i] = onGrid(x[i * d + a]);
                }
            }
            new Spreader(places).interpolate(grid, points, values);
        };
    }

    /** Adds the margins to the grid's beginning, or copies them from there. */
    private void margins(double[] grid, boolean fold) {
        int d = spectrum.dimension();
        int lines = grid.length / stride;
        backend.forEach(lines, r -> margin(grid, r * stride, 1, 1, fold));
        if (d == 3) {
            backend.forEach(extended, p -> margin(grid, p * extended * stride, stride, stride, fold));
        }
        if (d > 1) {
            int plane = grid.length / extended;
            margin(grid, 0, plane, plane, fold);
        }
    }

    /** Entries of {@code length} numbers, {@code step} apart: those from M on and those from 0 on. */
    private void margin(double[] grid, int start, int step, int length, boolean fold) {
        for (int i = 0; i < kernel.paddedWidth(); i++) {
            int low = start + i * step;
            int high = low + size * step;
            if (fold) {
                for (int j = 0; j < length; j++) {
                    grid[low + j] += grid[high + j];
                }
            } else {
                System.arraycopy(grid, low, grid, high, length);
            }
        }
    }

    private void deconvolve(double[] from, int start, double[] to, int target) {
        int c = spectrum.cutoff();
        backend.forEach(spectrum.lines(), line -> {
            int[] k = new int[3];
            spectrum.line(line, k);
            double factor = 1;
            for (int a = 0; a < spectrum.dimension() - 1; a++) {
                factor *= deconvolution[Math.abs(k[a])];
            }
            int at = line * 2 * (c + 1);
            for (int m = 0; m <= c; m++) {
                double s = factor * deconvolution[m];
                to[target + at + 2 * m] = s * from[start + at + 2 * m];
                to[target + at + 2 * m + 1] = s * from[start + at + 2 * m + 1];
            }
        });
    }

    /** One thread's hands: the kernel's values at some points at a time. */
    private final class Spreader {
        private static final int BATCH = SpreadingKernel.BATCH;
        private final int w = kernel.width();
        private final int d = spectrum.dimension();
        private final double[][] values = new double[d][kernel.paddedWidth() * BATCH];
        private final int[] place = new int[BATCH];
        private final double[] t = new double[BATCH];
        private final double[] field = new double[BATCH];
        private final double[][] places;

        /** @param places of the points on the grid, axis by axis */
        Spreader(double[][] places) {
            this.places = places;
        }

        /** Kernel values of points {@code first} … and the places of the first grid points under them. */
        private void prepare(int first, int number) {
            for (int a = 0; a < d; a++) {
                int step = a == d - 1 ? 1 : a == d - 2 ? stride : extended * stride;
                double[] g = places[a];
                for (int p = 0; p < number; p++) {
                    double left = g[first + p] - w / 2.0;
                    int cell = first(g[first + p]);
                    place[p] = (a == 0 ? 0 : place[p]) + step * cell;
                    t[p] = 2 * (cell - left) - 1;
                }
                kernel.evaluate(t, number, values[a]);
            }
        }

        void spread(int from, int to, double[][] strengths) {
            for (int first = from; first < to; first += BATCH) {
                int number = Math.min(BATCH, to - first);
                prepare(first, number);
                for (int f = 0; f < strengths.length; f++) {
                    double[] c = strengths[f];
                    double[] grid = grids.get(f);
                    // In a loop of its own: many of these reads from all over the memory are then under way at once.
                    for (int p = 0; p < number; p++) {
                        field[p] = c[original[first + p]];
                    }
                    for (int p = 0; p < number; p++) {
                        spread(field[p], p, grid);
                    }
                }
            }
        }

        private void spread(double c, int p, double[] grid) {
            double[] last = values[d - 1];
            switch (d) {
                case 1 -> rows.add(grid, place[p], 0, 1, c, last, p, ONE, 0);
                case 2 -> rows.add(grid, place[p], stride, w, c, last, p, values[0], p);
                default -> {
                    for (int a = 0; a < w; a++) {
                        double outer = c * values[0][a * BATCH + p];
                        rows.add(grid, place[p] + a * extended * stride, stride, w, outer, last, p, values[1], p);
                    }
                }
            }
        }

        void interpolate(int from, int to, double[][] results) {
            for (int first = from; first < to; first += BATCH) {
                int number = Math.min(BATCH, to - first);
                prepare(first, number);
                for (int f = 0; f < results.length; f++) {
                    double[] grid = grids.get(f);
                    for (int p = 0; p < number; p++) {
                        results[f][original[first + p]] = interpolate(p, grid);
                    }
                }
            }
        }

        /** Of one grid, in the order of the places. */
        void interpolate(double[] grid, int count, double[] result) {
            for (int first = 0; first < count; first += BATCH) {
                int number = Math.min(BATCH, count - first);
                prepare(first, number);
                for (int p = 0; p < number; p++) {
                    result[first + p] = interpolate(p, grid);
                }
            }
        }

        private double interpolate(int p, double[] grid) {
            double[] last = values[d - 1];
            return switch (d) {
                case 1 -> rows.sum(grid, place[p], 0, 1, last, p, ONE, 0);
                case 2 -> rows.sum(grid, place[p], stride, w, last, p, values[0], p);
                default -> {
                    double sum = 0;
                    for (int a = 0; a < w; a++) {
                        int at = place[p] + a * extended * stride;
                        sum += values[0][a * BATCH + p] * rows.sum(grid, at, stride, w, last, p, values[1], p);
                    }
                    yield sum;
                }
            };
        }
    }
}
