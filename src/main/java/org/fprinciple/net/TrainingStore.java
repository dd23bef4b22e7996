package org.fprinciple.net;

import java.util.function.Supplier;
import org.fprinciple.backend.Vec;
import org.jspecify.annotations.Nullable;

/** Keeps the state of a training, so that it can be interrupted. */
public interface TrainingStore {
    /** Keeps nothing. */
    TrainingStore NONE = new TrainingStore() {
        @Override
        public @Nullable TrainingState load(Vec like) {
            return null;
        }

        @Override
        public boolean due() {
            return false;
        }

        @Override
        public boolean stopRequested() {
            return false;
        }

        @Override
        public void save(Supplier<TrainingState> state) {}

        @Override
        public void ended(Supplier<TrainingState> state) {}
    };

    /**
     * The state to go on from; null for a new start.
     *
     * @param like a vector of the displacement's kind, not touched
     */
    @Nullable
    TrainingState load(Vec like);

    /** Whether it is time to save; asked between steps. */
    boolean due();

    /** Whether training is to save and stop; asked between steps. */
    boolean stopRequested();

    /** Saves, before it returns: the vectors are not copies. */
    void save(Supplier<TrainingState> state);

    /** Training has ended, whichever way; to be saved where others are still going on. */
    void ended(Supplier<TrainingState> state);
}
