@NullMarked
package org.fprinciple.cli;

import org.jspecify.annotations.NullMarked;
