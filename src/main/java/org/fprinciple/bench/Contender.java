package org.fprinciple.bench;

import java.io.Closeable;
import java.io.IOException;
import org.fprinciple.backend.Backend;
import org.jspecify.annotations.Nullable;

/** Who does a case's work once whenever asked, and says how long it took. */
interface Contender extends Closeable {
    /** How it is had: arrays filled and plans made, or a peer's process started. */
    @FunctionalInterface
    interface Start {
        /**
         * Makes it ready.
         *
         * @throws AbsentException where it is not installed
         */
        Contender get() throws IOException;
    }

    /** Milliseconds of one repetition. */
    double once() throws IOException;

    /** The relative error of what was computed last; NaN where it is not measured. */
    default double error() {
        return Double.NaN;
    }

    default @Nullable String version() {
        return null;
    }

    @Override
    default void close() {}

    /** Work in this JVM. */
    static Contender of(Runnable work) {
        return of(() -> {}, work);
    }

    /** Work of a backend, which may go on after the call. */
    static Contender on(Backend backend, Runnable work) {
        return of(() -> {
            work.run();
            backend.finish();
        });
    }

    /**
     * Work in this JVM.
     *
     * @param prepare what is done before each repetition, outside its time
     */
    static Contender of(Runnable prepare, Runnable work) {
        return () -> {
            prepare.run();
            long began = System.nanoTime();
            work.run();
            return (System.nanoTime() - began) / 1e6;
        };
    }
}
