/**
 * How wrong the limit of training can be: the FP-norm of the function behind the data, and what it bounds
 * (theory-notes/bounds.md). Everything is in the theory's units.
 */
@NullMarked
package org.fprinciple.bound;

import org.jspecify.annotations.NullMarked;
