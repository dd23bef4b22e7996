/**
 * The page of a validation: theory beside trained nets, in one file that needs no network.
 *
 * <p>The records are the model of the page; every part of a {@link org.fprinciple.report.page.Report} but its head may be
 * absent. {@link org.fprinciple.report.page.ReportPage} writes it. Arrays are read, not copied, and must stay unchanged
 * until the page is written; NaN and infinity mean "not known" and leave a gap.
 */
@NullMarked
package org.fprinciple.report.page;

import org.jspecify.annotations.NullMarked;
