package org.fprinciple.cli;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.fprinciple.Progress;

/**
 * What a command says on stderr while it works: notes at once, and how far a phase has come, with the time left, once
 * it has lasted two seconds.
 */
final class Log implements Progress, AutoCloseable {
    private static final long FIRST_MILLIS = 2000;
    private static final long TERMINAL_MILLIS = 500;
    private static final long PLAIN_MILLIS = 10_000;

    private final boolean quiet;
    private final boolean terminal = Boolean.getBoolean("lfp.terminal");
    private final AtomicLong done = new AtomicLong();
    private final Thread ticker;
    private final Object lock = new Object();
    private String name = "";
    private Supplier<String> detail = () -> "";
    private long units;
    private double expected;
    private long began;
    private long told;
    private boolean lineOpen;

    Log(boolean quiet) {
        this.quiet = quiet;
        this.ticker = new Thread(this::tick, "progress");
        ticker.setDaemon(true);
        if (!quiet) {
            ticker.start();
        }
    }

    /** A note for the user. */
    void say(String text) {
        if (!quiet) {
            synchronized (lock) {
                closeLine();
                System.err.println("lfp: " + text);
            }
        }
    }

    /** What is to be told beside how far the work has come; asked for when a line is shown. */
    void detail(Supplier<String> text) {
        synchronized (lock) {
            detail = text;
        }
    }

    @Override
    public void phase(String phase, long work) {
        synchronized (lock) {
            closeLine();
            name = phase;
            units = work;
            expected = 0;
            done.set(0);
            began = System.nanoTime();
            told = 0;
        }
    }

    @Override
    public void expect(double seconds) {
        synchronized (lock) {
            expected = seconds;
        }
    }

    @Override
    public void advance(long work) {
        done.addAndGet(work);
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(250);
                synchronized (lock) {
                    long now = (System.nanoTime() - began) / 1_000_000;
                    long pause = terminal ? TERMINAL_MILLIS : PLAIN_MILLIS;
                    if (!name.isEmpty() && now >= FIRST_MILLIS && (told == 0 || now - told >= pause)) {
                        told = now;
                        show(now / 1000.0);
                    }
                }
            }
        } catch (InterruptedException e) {
            // The command has ended.
        }
    }

    private void show(double seconds) {
        String text = String.format(Locale.ROOT, "lfp: %s, %s", name, duration(seconds));
        if (units > 0) {
            double share = Math.min(1, (double) done.get() / units);
            text += String.format(Locale.ROOT, ", %.0f %%", 100 * share);
            if (share > 0.01) {
                text += ", " + duration(seconds / share - seconds) + " left";
            }
        }
        if (expected > 0) {
            text += ", about " + duration(Math.max(0, expected - seconds)) + " left";
        }
        text += detail.get();
        if (terminal) {
            System.err.print("\r\033[K" + text);
            System.err.flush();
            lineOpen = true;
        } else {
            System.err.println(text);
        }
    }

    private void closeLine() {
        if (lineOpen) {
            System.err.print("\r\033[K");
            System.err.flush();
            lineOpen = false;
        }
    }

    private static String duration(double seconds) {
        return seconds < 100
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }

    @Override
    public void close() {
        ticker.interrupt();
        synchronized (lock) {
            name = "";
            closeLine();
        }
    }
}
