package org.fprinciple.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.fprinciple.InvalidInputException;
import org.fprinciple.io.Names;

/** An option that takes one of a few words. */
final class Choice {
    private Choice() {}

    /** The constant whose name is the word, with - for _. */
    static <E extends Enum<E>> E of(Class<E> type, String option, String word) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(word)) {
                return constant;
            }
        }
        throw refuse(
                option,
                word,
                Arrays.stream(type.getEnumConstants()).map(Choice::word).toList());
    }

    /** The word itself, once it is known to be one of these. */
    static String of(String option, String word, String... known) {
        if (!List.of(known).contains(word)) {
            throw refuse(option, word, List.of(known));
        }
        return word;
    }

    /** What an option gives; who is refused is told which option it was. */
    static <T> T named(String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidInputException e) {
            throw new InvalidInputException(option + ": " + e.getMessage(), e);
        }
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static InvalidInputException refuse(String option, String word, List<String> known) {
        return new InvalidInputException(option + " does not take \"" + word + "\"" + Names.didYouMean(word, known));
    }
}
