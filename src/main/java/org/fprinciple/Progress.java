package org.fprinciple;

/**
 * Hears how far long work has come. Calls may arrive from several threads; the work of a phase is counted in units
 * that only the phase knows, so that a listener can tell the share that is done and the time that is left.
 */
public interface Progress {
    /** Listens to nothing. */
    Progress NONE = new Progress() {
        @Override
        public void phase(String name, long units) {}

        @Override
        public void advance(long units) {}
    };

    /**
     * A phase begins, and the one before it has ended.
     *
     * @param name what is being done, for people
     * @param units the work of the phase; 0 where it cannot be divided (one call of LAPACK)
     */
    void phase(String name, long units);

    /**
     * The current phase cannot be divided, and will last about so long.
     *
     * @param seconds an estimate, measured on this machine; 0 where there is none
     */
    default void expect(double seconds) {}

    /** So many more units of the current phase are done. */
    void advance(long units);
}
