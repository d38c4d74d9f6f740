package io.github.mondayauth.oauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LeaseSightingsTest {
  private long nanos = Long.MAX_VALUE;
  private final LeaseSightings sightings =
      new LeaseSightings(
          new MonotonicClock() {
            @Override
            public long nanos() {
              return nanos;
            }

            @Override
            public void pause(long duration) {
              nanos += duration;
            }
          });

  private record Snapshot(RecordName name, long version) implements RecordSnapshot {
    @Override
    public Epoch epoch() {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] plaintext() {
      throw new UnsupportedOperationException();
    }
  }

  private static Snapshot record(long user, long version) {
    return new Snapshot(
        new RecordName(new MondayAccount(7).user(user), RecordName.Kind.CREDENTIAL, "acme", ""),
        version);
  }

  @Test
  void measuresFromTheFirstSightingOfAVersionEvenIfTheClockOverflows() {
    assertThat(sightings.age(record(1, 1))).isZero();
    nanos += 7;
    assertThat(sightings.age(record(1, 1))).isEqualTo(Duration.ofNanos(7));
    assertThat(sightings.age(record(2, 1))).isZero();
    assertThat(sightings.age(record(1, 2))).isZero();
    nanos += 1;
    assertThat(sightings.age(record(1, 2))).isEqualTo(Duration.ofNanos(1));
  }

  @Test
  void forgetsTheEarliestSightingBeyondItsCapacity() {
    for (long user = 1; user <= LeaseSightings.CAPACITY; user++) {
      sightings.age(record(user, 1));
    }
    nanos += 1;
    assertThat(sightings.age(record(1, 1))).isEqualTo(Duration.ofNanos(1));
    sightings.age(record(LeaseSightings.CAPACITY + 1, 1));
    assertThat(sightings.age(record(2, 1))).isEqualTo(Duration.ofNanos(1));
    assertThat(sightings.age(record(1, 1))).isZero();
  }
}
