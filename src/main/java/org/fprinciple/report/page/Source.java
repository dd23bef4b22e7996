package org.fprinciple.report.page;

import org.jspecify.annotations.Nullable;

/**
 * Where the experiment comes from.
 *
 * @param link http or https
 */
public record Source(String citation, @Nullable String link) {}
