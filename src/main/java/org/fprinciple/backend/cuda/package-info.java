/** NVIDIA GPUs. The only package that touches JCuda. */
@NullMarked
package org.fprinciple.backend.cuda;

import org.jspecify.annotations.NullMarked;
