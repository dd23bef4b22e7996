@NullMarked
package org.fprinciple.solution;

import org.jspecify.annotations.NullMarked;
