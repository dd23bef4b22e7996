@NullMarked
package org.fprinciple.backend;

import org.jspecify.annotations.NullMarked;
