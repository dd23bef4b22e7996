package org.fprinciple.validate;

import org.jspecify.annotations.Nullable;

/** Keeps the nets that are done, so that a ladder that is interrupted need not train them again. */
public interface NetStore {
    /** Keeps nothing. */
    NetStore NONE = new NetStore() {
        @Override
        public Ladder.@Nullable Seed load(int net) {
            return null;
        }

        @Override
        public void save(int net, Ladder.Seed seed) {}
    };

    /**
     * A net that an earlier run kept; null where there is none.
     *
     * @param net its number, from 0, which no other net of the ladder has
     */
    Ladder.@Nullable Seed load(int net);

    /** Keeps a net, with those rungs that are its own; called by several threads. */
    void save(int net, Ladder.Seed seed);
}
