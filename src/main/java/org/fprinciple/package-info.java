/**
 * A solver for the Linear Frequency Principle: what an infinitely wide two-layer network learns from given data, when,
 * and where it ends.
 *
 * <p>Conventions (Fourier sign, time, units) stand in {@code theory-notes/conventions.md}; every formula of the code
 * cites a page of {@code theory-notes}.
 */
@NullMarked
package org.fprinciple;

import org.jspecify.annotations.NullMarked;
