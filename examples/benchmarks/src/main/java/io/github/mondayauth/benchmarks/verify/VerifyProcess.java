package io.github.mondayauth.benchmarks.verify;

import io.github.mondayauth.benchmarks.Crowd;
import io.github.mondayauth.benchmarks.Operation;
import io.github.mondayauth.benchmarks.Paired;
import io.github.mondayauth.benchmarks.Rows;

/** Measures one subject in a process of its own. */
final class VerifyProcess {
  static final String LIMIT_NANOS = "limit ns";

  private static final int WARM_UP = 2_500;
  private static final int SLICES = 15;
  private static final int SHORT_WARM_UP = 800;
  private static final int FEWER_SLICES = 7;

  private VerifyProcess() {}

  /** Prints rows of name, ratio and another figure; the argument is the subject. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments[0];
    Verification subject = Verifications.named(name);
    Verification limit = new Limit();
    String good = RequestTokens.good();

    Operation accepting = () -> subject.verify(good);
    Operation limiting = () -> limit.verify(good);
    Paired accepted = Paired.measure(accepting, limiting, WARM_UP, SLICES);
    Rows.print(name, accepted.ratio(), accepted.bytes());
    Rows.print(LIMIT_NANOS, 0, accepted.limitNanos());
    Crowd crowd = Crowd.measure(accepting, SLICES);
    Rows.print(name + "/2threads", crowd.ratio(), (double) crowd.blocked());

    refused(name + "/forged", subject, RequestTokens.forged(), limiting);
    if (!name.equals("limit")) {
      refused(name + "/expired", subject, RequestTokens.expired(), limiting);
    }
    refused(name + "/large", subject, RequestTokens.large(), limiting);
  }

  private static void refused(String row, Verification subject, String token, Operation limiting)
      throws Exception {
    Paired refused =
        Paired.measure(() -> refusal(subject, token), limiting, SHORT_WARM_UP, FEWER_SLICES);
    Rows.print(row, refused.ratio(), refused.bytes());
  }

  private static long refusal(Verification subject, String token) {
    try {
      subject.verify(token);
    } catch (Exception refused) {
      return refused.getClass().hashCode();
    }
    throw new IllegalStateException("a bad token was accepted");
  }
}
