package io.github.mondayauth.vault.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads and creates key files, and refuses files that others than their owner may access. */
final class KeyFile {
  private static final Set<PosixFilePermission> OWNER = Set.of(OWNER_READ, OWNER_WRITE);
  private static final long LARGEST = 1 << 20;

  private KeyFile() {}

  /** Reads a file that only its owner may access. */
  static String read(Path file) {
    return read(file, Set.of());
  }

  private static String read(Path file, Set<PosixFilePermission> alsoAllowed) {
    try {
      if (isPosix(file)) {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
        boolean isOpen =
            found.stream()
                .anyMatch(p -> !p.name().startsWith("OWNER_") && !alsoAllowed.contains(p));
        if (isOpen) {
          throw new IllegalArgumentException(
              "key file "
                  + file
                  + ": expected no access but its owner's (rw-------), found "
                  + PosixFilePermissions.toString(found));
        }
      }
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new IllegalArgumentException(
            "key file " + file + ": expected at most " + LARGEST + " bytes, found " + size);
      }
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw unreadable("file " + file, unreadable);
    }
  }

  private static IllegalArgumentException unreadable(String what, IOException failure) {
    return new IllegalArgumentException(
        "key " + what + " cannot be read: " + failure.getClass().getSimpleName(), failure);
  }

  /**
   * Reads the files of a directory, in the order of their names. A file's group may read it, as
   * secret mounts need; nobody else but its owner may access it.
   */
  static List<String> readAll(Path directory) {
    List<String> texts = new ArrayList<>();
    for (Path file : files(directory)) {
      texts.add(read(file, Set.of(GROUP_READ)));
    }
    if (texts.isEmpty()) {
      throw new IllegalArgumentException(
          "key directory " + directory + ": expected a file with a JWK set, found none");
    }
    return texts;
  }

  /** Returns a string that changes whenever a file of the directory does. */
  static String fingerprint(Path directory) {
    StringBuilder all = new StringBuilder();
    try {
      for (Path file : files(directory)) {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        all.append(file.toRealPath())
            .append(' ')
            .append(now.fileKey())
            .append(' ')
            .append(now.size())
            .append(' ')
            .append(now.lastModifiedTime())
            .append('\n');
      }
    } catch (IOException unreadable) {
      throw unreadable("directory " + directory, unreadable);
    }
    return all.toString();
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw unreadable("directory " + directory, unreadable);
    }
  }

  /** Creates a file that only its owner may access. */
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
      throw new IllegalArgumentException("key file " + file + " already exists", exists);
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
