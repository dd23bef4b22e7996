package org.fprinciple.backend.cpu;

import org.jspecify.annotations.Nullable;

/** The loops by the Vector API where its module is there; the plain ones, and the reason, where it is not. */
final class VectorLoops {
    private static final NeuronLoops RELU;
    private static final @Nullable String REFUSAL;

    static {
        NeuronLoops loops;
        String refusal = null;
        try {
            if (Boolean.getBoolean("lfp.scalar")) {
                throw new UnsupportedOperationException("switched off by -Dlfp.scalar=true");
            }
            // By name: the class does not load without its module.
            loops = Class.forName("org.fprinciple.backend.cpu.VectorRelu")
                    .asSubclass(NeuronLoops.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            refusal = cause instanceof LinkageError
                    ? "this JVM runs without --add-modules jdk.incubator.vector"
                    : String.valueOf(cause.getMessage());
            loops = new PlainRelu();
        }
        RELU = loops;
        REFUSAL = refusal;
    }

    private VectorLoops() {}

    /** For one to three inputs. */
    static NeuronLoops relu() {
        return RELU;
    }

    /** Why the Vector API does not serve; null where it does. */
    static @Nullable String refusal() {
        return REFUSAL;
    }
}
