/** A folder and an archive with which the program runs on a machine that has no Java. */
@NullMarked
package org.fprinciple.distribution;

import org.jspecify.annotations.NullMarked;
