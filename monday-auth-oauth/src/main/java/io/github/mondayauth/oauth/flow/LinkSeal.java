package io.github.mondayauth.oauth.flow;

import static io.github.mondayauth.oauth.flow.FlowStateCodec.readSeconds;
import static io.github.mondayauth.oauth.flow.FlowStateCodec.readString;
import static io.github.mondayauth.oauth.flow.FlowStateCodec.readStrings;
import static io.github.mondayauth.oauth.flow.FlowStateCodec.writeSeconds;
import static io.github.mondayauth.oauth.flow.FlowStateCodec.writeString;
import static io.github.mondayauth.oauth.flow.FlowStateCodec.writeStrings;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.vault.internal.Epoch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;

/**
 * Encrypts connect links and decrypts them, with another key and for another purpose than states,
 * so that neither can be used in place of the other. Links that were sealed with a previous client
 * secret can still be opened.
 */
final class LinkSeal {
  private static final Envelope ENVELOPE = new Envelope("monday-auth link 1");
  private static final int EPOCH_BYTES = 12;

  private final List<FlowKeys> keys;

  /**
   * Derives the keys.
   *
   * @param clientSecrets the current client secret, then previous ones
   */
  LinkSeal(List<Secret> clientSecrets) {
    keys = clientSecrets.stream().map(FlowKeys::of).toList();
  }

  String seal(FlowLink link) {
    return ENVELOPE.seal(keys.get(0).linkSealing(), encode(link));
  }

  /**
   * Opens a link, even one that has expired.
   *
   * @throws OAuthException with LINK if this application did not seal it with a client secret that
   *     is still in use, or if it was altered
   */
  FlowLink open(String sealed) {
    byte[] bytes = Envelope.bytes(sealed);
    if (bytes == null) {
      throw refused();
    }
    for (FlowKeys candidate : keys) {
      byte[] plain = ENVELOPE.open(candidate.linkSealing(), bytes);
      if (plain != null) {
        try {
          return decode(plain);
        } catch (IOException | RuntimeException e) {
          throw refused();
        }
      }
    }
    throw refused();
  }

  private static byte[] encode(FlowLink link) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(200);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(link.user().account().id());
      out.writeLong(link.user().id());
      out.write(link.epoch().toBytes());
      writeString(out, link.baseUri().toString());
      writeString(out, link.returnTo().toString());
      writeSeconds(out, link.madeAt());
      writeSeconds(out, link.expiresAt());
      writeString(out, link.profile());
      writeString(out, link.reconnecting());
      writeStrings(out, link.only());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static FlowLink decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    return new FlowLink(
        new MondayAccount(in.readLong()).user(in.readLong()),
        Epoch.of(in.readNBytes(EPOCH_BYTES)),
        URI.create(readString(in)),
        URI.create(readString(in)),
        readSeconds(in),
        readSeconds(in),
        readString(in),
        readString(in),
        readStrings(in));
  }

  private static OAuthException refused() {
    return new OAuthException(
        OAuthException.Reason.LINK,
        "link: expected one that this application made with a client secret that is still in use,"
            + " found another or an altered one");
  }
}
