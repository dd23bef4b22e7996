/**
 * The command line: one class a command, options shared as mixins, files written whole or not at all.
 */
@NullMarked
package org.fprinciple.cli;

import org.jspecify.annotations.NullMarked;
