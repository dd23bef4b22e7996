package org.fprinciple.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.fprinciple.io.CsvWriter;
import org.fprinciple.problem.Dataset;

/** prediction.csv: the inputs of the evaluation points and h, in the user's units. */
final class PredictionFile {
    private PredictionFile() {}

    /**
     * Writes it.
     *
     * @param h (E)
     * @param more further columns behind h
     */
    static void write(RunFolder folder, Dataset data, EvaluationSet evaluation, double[] h, CsvWriter.Column... more)
            throws IOException {
        write("prediction.csv", folder, data, evaluation, h, more);
    }

    /** A file of the same form. */
    static void write(
            String name, RunFolder folder, Dataset data, EvaluationSet evaluation, double[] h, CsvWriter.Column... more)
            throws IOException {
        DMatrixRMaj x = evaluation.user();
        List<CsvWriter.Column> columns = new ArrayList<>();
        for (int c = 0; c < x.numCols; c++) {
            int column = c;
            columns.add(CsvWriter.Column.numbers(data.normalisation().columns().get(c), row -> x.get(row, column)));
        }
        columns.add(CsvWriter.Column.numbers("h", h));
        columns.addAll(List.of(more));
        CsvWriter.write(folder.file(name), h.length, columns);
    }
}
