package org.fprinciple;

/**
 * What the user gave cannot be used. The message is one sentence that names the file, line, column or option, and
 * the remedy; a command prints it and exits with 2.
 */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
