package io.github.mondayauth.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of monday.com's API that authentication needs: {@code me} and {@code account} with their
 * scopes, plus one query and one mutation that show that an access token works.
 */
final class FakeGraphQl {
  /** The user of an access token, and the token's scopes. */
  record Caller(FakeUser user, Set<String> scopes) {}

  /** A field of the query, with its own selection. */
  private record Field(String name, List<Field> fields) {}

  /** A top-level field: the scope that it requires, and its value for a user. */
  private record Root(String scope, Function<FakeUser, Object> value) {}

  private static final Pattern TOKEN = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\w+|[^\\s,\\w]");

  private static final Map<String, Root> ROOTS =
      Map.of(
          "me", new Root("me:read", FakeGraphQl::me),
          "account", new Root("account:read", FakeGraphQl::account),
          "boards", new Root("boards:read", user -> List.of(board())),
          "create_update", new Root("updates:write", user -> Json.object("id", "4000000001")));

  private final List<String> tokens = new ArrayList<>();
  private int position;

  private FakeGraphQl(String query) {
    Matcher matcher = TOKEN.matcher(query);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    position = tokens.indexOf("{");
    if (position < 0) {
      throw new IllegalArgumentException("Expected a GraphQL query with a selection in braces");
    }
  }

  static FakeResponse execute(String query, Caller caller) {
    Map<String, Object> data = new LinkedHashMap<>();
    for (Field field : new FakeGraphQl(query).selection()) {
      Root root = ROOTS.get(field.name());
      if (root == null) {
        return error("Cannot query field \"" + field.name() + "\"", "undefinedField");
      }
      String missing = missingScope(field, root, caller);
      if (missing != null) {
        return error(
            "Unauthorized field or type: requires " + missing, "UserUnauthorizedException");
      }
      data.put(field.name(), select(root.value().apply(caller.user()), field.fields()));
    }
    return FakeResponse.json(
        200, Json.object("data", data, "account_id", caller.user().accountId()));
  }

  private static @Nullable String missingScope(Field field, Root root, Caller caller) {
    if (!caller.scopes().contains(root.scope())) {
      return root.scope();
    }
    boolean nestedAccount = field.fields().stream().anyMatch(f -> f.name().equals("account"));
    return nestedAccount && !caller.scopes().contains("account:read") ? "account:read" : null;
  }

  /** An error of the query itself; monday.com's API reports those with status 200. */
  private static FakeResponse error(String message, String code) {
    Map<String, Object> error =
        Json.object("message", message, "extensions", Json.object("code", code));
    return FakeResponse.json(200, Json.object("errors", List.of(error)));
  }

  private static Object select(Object value, List<Field> fields) {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> select(item, fields)).toList();
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<String, Object> selected = new LinkedHashMap<>();
    for (Field field : fields) {
      Object child = map.get(field.name());
      if (child != null) {
        selected.put(field.name(), select(child, field.fields()));
      }
    }
    return selected;
  }

  private List<Field> selection() {
    List<Field> fields = new ArrayList<>();
    position++;
    while (!tokens.get(position).equals("}")) {
      String name = tokens.get(position++);
      if (tokens.get(position).equals(":")) {
        name = tokens.get(position + 1);
        position += 2;
      }
      skipArguments();
      fields.add(new Field(name, tokens.get(position).equals("{") ? selection() : List.of()));
    }
    position++;
    return fields;
  }

  private void skipArguments() {
    if (!tokens.get(position).equals("(")) {
      return;
    }
    int depth = 0;
    do {
      depth += tokens.get(position).equals("(") ? 1 : tokens.get(position).equals(")") ? -1 : 0;
      position++;
    } while (depth > 0);
  }

  private static Map<String, Object> me(FakeUser user) {
    return Json.object(
        "id", String.valueOf(user.id()),
        "name", user.name(),
        "email", user.email(),
        "is_admin", user.isAdmin(),
        "is_guest", user.role() == FakeUser.Role.GUEST,
        "is_view_only", user.role() == FakeUser.Role.VIEWER,
        "account", account(user));
  }

  private static Map<String, Object> account(FakeUser user) {
    return Json.object(
        "id", String.valueOf(user.accountId()),
        "name", user.accountName(),
        "slug", user.accountSlug());
  }

  private static Map<String, Object> board() {
    return Json.object("id", "6440001771", "name", "Launch plan");
  }
}
