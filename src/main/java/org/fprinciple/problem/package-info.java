@NullMarked
package org.fprinciple.problem;

import org.jspecify.annotations.NullMarked;
