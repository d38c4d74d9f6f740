package io.github.mondayauth.vault.internal;

/** How a fenced create ended. */
public enum CreateOutcome {
  /** The record is there now, durably, and was not before. */
  CREATED,
  /** The record was there before, and is as it was. */
  EXISTS,
  /** The account is gone, or was installed anew: nothing was written. */
  FENCED
}
