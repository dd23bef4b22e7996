package org.fprinciple.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Turns the bytes of an array's elements into doubles, a buffer at a time. */
final class NpyDecoder {
    /** A multiple of every element's size. */
    private static final int BUFFER_BYTES = 1 << 16;

    private final NpyType type;
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final ByteBuffer buffer;

    NpyDecoder(NpyType type) {
        this.type = type;
        this.buffer = ByteBuffer.wrap(bytes).order(type.order);
    }

    /**
     * Takes the next {@code count} elements of a stream to the places {@code from}, {@code from + step}, ...
     *
     * @throws EOFException where the stream ends before
     */
    void read(InputStream in, double[] target, int from, int step, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int some = Math.min(count - done, BUFFER_BYTES / type.bytes);
            if (in.readNBytes(bytes, 0, some * type.bytes) < some * type.bytes) {
                throw new EOFException("it ends before its last element");
            }
            decode(some, target, from + done * step, step);
            done += some;
        }
    }

    private void decode(int count, double[] target, int from, int step) {
        // The usual case, at the speed of memory.
        if (type.isDouble && step == 1) {
            buffer.asDoubleBuffer().get(target, from, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            target[from + i * step] = type.decode(buffer, i * type.bytes);
        }
    }
}
