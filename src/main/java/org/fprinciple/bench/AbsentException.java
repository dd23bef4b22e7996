package org.fprinciple.bench;

import java.io.IOException;

/** A peer is not installed here; the message says how to install it. */
final class AbsentException extends IOException {
    AbsentException(String message) {
        super(message);
    }
}
