package org.fprinciple.cli;

public final class Lfp {
    private Lfp() {}

    public static void main(String[] args) {
        System.out.println("lfp");
    }
}
