/**
 * Reads and writes the files that users see: NumPy's .npz and CSV.
 *
 * <p>Whatever is wrong with a file is reported as an {@link org.fprinciple.InvalidInputException} of one
 * sentence; an {@link java.io.IOException} is a failure of the disk.
 */
package org.fprinciple.io;
