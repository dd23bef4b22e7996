package org.fprinciple.io;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** An array of real numbers of any dimension, as NumPy has it: a shape and the values in C order (last axis fastest). */
public final class NpyArray {
    private final int[] shape;
    private final double[] values;

    /**
     * @param shape the length of each axis; empty for a single number
     * @param values the values in C order, as many as the product of {@code shape}; kept, not copied
     */
    public NpyArray(int[] shape, double[] values) {
        if (elementCount(shape) != values.length) {
            throw new IllegalArgumentException(
                    "shape " + shapeText(shape) + " does not hold " + values.length + " values");
        }
        this.shape = shape.clone();
        this.values = values;
    }

    /** The number of axes. */
    public int ndim() {
        return shape.length;
    }

    /** The length of each axis, a copy. */
    public int[] shape() {
        return shape.clone();
    }

    /** The number of values. */
    public int size() {
        return values.length;
    }

    /** The values in C order: the array's own, which the caller must leave unchanged (it may hold gigabytes). */
    public double[] values() {
        return values;
    }

    /** The position in {@link #values()} of the first NaN or infinity, or -1 where every value is finite. */
    public int firstNonFinite() {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    /** The index along each axis, from 0, of the value at a position in {@link #values()}. */
    public int[] index(int position) {
        int[] index = new int[shape.length];
        int rest = position;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return index;
    }

    /** Shape and number of values, for messages; the values themselves may be many. */
    @Override
    public String toString() {
        return "NpyArray of shape " + shapeText(shape);
    }

    /** The shape as Python writes a tuple: (), (3,), (3, 4). */
    static String shapeText(int[] shape) {
        return shapeText(longs(shape));
    }

    /** The same of a shape beyond what a Java array can hold. */
    static String shapeText(long[] shape) {
        return LongStream.of(shape)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
    }

    /**
     * The product of the lengths, 1 for none.
     *
     * @throws ArithmeticException where it is over 2^63 - 1
     */
    static long elementCount(long[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    static long elementCount(int[] shape) {
        return elementCount(longs(shape));
    }

    private static long[] longs(int[] shape) {
        return Arrays.stream(shape).asLongStream().toArray();
    }
}
