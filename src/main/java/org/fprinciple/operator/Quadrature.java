package org.fprinciple.operator;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/** Nodes and weights of a composite Gauss–Legendre rule. */
final class Quadrature {
    private static final GaussIntegratorFactory GAUSS = new GaussIntegratorFactory();
    private final double[] nodes;
    private final double[] weights;
    private final double end;

    private Quadrature(double[] breaks, int nodesPerPanel) {
        GaussIntegrator rule;
        // The factory caches its rules in an unsynchronised map.
        synchronized (GAUSS) {
            rule = GAUSS.legendre(nodesPerPanel);
        }
        int panels = breaks.length - 1;
        nodes = new double[panels * nodesPerPanel];
        weights = new double[nodes.length];
        for (int p = 0; p < panels; p++) {
            double half = (breaks[p + 1] - breaks[p]) / 2;
            for (int i = 0; i < nodesPerPanel; i++) {
                nodes[p * nodesPerPanel + i] = breaks[p] + half * (1 + rule.getPoint(i));
                weights[p * nodesPerPanel + i] = half * rule.getWeight(i);
            }
        }
        end = breaks[panels];
    }

    /** Panels of one width. */
    static Quadrature uniformPanels(double from, double to, int panels, int nodesPerPanel) {
        double[] breaks = new double[panels + 1];
        for (int p = 0; p <= panels; p++) {
            breaks[p] = from + (to - from) * p / panels;
        }
        return new Quadrature(breaks, nodesPerPanel);
    }

    /** Panels on [0, to] that halve towards 0, for integrands with a boundary layer there. */
    static Quadrature halvingPanels(double to, int panels, int nodesPerPanel) {
        return halvingPanels(to, panels, 1, nodesPerPanel);
    }

    /** The same with each panel cut into {@code parts}. */
    static Quadrature halvingPanels(double to, int panels, int parts, int nodesPerPanel) {
        double[] breaks = new double[panels * parts + 1];
        for (int p = 0; p < panels; p++) {
            double from = p == 0 ? 0 : Math.scalb(to, p - panels);
            double end = Math.scalb(to, p + 1 - panels);
            for (int i = 1; i <= parts; i++) {
                breaks[p * parts + i] = from + (end - from) * i / parts;
            }
        }
        return new Quadrature(breaks, nodesPerPanel);
    }

    /** Panels on [from, to] that at most double in width, for algebraic decay; from &gt; 0. */
    static Quadrature doublingPanels(double from, double to, int nodesPerPanel) {
        int panels = (int) Math.ceil(Math.log(to / from) / Math.log(2));
        double[] breaks = new double[panels + 1];
        for (int p = 0; p <= panels; p++) {
            breaks[p] = from * Math.pow(to / from, (double) p / panels);
        }
        return new Quadrature(breaks, nodesPerPanel);
    }

    int size() {
        return nodes.length;
    }

    double node(int q) {
        return nodes[q];
    }

    double weight(int q) {
        return weights[q];
    }

    double end() {
        return end;
    }
}
