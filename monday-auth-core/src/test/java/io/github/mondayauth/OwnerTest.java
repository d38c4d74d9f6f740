package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OwnerTest {
  @Test
  void idsArePositive() {
    MondayAccount account = new MondayAccount(1);
    assertThat(account.user(1).id()).isOne();
    assertThat(account.user(Long.MAX_VALUE).account()).isEqualTo(account.account());
    for (long id : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new MondayAccount(id))
          .withMessage("account id: expected a positive number, found " + id);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> account.user(id))
          .withMessage("user id: expected a positive number, found " + id);
    }
  }
}
