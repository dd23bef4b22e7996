package org.fprinciple.cli;

import java.io.FileDescriptor;
import java.lang.reflect.Constructor;

/**
 * Where stderr is: the launcher moves it to another descriptor, named by the property {@code lfp.stderr}, where Java itself would
 * print a warning on descriptor 2 before this program begins.
 */
final class StandardError {
    private StandardError() {}

    static FileDescriptor descriptor() {
        Integer moved = Integer.getInteger("lfp.stderr");
        if (moved == null) {
            return FileDescriptor.err;
        }
        try {
            Constructor<FileDescriptor> byNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
            byNumber.setAccessible(true);
            return byNumber.newInstance(moved.intValue());
        } catch (ReflectiveOperationException | RuntimeException e) {
            return FileDescriptor.err;
        }
    }
}
