package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The metadata from which an IDE completes and describes the settings. */
class MetadataTest {
  private static final String FILE = "META-INF/spring-configuration-metadata.json";

  @Test
  void describesEverySetting() throws Exception {
    String metadata = read();
    List<String> names =
        new ArrayList<>(List.of("monday-auth.enabled", "monday-auth.security.enabled"));
    addNames(MondayAuthProperties.class, "monday-auth.", names);

    assertThat(names)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            name ->
                assertThat(metadata)
                    .as(name)
                    .containsPattern(
                        "\"name\": \"" + Pattern.quote(name) + "\",[^}]*\"description\": \"\\w"));
  }

  /** Adds a name for each setting, also for those of nested records. */
  private static void addNames(Class<?> type, String prefix, List<String> names) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + kebab(component.getName());
      if (component.getType().isRecord()) {
        addNames(component.getType(), name + ".", names);
      } else {
        names.add(name);
      }
    }
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The file of the starter; other jars have files of the same name. */
  private static String read() throws Exception {
    for (var url :
        java.util.Collections.list(MetadataTest.class.getClassLoader().getResources(FILE))) {
      try (InputStream in = url.openStream()) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (text.contains("\"monday-auth\"")) {
          return text;
        }
      }
    }
    throw new AssertionError("Expected " + FILE + " with monday-auth, found none");
  }
}
