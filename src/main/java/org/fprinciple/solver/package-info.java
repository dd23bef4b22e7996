@NullMarked
package org.fprinciple.solver;

import org.jspecify.annotations.NullMarked;
