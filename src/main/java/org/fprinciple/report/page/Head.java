package org.fprinciple.report.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked and what came out.
 *
 * @param name of the case, as on the command line
 * @param title of the page
 * @param description one paragraph
 * @param passed whether every criterion held
 * @param verdict one sentence for a newcomer: what LFP predicted, what nets did, how far apart they are
 * @param caveats sentences
 */
public record Head(
        String name,
        String title,
        String description,
        @Nullable Source source,
        boolean passed,
        String verdict,
        List<Criterion> criteria,
        @Nullable Reproduction reproduction,
        List<String> caveats) {}
