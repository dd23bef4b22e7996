package org.fprinciple.net;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps the state of a training, so that it can be interrupted. */
public interface TrainingStore {
    /** Keeps nothing. */
    TrainingStore NONE = new TrainingStore() {
        @Override
        public @Nullable TrainingState load() {
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

    /** The state to go on from; null for a new start. */
    @Nullable
    TrainingState load();

    /** Whether it is time to save; asked after every step. */
    boolean due();

    /** Whether training is to save and stop; asked after every step. */
    boolean stopRequested();

    /** Saves. */
    void save(Supplier<TrainingState> state);

    /** Training has ended, whichever way; to be saved where others are still going on. */
    void ended(Supplier<TrainingState> state);
}
