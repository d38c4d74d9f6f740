package io.github.mondayauth.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.github.mondayauth.aws.DynamoDbLocal;
import io.github.mondayauth.aws.HttpApiHandler;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The template names what the code has, and the code uses what the template names. */
class TemplateTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern VARIABLE = Pattern.compile("get\\(\"([A-Z_]+)\"\\)");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");
  private static final Pattern PATH_IN_CODE =
      Pattern.compile("verify\\(\\s*request\\.authorization\\(\\),\\s*\"([^\"]+)\"\\)");

  private final SamTemplate template = SamTemplate.read();

  @Test
  void everyHandlerIsAClassThatLambdaCanCreate() throws Exception {
    assertThat(template.functions()).hasSizeGreaterThanOrEqualTo(5);
    for (String function : template.functions().keySet()) {
      Class<?> handler = Class.forName(template.handler(function));

      assertThat(RequestHandler.class).isAssignableFrom(handler);
      assertThat(handler.getSimpleName()).isEqualTo(function);
      assertThat(Modifier.isPublic(handler.getModifiers())).isTrue();
      assertThat(Modifier.isPublic(handler.getConstructor().getModifiers())).isTrue();
    }
  }

  @Test
  void everyFunctionInTheCodeIsDeployed() throws IOException {
    assertThat(sources().stream().map(path -> path.getFileName().toString()))
        .filteredOn(name -> name.endsWith("Function.java"))
        .containsExactlyInAnyOrderElementsOf(
            template.functions().keySet().stream().map(name -> name + ".java").toList());
  }

  @Test
  void everyRouteBelongsToTheOneApiAndLeadsToOneHandlerOfHttpRequests() throws Exception {
    List<SamTemplate.Route> routes = template.routes();

    assertThat(routes)
        .extracting(route -> route.method() + " " + route.path())
        .doesNotHaveDuplicates();
    assertThat(template.section("Resources").values())
        .filteredOn(each -> SamTemplate.map(each).get("Type").equals("AWS::Serverless::HttpApi"))
        .hasSize(1);
    for (SamTemplate.Route route : routes) {
      assertThat(route.api()).isEqualTo("Api");
      assertThat(HttpApiHandler.class)
          .isAssignableFrom(Class.forName(template.handler(route.function())));
    }
    for (String function : template.functions().keySet()) {
      boolean isScheduled =
          SamTemplate.map(template.property(function, "Events")).values().stream()
              .allMatch(event -> SamTemplate.map(event).get("Type").equals("Schedule"));
      assertThat(routes.stream().anyMatch(route -> route.function().equals(function)))
          .isNotEqualTo(isScheduled);
    }
  }

  @Test
  void everyFunctionVerifiesThePathOfItsRoute() throws IOException {
    for (SamTemplate.Route route : template.routes()) {
      Matcher verified =
          PATH_IN_CODE.matcher(
              Files.readString(
                  SOURCES.resolve(template.handler(route.function()).replace('.', '/') + ".java")));
      if (verified.find()) {
        assertThat(route.method()).isEqualTo("POST");
        assertThat(route.path()).isEqualTo(verified.group(1));
        assertThat(verified.find()).isFalse();
      } else {
        assertThat(route.function()).isIn("AuthorizationFunction", "LifecycleFunction");
      }
    }
    assertThat(template.routes())
        .filteredOn(route -> route.function().equals("AuthorizationFunction"))
        .extracting(route -> route.method() + " " + route.path())
        .containsExactlyInAnyOrder(
            "GET /authorize", "GET /callback/{connection}", "POST /callback/{connection}");
  }

  @Test
  void everyVariableThatIsReadIsDeclaredAndEveryDeclaredOneIsRead() throws IOException {
    Set<String> read = new TreeSet<>();
    for (Path source : sources()) {
      String text = Files.readString(source);
      if (!source.endsWith("Settings.java")) {
        assertThat(text).doesNotContain("getenv");
      }
      VARIABLE.matcher(text).results().forEach(match -> read.add(match.group(1)));
    }
    Set<String> declared = new TreeSet<>();
    for (String function : template.functions().keySet()) {
      declared.addAll(template.variables(function).keySet());
    }

    assertThat(read).hasSizeGreaterThanOrEqualTo(7).isEqualTo(declared);
  }

  @Test
  void everyReferenceLeadsToAParameterOrResource() {
    Set<String> names = new TreeSet<>(template.section("Parameters").keySet());
    names.addAll(template.section("Resources").keySet());
    List<String> references = new ArrayList<>();
    for (SamTemplate.Intrinsic intrinsic : template.intrinsics()) {
      if (intrinsic.name().equals("Sub")) {
        REFERENCE.matcher(intrinsic.argument()).results().forEach(m -> references.add(m.group(1)));
      } else {
        references.add(intrinsic.argument());
      }
    }

    assertThat(references)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            reference -> {
              if (!reference.startsWith("AWS::")) {
                assertThat(names).contains(reference.split("\\.", -1)[0]);
              }
            });
    assertThat(template.section("Parameters").keySet())
        .allSatisfy(parameter -> assertThat(references).anyMatch(each -> each.equals(parameter)));
  }

  @Test
  void functionsBehindTheApiEndBeforeItStopsWaiting() {
    for (SamTemplate.Route route : template.routes()) {
      assertThat((Integer) template.property(route.function(), "Timeout")).isBetween(26, 29);
    }
  }

  @Test
  void theTableIsTheOneThatTheStoreCreates() {
    TableDescription created =
        DynamoDbLocal.client().describeTable(r -> r.tableName(DynamoDbLocal.TABLE)).table();
    Map<String, Object> declared =
        SamTemplate.map(
            SamTemplate.map(template.section("Resources").get("Table")).get("Properties"));

    assertThat(declared.get("KeySchema")).isEqualTo(keys(created.keySchema()));
    assertThat((List<?>) declared.get("AttributeDefinitions"))
        .map(Object::toString)
        .containsExactlyInAnyOrderElementsOf(
            created.attributeDefinitions().stream()
                .map(
                    a ->
                        "{AttributeName="
                            + a.attributeName()
                            + ", AttributeType="
                            + a.attributeTypeAsString()
                            + "}")
                .toList());
    assertThat((List<?>) declared.get("GlobalSecondaryIndexes")).hasSize(1);
    Map<String, Object> index =
        SamTemplate.map(((List<?>) declared.get("GlobalSecondaryIndexes")).get(0));
    assertThat(index.get("IndexName"))
        .isEqualTo(created.globalSecondaryIndexes().get(0).indexName());
    assertThat(index.get("KeySchema"))
        .isEqualTo(keys(created.globalSecondaryIndexes().get(0).keySchema()));
    assertThat(index.get("Projection")).isEqualTo(Map.of("ProjectionType", "KEYS_ONLY"));
  }

  private static List<Map<String, Object>> keys(List<KeySchemaElement> schema) {
    return schema.stream()
        .map(
            key ->
                Map.<String, Object>of(
                    "AttributeName", key.attributeName(), "KeyType", key.keyTypeAsString()))
        .toList();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(path -> path.toString().endsWith(".java")).toList();
    }
  }
}
