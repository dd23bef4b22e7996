package org.fprinciple.operator;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** The functions P that an operator leaves without penalty, fitted at every instant (theory-notes/fp-norm.md). */
public enum FreeFunctions {
    /** Nothing is free. */
    NONE,
    /** Constants. */
    CONSTANT,
    /** 1, x_1, …, x_d. */
    AFFINE;

    /** How many there are in d dimensions, p. */
    public int count(int dimension) {
        return switch (this) {
            case NONE -> 0;
            case CONSTANT -> 1;
            case AFFINE -> 1 + dimension;
        };
    }

    /** Their values at the rows of x (n, d), as (n, p). */
    public DMatrixRMaj at(DMatrixRMaj x) {
        int p = count(x.numCols);
        DMatrixRMaj values = new DMatrixRMaj(x.numRows, p);
        for (int i = 0; i < x.numRows; i++) {
            if (p > 0) {
                values.set(i, 0, 1);
            }
            for (int c = 1; c < p; c++) {
                values.set(i, c, x.get(i, c - 1));
            }
        }
        return values;
    }

    /** Their names, given the names of the inputs. */
    public List<String> names(List<String> inputs) {
        List<String> names = new ArrayList<>();
        if (this != NONE) {
            names.add("1");
        }
        if (this == AFFINE) {
            names.addAll(inputs);
        }
        return names;
    }
}
