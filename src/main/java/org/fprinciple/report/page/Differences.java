package org.fprinciple.report.page;

import java.util.List;

/**
 * How far nets and theory are apart over training time.
 *
 * @param quantity what a difference is, e.g. "root mean square over the evaluation points"
 * @param differences over time
 * @param losses of nets and theory over time; may be empty
 */
public record Differences(String quantity, List<Series> differences, List<Series> losses) {}
