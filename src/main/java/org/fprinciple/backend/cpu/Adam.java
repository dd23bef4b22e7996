package org.fprinciple.backend.cpu;

/** The constants of Adam that its authors recommend (arXiv:1412.6980). */
final class Adam {
    static final double FIRST = 0.9;
    static final double SECOND = 0.999;
    static final double SMALL = 1e-8;

    private Adam() {}
}
