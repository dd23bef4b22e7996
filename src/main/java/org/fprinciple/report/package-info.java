/**
 * Figures for papers: line plots, heat maps and scatter plots of plain arrays, as PNG and SVG.
 *
 * <p>One small painter draws everything, so that all figures look alike and a raster under logarithmic axes, which
 * chart libraries lack, is placed exactly.
 */
@NullMarked
package org.fprinciple.report;

import org.jspecify.annotations.NullMarked;
