package org.fprinciple.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.fprinciple.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The header of a .npy array, versions 1.0 to 3.0: the dtype, the order of the elements and the shape.
 *
 * <p>The header is the text of a Python dictionary with exactly the keys {@code descr}, {@code fortran_order} and
 * {@code shape}, in any order and with any white space; the parser takes that and nothing else.
 */
final class NpyHeader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** NumPy's own headers have at most a few hundred bytes; more is damage, which must not claim gigabytes. */
    private static final int MAX_TEXT_BYTES = 1 << 20;

    /** The Java virtual machine's longest array, close to 2^31 - 1. */
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    final NpyType type;
    final boolean fortranOrder;
    final long[] shape;
    /** The number of bytes before the first element. */
    final int headerBytes;

    private NpyHeader(NpyType type, boolean fortranOrder, long[] shape, int headerBytes) {
        this.type = type;
        this.fortranOrder = fortranOrder;
        this.shape = shape;
        this.headerBytes = headerBytes;
    }

    /** Whether a file or an entry that starts with these bytes is a .npy array. */
    static boolean isMagic(byte[] start) {
        return start.length >= MAGIC.length && Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length));
    }

    /** Reads a header; {@code where} names the file and the array in messages. */
    static NpyHeader read(InputStream in, String where) throws IOException {
        byte[] start = exactly(in, MAGIC.length + 2);
        if (!isMagic(start)) {
            throw new InvalidInputException(where + " is not a NumPy array; save the file with np.savez.");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new InvalidInputException(
                    where + " has format version " + version + ", which is unknown; save the file with np.savez.");
        }
        ByteBuffer lengthBytes =
                ByteBuffer.wrap(exactly(in, version == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        long length = version == 1
                ? Short.toUnsignedLong(lengthBytes.getShort())
                : Integer.toUnsignedLong(lengthBytes.getInt());
        if (length > MAX_TEXT_BYTES) {
            throw new Parser("", where).malformed();
        }
        String text = new String(
                exactly(in, (int) length), version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        return new Parser(text, where).header(start.length + lengthBytes.capacity() + (int) length);
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the header of an array is cut short");
        }
        return bytes;
    }

    /** Refuses an entry of too few bytes before memory is claimed for what a damaged header may promise. */
    void requireWhole(long entryBytes, String where) {
        long needed = NpyArray.elementCount(shape) * type.bytes;
        long bytes = entryBytes - headerBytes;
        if (bytes < needed) {
            throw new InvalidInputException(where + " is cut short (its shape " + NpyArray.shapeText(shape) + " needs "
                    + needed + " bytes and there are " + bytes + "); copy or save the file again.");
        }
    }

    /** Refuses an array that has another number of axes than must be. */
    static void requireAxes(int axes, int wanted, String shapeText, String where) {
        if (axes != wanted) {
            throw new InvalidInputException(where + " has shape " + shapeText + " but must have " + wanted
                    + (wanted == 1 ? " axis" : " axes") + "; change it with .reshape before saving.");
        }
    }

    /** The shape of an array that is to be one Java array; refuses one that has too many elements. */
    int[] intShape(String where) {
        if (NpyArray.elementCount(shape) > MAX_ELEMENTS) {
            throw tooMany(where);
        }
        int[] lengths = new int[shape.length];
        for (int axis = 0; axis < lengths.length; axis++) {
            lengths[axis] = lengthOf(axis, where);
        }
        return lengths;
    }

    /** The length of an axis along which Java's arrays are to be indexed. */
    int lengthOf(int axis, String where) {
        if (shape[axis] > Integer.MAX_VALUE) {
            throw tooMany(where);
        }
        return (int) shape[axis];
    }

    private static InvalidInputException tooMany(String where) {
        return new InvalidInputException(
                where + " has more elements than the 2^31 - 1 that one array may have; save a part of it.");
    }

    /** Goes through the header's text once, from left to right. */
    private static final class Parser {
        private final String text;
        private final String where;
        private int at;

        Parser(String text, String where) {
            this.text = text;
            this.where = where;
        }

        NpyHeader header(int headerBytes) {
            @Nullable NpyType type = null;
            @Nullable Boolean fortranOrder = null;
            long @Nullable [] shape = null;
            require('{');
            while (!accept('}')) {
                String key = string();
                require(':');
                if (key.equals("descr") && type == null) {
                    type = type();
                } else if (key.equals("fortran_order") && fortranOrder == null) {
                    fortranOrder = bool();
                } else if (key.equals("shape") && shape == null) {
                    shape = shape();
                } else {
                    throw malformed();
                }
                if (!accept(',')) {
                    require('}');
                    break;
                }
            }
            skipSpace();
            if (at < text.length() || type == null || fortranOrder == null || shape == null) {
                throw malformed();
            }
            return new NpyHeader(type, fortranOrder, shape, headerBytes);
        }

        private NpyType type() {
            // The dtype of a structured array is a list or a tuple, of no use here, so it is not parsed.
            if (accept('[') || accept('(')) {
                throw NpyType.refuse(where, "records with named fields");
            }
            return NpyType.of(string(), where);
        }

        private boolean bool() {
            skipSpace();
            for (boolean value : new boolean[] {true, false}) {
                String word = value ? "True" : "False";
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return value;
                }
            }
            throw malformed();
        }

        private long[] shape() {
            long[] lengths = new long[0];
            boolean comma = true;
            require('(');
            while (!accept(')')) {
                if (!comma) {
                    throw malformed();
                }
                lengths = Arrays.copyOf(lengths, lengths.length + 1);
                lengths[lengths.length - 1] = length();
                comma = accept(',');
            }
            // In Python (3) is a number; the tuple of one number is (3,).
            if (lengths.length == 1 && !comma) {
                throw malformed();
            }
            try {
                // The longest elements have 16 bytes, and the bytes are counted in a long, too.
                Math.multiplyExact(NpyArray.elementCount(lengths), 16L);
            } catch (ArithmeticException e) {
                throw tooMany(where);
            }
            return lengths;
        }

        private long length() {
            skipSpace();
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            String digits = text.substring(start, at);
            accept('L'); // Python 2 wrote long integers so.
            if (digits.isEmpty()) {
                throw malformed();
            }
            try {
                return Long.parseLong(digits);
            } catch (NumberFormatException e) {
                throw tooMany(where);
            }
        }

        private String string() {
            skipSpace();
            char quote = at < text.length() ? text.charAt(at) : ' ';
            int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
            if (end < 0) {
                throw malformed();
            }
            String content = text.substring(at + 1, end);
            at = end + 1;
            return content;
        }

        private boolean accept(char c) {
            skipSpace();
            boolean found = at < text.length() && text.charAt(at) == c;
            if (found) {
                at++;
            }
            return found;
        }

        private void require(char c) {
            if (!accept(c)) {
                throw malformed();
            }
        }

        private void skipSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        InvalidInputException malformed() {
            return new InvalidInputException(where + " has a malformed header; save the file again with np.savez.");
        }
    }
}
