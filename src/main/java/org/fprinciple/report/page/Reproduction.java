package org.fprinciple.report.page;

/**
 * What it takes to get the same page again.
 *
 * @param command the whole command line
 * @param date ISO 8601
 * @param machine processor, cores, memory
 * @param seconds that the run took
 */
public record Reproduction(
        String command,
        long seed,
        String version,
        String commit,
        String date,
        String machine,
        String java,
        String backend,
        double seconds) {}
