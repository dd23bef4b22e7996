package org.fprinciple.report.page;

import java.util.List;

/**
 * A table that readers may copy.
 *
 * @param rows one value a column: a String or a Number
 * @param note may be empty
 */
public record Table(String title, List<String> columns, List<List<Object>> rows, String note) {}
