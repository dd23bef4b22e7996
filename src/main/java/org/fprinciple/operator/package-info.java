@NullMarked
package org.fprinciple.operator;

import org.jspecify.annotations.NullMarked;
