/**
 * Wide two-layer nets and how they are trained: parameters drawn from a law, gradient descent and its flow in theory's time,
 * and what is watched on the way. Formulas and errors are in theory-notes/training.md.
 */
@NullMarked
package org.fprinciple.net;

import org.jspecify.annotations.NullMarked;
