/** The same work timed on every backend and by peers: what {@code lfp bench} runs. */
@NullMarked
package org.fprinciple.bench;

import org.jspecify.annotations.NullMarked;
