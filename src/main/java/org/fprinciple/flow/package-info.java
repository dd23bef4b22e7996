/** Integration of large stiff dissipative systems, explicit and over any backend (theory-notes/numerics.md §7). */
@NullMarked
package org.fprinciple.flow;

import org.jspecify.annotations.NullMarked;
