package org.fprinciple.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fprinciple.InvalidInputException;

/** A NumPy dtype of real numbers: the size of an element, its byte order, and how it becomes a double. */
final class NpyType {
    private static final Pattern DESCR = Pattern.compile("([<>=|]?)([a-zA-Z])(\\d*)(\\[.*])?");

    /** Takes the element that starts at a byte of a buffer whose byte order is the dtype's. */
    @FunctionalInterface
    private interface Decoder {
        double decode(ByteBuffer buffer, int at);
    }

    /** Bytes per element. */
    final int bytes;

    final ByteOrder order;
    /** Whether the elements are doubles already. */
    final boolean isDouble;

    private final Decoder decoder;

    private NpyType(int bytes, ByteOrder order, Decoder decoder) {
        this(bytes, order, false, decoder);
    }

    private NpyType(int bytes, ByteOrder order, boolean isDouble, Decoder decoder) {
        this.bytes = bytes;
        this.order = order;
        this.isDouble = isDouble;
        this.decoder = decoder;
    }

    /** The element that starts at byte {@code at}, rounded to the nearest double. */
    double decode(ByteBuffer buffer, int at) {
        return decoder.decode(buffer, at);
    }

    /** The type of a header's {@code descr}, such as {@code <f8}; {@code where} names the array in messages. */
    static NpyType of(String descr, String where) {
        Matcher m = DESCR.matcher(descr);
        if (!m.matches()) {
            throw refuse(where, "elements of the unknown dtype " + quoted(descr));
        }
        // No mark, "=" and "|" mean the order of the machine that wrote the file, nowadays always little-endian.
        ByteOrder order = m.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        String kind = m.group(2);
        return switch (kind + m.group(3)) {
            case "f2" -> new NpyType(2, order, (b, at) -> half(b.getShort(at)));
            case "f4" -> new NpyType(4, order, ByteBuffer::getFloat);
            case "f8" -> new NpyType(8, order, true, ByteBuffer::getDouble);
            case "f16" -> new NpyType(16, order, (b, at) -> extended(b, at, where));
            case "i1" -> new NpyType(1, order, ByteBuffer::get);
            case "i2" -> new NpyType(2, order, ByteBuffer::getShort);
            case "i4" -> new NpyType(4, order, ByteBuffer::getInt);
            case "i8" -> new NpyType(8, order, ByteBuffer::getLong);
            case "u1" -> new NpyType(1, order, (b, at) -> Byte.toUnsignedInt(b.get(at)));
            case "u2" -> new NpyType(2, order, (b, at) -> Short.toUnsignedInt(b.getShort(at)));
            case "u4" -> new NpyType(4, order, (b, at) -> Integer.toUnsignedLong(b.getInt(at)));
            case "u8" -> new NpyType(8, order, (b, at) -> unsigned(b.getLong(at)));
            default ->
                throw switch (kind) {
                    case "O" -> refuse(where, "pickled Python objects");
                    case "V" -> refuse(where, "raw bytes or records");
                    case "c" ->
                        new InvalidInputException(
                                where + " holds complex numbers; save real numbers instead, e.g. its .real part.");
                    case "b" -> refuse(where, "truth values");
                    case "S", "U", "a" -> refuse(where, "text");
                    case "M", "m" -> refuse(where, "dates or times");
                    default -> refuse(where, "elements of the unknown dtype " + quoted(descr));
                };
        };
    }

    /** The refusal of an array that holds something else than real numbers. */
    static InvalidInputException refuse(String where, String content) {
        return new InvalidInputException(
                where + " holds " + content + "; save numbers instead, e.g. with .astype(float).");
    }

    private static String quoted(String descr) {
        return "\"" + (descr.length() > 20 ? descr.substring(0, 20) + "..." : descr) + "\"";
    }

    /** IEEE binary16: sign, 5 bits of exponent, 10 of fraction; every one is exactly a double. */
    private static double half(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude = 0;
        if (exponent == 0) {
            magnitude = Math.scalb((double) fraction, -24);
        } else if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            magnitude = Math.scalb((double) (fraction | 0x400), exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    /** Halving keeps the value within a signed long; the lost last bit is kept so that the rounding stays right. */
    private static double unsigned(long bits) {
        return bits >= 0 ? bits : 2.0 * (bits >>> 1 | (bits & 1));
    }

    /**
     * The x86's 80-bit extended number in 16 bytes, NumPy's longdouble there: 64 bits of significand with an explicit
     * first bit, 15 of exponent, the sign, and 6 bytes of arbitrary content.
     */
    private static double extended(ByteBuffer b, int at, String where) {
        boolean big = b.order() == ByteOrder.BIG_ENDIAN;
        long significand = b.getLong(big ? at + 8 : at);
        int signAndExponent = b.getShort(big ? at + 6 : at + 8);
        int exponent = signAndExponent & 0x7fff;
        if (exponent != 0 && significand >= 0) {
            // Other machines have other numbers under the same name; on x86 the first bit is always set.
            throw new InvalidInputException(
                    where + " holds long doubles of a machine other than x86; save it with .astype(float).");
        }
        double magnitude;
        if (exponent == 0x7fff) {
            magnitude = significand << 1 == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            // The value is significand 2^power. Of the 64 bits a double keeps 53, or fewer below its least normal
            // number: rounding to the bits kept (nearest, ties to even) leaves a scaling that is exact or overflows.
            int power = Math.max(exponent, 1) - 16383 - 63;
            int dropped = Math.max(11, Double.MIN_EXPONENT - 52 - power);
            magnitude = Math.scalb((double) dropBits(significand, dropped), power + dropped);
        }
        return signAndExponent < 0 ? -magnitude : magnitude;
    }

    /** An unsigned number divided by 2^count, {@code count >= 1}, to the nearest integer, ties to even. */
    private static long dropBits(long bits, int count) {
        if (count > 64) {
            return 0;
        }
        long quotient = count == 64 ? 0 : bits >>> count;
        long rest = count == 64 ? bits : bits & ((1L << count) - 1);
        int comparison = Long.compareUnsigned(rest, 1L << (count - 1));
        return comparison > 0 || (comparison == 0 && (quotient & 1) == 1) ? quotient + 1 : quotient;
    }
}
