package org.fprinciple.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The generator against the known answers of its authors' Random123 (kat_vectors, philox 4x32 10). */
class PhiloxTest {
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
    })
    void knownAnswers(String counter, String key, String answer) {
        int[] words = words(counter);
        int[] halves = words(key);
        Philox.words(words, (halves[0] & 0xFFFFFFFFL) | (long) halves[1] << 32);
        assertThat(words).containsExactly(words(answer));
    }

    private static int[] words(String text) {
        String[] parts = text.strip().split(" ");
        int[] words = new int[parts.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = Integer.parseUnsignedInt(parts[i], 16);
        }
        return words;
    }

    @Test
    void numbersLieStrictlyBetweenZeroAndOne() {
        assertThat(Philox.uniform(0, 0)).isBetween(Double.MIN_VALUE, 0x1p-51);
        assertThat(Philox.uniform(-1, -1)).isBetween(1 - 0x1p-51, Math.nextDown(1.0));
        // The middle of the first of the upper half's cells.
        assertThat(Philox.uniform(Integer.MIN_VALUE, 0)).isEqualTo(0.5 + 0x1p-53);
    }
}
