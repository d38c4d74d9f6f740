package io.github.mondayauth.vault;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a requirement of docs/vault-format.md that a test verifies. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
public @interface Requirement {
  /** The requirements' numbers, such as {@code F4}. */
  String[] value();
}
