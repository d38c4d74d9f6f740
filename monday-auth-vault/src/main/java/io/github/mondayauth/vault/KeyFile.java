package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Reads and makes key files that belong to their owner alone. */
final class KeyFile {
  private static final Set<PosixFilePermission> OWNER = Set.of(OWNER_READ, OWNER_WRITE);
  private static final long LARGEST = 1 << 20;

  private KeyFile() {}

  static String read(Path file) {
    try {
      if (isPosix(file)) {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
        if (found.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"))) {
          throw new IllegalArgumentException(
              "key file "
                  + file
                  + ": only its owner may have access (rw-------), found "
                  + PosixFilePermissions.toString(found));
        }
      }
      if (Files.size(file) > LARGEST) {
        throw new IllegalArgumentException("key file " + file + " is over " + LARGEST + " bytes");
      }
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "key file " + file + " cannot be read: " + unreadable.getClass().getSimpleName(),
          unreadable);
    }
  }

  static void create(Path file, String text) {
    try (FileChannel out =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0])) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    } catch (FileAlreadyExistsException exists) {
      throw new IllegalArgumentException("key file " + file + " exists already", exists);
    } catch (IOException unwritable) {
      throw new IllegalArgumentException(
          "key file " + file + " cannot be written: " + unwritable.getClass().getSimpleName(),
          unwritable);
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
