/**
 * Theory against trained nets: a case says what is compared, the ladder holds every rung between the nets and LFP, and the verdict
 * says whether the case's criteria are met and which rung fails (theory-notes/validation.md).
 */
@NullMarked
package org.fprinciple.validate;

import org.jspecify.annotations.NullMarked;
