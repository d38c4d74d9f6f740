package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.ApiKeyConnector;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.MondayConnector;
import io.github.mondayauth.oauth.OAuthConnector;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.oauth.Providers;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The application's connectors, as a JSON file describes them. The file contains no secrets: it
 * names the settings that do.
 */
final class ConnectorFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "preset",
          "tenant",
          "hosts",
          "authorizationEndpoint",
          "tokenEndpoint",
          "revocationEndpoint",
          "clientId",
          "clientSecretVariable",
          "scopes",
          "perAccount",
          "refreshUnusedAfter");

  private static final String REMEDY = "The README describes the file.";

  private final Settings settings;

  private ConnectorFile(Settings settings) {
    this.settings = settings;
  }

  /**
   * Reads a connectors file.
   *
   * @param settings contains the client secrets that the file names
   * @param path the file
   * @return the connectors, in the order of the file
   * @throws CliException if the file is malformed
   */
  static Connector[] read(Settings settings, String path) {
    byte[] content = settings.read("--connectors", path);
    JsonNode root;
    try {
      root = JSON.readTree(new String(content, UTF_8));
    } catch (JsonProcessingException malformed) {
      // The message would quote the file.
      throw wrong("expected JSON, found another format");
    }
    JsonNode list = root.path("connectors");
    if (!list.isArray() || root.size() != 1) {
      throw wrong("expected an object with the array \"connectors\" alone, found another value");
    }
    ConnectorFile file = new ConnectorFile(settings);
    List<Connector> connectors = new ArrayList<>();
    for (JsonNode each : list) {
      connectors.add(file.connector(each));
    }
    return connectors.toArray(new Connector[0]);
  }

  private Connector connector(JsonNode node) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String field = names.next();
      if (!FIELDS.contains(field)) {
        throw wrong(
            field.matches("[A-Za-z_]{1,40}")
                ? "unknown field " + field + " in a connector"
                : "expected known fields in a connector, found another one");
      }
    }
    String preset = text(node, "preset");
    if ("monday".equals(preset)) {
      return monday(node);
    }
    String name = text(node, "name");
    if (name == null) {
      throw wrong("expected a name in each connector but monday, found one without");
    }
    return "apiKey".equals(preset) ? apiKey(name, node) : oauth(name, preset, node);
  }

  private static Connector monday(JsonNode node) {
    MondayConnector monday = Connector.monday(texts(node, "scopes"));
    String unused = text(node, "refreshUnusedAfter");
    if (unused != null) {
      monday = monday.refreshUnusedAfter(Durations.parse("refreshUnusedAfter", unused));
    }
    return isPerAccount(node) ? monday.perAccount(nobody -> false) : monday;
  }

  private static Connector apiKey(String name, JsonNode node) {
    ApiKeyConnector connector = Connector.apiKey(name, name);
    return isPerAccount(node) ? connector.perAccount(nobody -> false) : connector;
  }

  private Connector oauth(String name, @Nullable String preset, JsonNode node) {
    OAuthServer server = preset == null ? server(node) : preset(preset, node);
    String clientId = required(node, "clientId");
    String variable = text(node, "clientSecretVariable");
    OAuthConnector connector =
        variable == null
            ? Connector.oauth(name, server, clientId)
            : Connector.oauth(
                name,
                server,
                clientId,
                Secret.of(settings.require(variable, "the client secret of " + name)));
    connector = connector.scopes(texts(node, "scopes"));
    String unused = text(node, "refreshUnusedAfter");
    if (unused != null) {
      connector = connector.refreshUnusedAfter(Durations.parse("refreshUnusedAfter", unused));
    }
    return isPerAccount(node) ? connector.perAccount(nobody -> false) : connector;
  }

  private static OAuthServer server(JsonNode node) {
    OAuthServer server =
        OAuthServer.of(
            uri("authorizationEndpoint", required(node, "authorizationEndpoint")),
            uri("tokenEndpoint", required(node, "tokenEndpoint")));
    String revocation = text(node, "revocationEndpoint");
    return revocation == null
        ? server
        : server.revocationEndpoint(uri("revocationEndpoint", revocation));
  }

  /** A preset has the name of a method of {@link Providers}. */
  private static OAuthServer preset(String name, JsonNode node) {
    String tenant = text(node, "tenant");
    String[] hosts = texts(node, "hosts");
    for (Method method : Providers.class.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers()) || !method.getName().equals(name)) {
        continue;
      }
      Class<?>[] types = method.getParameterTypes();
      if (types.length == 0 && tenant == null && hosts.length == 0) {
        return invoke(method);
      }
      if (types.length == 1 && types[0] == String.class && tenant != null) {
        return invoke(method, tenant);
      }
      if (types.length == 1 && types[0] == String[].class && hosts.length > 0) {
        return invoke(method, (Object) hosts);
      }
    }
    throw wrong(
        "expected a preset of docs/providers.md, such as gitHub, with the tenant or hosts that the"
            + " preset takes, found another preset or other fields");
  }

  private static OAuthServer invoke(Method method, Object... arguments) {
    try {
      return (OAuthServer) method.invoke(null, arguments);
    } catch (ReflectiveOperationException refused) {
      throw wrong("expected a tenant or hosts that the preset accepts, found others");
    }
  }

  private static boolean isPerAccount(JsonNode node) {
    JsonNode value = node.path("perAccount");
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw wrong("perAccount: expected true or false, found another value");
    }
    return value.asBoolean(false);
  }

  private static String required(JsonNode node, String field) {
    String value = text(node, field);
    if (value == null) {
      throw wrong("expected " + field + " in each connector with OAuth, found one without");
    }
    return value;
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(field + ": expected a string, found another value");
    }
    return value.textValue();
  }

  private static String[] texts(JsonNode node, String field) {
    JsonNode value = node.path(field);
    List<String> texts = new ArrayList<>();
    if (!value.isMissingNode() && !value.isArray()) {
      throw wrong(field + ": expected an array of strings, found another value");
    }
    for (JsonNode each : value) {
      if (!each.isTextual()) {
        throw wrong(field + ": expected an array of strings, found another element");
      }
      texts.add(each.textValue());
    }
    return texts.toArray(new String[0]);
  }

  private static URI uri(String field, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException invalid) {
      throw wrong(field + ": expected an https URL, found an invalid one");
    }
  }

  private static CliException wrong(String message) {
    return CliException.usage("the connectors file: " + message, REMEDY);
  }
}
