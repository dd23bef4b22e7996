package org.fprinciple.cli;

/** Tells a user who presses Ctrl-C that the run is gone. */
final class Interruption implements AutoCloseable {
    private final Thread hook =
            new Thread(() -> System.err.println("lfp: interrupted before the results were written."));

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the JVM is going down: what fails from then on has been taken away. */
    static boolean underWay() {
        Thread none = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(none);
            return !Runtime.getRuntime().removeShutdownHook(none);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down: the hook speaks.
        }
    }
}
