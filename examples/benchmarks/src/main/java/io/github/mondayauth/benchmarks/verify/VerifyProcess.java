package io.github.mondayauth.benchmarks.verify;

import io.github.mondayauth.benchmarks.Contention;
import io.github.mondayauth.benchmarks.Operation;
import io.github.mondayauth.benchmarks.PairedMeasurement;
import io.github.mondayauth.benchmarks.ResultRows;

/** Measures one subject, in a separate process. */
final class VerifyProcess {
  static final String LIMIT_NANOS = "limit ns";

  private static final int WARM_UP = 2_500;
  private static final int SLICES = 15;
  private static final int SHORT_WARM_UP = 800;
  private static final int FEWER_SLICES = 7;

  private VerifyProcess() {}

  /** Prints {@link ResultRows}; the argument is the subject's name. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments[0];
    Verification subject = Verifications.named(name);
    Verification limit = new Limit();
    String good = RequestTokens.good();

    Operation accepting = () -> subject.verify(good);
    Operation limiting = () -> limit.verify(good);
    PairedMeasurement accepted = PairedMeasurement.measure(accepting, limiting, WARM_UP, SLICES);
    ResultRows.print(name, accepted.ratio(), accepted.bytes());
    ResultRows.print(LIMIT_NANOS, 0, accepted.limitNanos());
    Contention crowd = Contention.measure(accepting, SLICES);
    ResultRows.print(name + "/2threads", crowd.ratio(), (double) crowd.blocked());

    refused(name + "/forged", subject, RequestTokens.forged(), limiting);
    if (!name.equals("limit")) {
      refused(name + "/expired", subject, RequestTokens.expired(), limiting);
    }
    refused(name + "/large", subject, RequestTokens.large(), limiting);
  }

  private static void refused(String row, Verification subject, String token, Operation limiting)
      throws Exception {
    PairedMeasurement refused =
        PairedMeasurement.measure(
            () -> refusal(subject, token), limiting, SHORT_WARM_UP, FEWER_SLICES);
    ResultRows.print(row, refused.ratio(), refused.bytes());
  }

  private static long refusal(Verification subject, String token) {
    try {
      subject.verify(token);
    } catch (Exception refused) {
      return refused.getClass().hashCode();
    }
    throw new IllegalStateException("Expected the token to be refused");
  }
}
