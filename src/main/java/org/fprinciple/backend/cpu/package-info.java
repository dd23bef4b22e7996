@NullMarked
package org.fprinciple.backend.cpu;

import org.jspecify.annotations.NullMarked;
