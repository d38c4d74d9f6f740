package io.github.mondayauth;

import org.jspecify.annotations.Nullable;

/**
 * The ids of one run of an automation, from the field {@code runtimeMetadata} of a request's body.
 * With {@link #actionUuid()}, an application can recognize a request that monday.com repeats
 * because the first reply was an error or came too late.
 *
 * <p>No signature covers the body, so read it only after {@link RequestVerifier} has accepted the
 * request, and use an id only together with the account of the {@linkplain RequestClaims claims},
 * since the request of another account could contain the same id.
 *
 * <p>monday.com does not document whether an id stays the same when a request is repeated, nor how
 * long it is unique. Integrations use {@code actionUuid} that way. Treat a known id as a repetition
 * only if doing the work once too few is better than doing it twice. Immutable and safe for use by
 * several threads.
 */
public final class RuntimeMetadata {
  private static final int MAX_LENGTH = 128;

  private final @Nullable String actionUuid;
  private final @Nullable String triggerUuid;

  private RuntimeMetadata(@Nullable JsonObject metadata) {
    actionUuid = id(metadata, "actionUuid");
    triggerUuid = id(metadata, "triggerUuid");
  }

  /**
   * Reads the ids from the body of a verified request: an action, a subscription to a trigger, or
   * another request of a block.
   *
   * @param body the whole body, or null if the request has none
   * @return the ids, each of which may be absent
   * @throws TokenRejectedException with {@link TokenRejectedException.Reason#BODY} if the body is
   *     missing, is not a JSON object, or has a {@code runtimeMetadata} that is not an object; with
   *     {@link TokenRejectedException.Reason#TOO_LARGE} if it has more than 1,048,576 characters
   */
  public static RuntimeMetadata of(@Nullable String body) {
    return new RuntimeMetadata(RequestBody.object(body, "runtimeMetadata"));
  }

  /** Reads an id of visible ASCII characters, as ids in monday.com's documentation are. */
  private static @Nullable String id(@Nullable JsonObject metadata, String name) {
    String id = metadata == null ? null : metadata.string(name);
    return id != null && id.length() <= MAX_LENGTH && id.matches("[!-~]+") ? id : null;
  }

  /**
   * The id of this run of the action.
   *
   * @return 1 to 128 visible ASCII characters, or null if the body has no such id
   */
  public @Nullable String actionUuid() {
    return actionUuid;
  }

  /**
   * The id of the event that started the automation. All actions of the automation share it.
   *
   * @return 1 to 128 visible ASCII characters, or null if the body has no such id
   */
  public @Nullable String triggerUuid() {
    return triggerUuid;
  }

  /** Shows both ids. */
  @Override
  public String toString() {
    return "RuntimeMetadata[actionUuid=" + actionUuid + ", triggerUuid=" + triggerUuid + "]";
  }
}
