package io.github.mondayauth.benchmarks.verify;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the subjects in wall-clock time, for which the machine must be idle. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class VerifyJmh {
  /** The subject's name. */
  @Param({
    "limit",
    "limitJackson",
    "mondayAuth",
    "fusionauth",
    "auth0",
    "vertx",
    "nimbusProcessor",
    "spring",
    "jjwt",
    "jose4j"
  })
  public String subject = "";

  private Verification verification = token -> 0;
  private String token = "";

  /**
   * Creates the subject and the token.
   *
   * @throws Exception if the token cannot be signed
   */
  @Setup
  public void prepare() throws Exception {
    verification = Verifications.named(subject);
    token = RequestTokens.good();
  }

  /**
   * Verifies one valid token.
   *
   * @return the checksum of the claims
   * @throws Exception if the token is refused
   */
  @Benchmark
  public long good() throws Exception {
    return verification.verify(token);
  }
}
