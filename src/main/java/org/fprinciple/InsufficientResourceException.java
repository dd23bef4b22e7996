package org.fprinciple;

/**
 * This machine cannot do what was asked: no such device, or too little memory or disk. The message is one sentence
 * with the figure and the remedy; a command prints it and exits with 3.
 */
public final class InsufficientResourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InsufficientResourceException(String message) {
        super(message);
    }

    public InsufficientResourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
