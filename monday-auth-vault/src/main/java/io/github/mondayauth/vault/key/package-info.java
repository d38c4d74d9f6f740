/**
 * Envelope encryption: {@code JwkKeyRing} and {@code DirectoryKeyRing} hold the built-in
 * key-encryption keys, {@code GuardedKeyRing} guards the application's {@code KeyRing}, and {@code
 * KeyCheck} detects a wrong key. {@code AccountRoots} stores each account's wrapped data keys in
 * the {@code RootFormat}, {@code DataKeyCache} keeps the unwrapped ones for five minutes, and
 * {@code AesGcm} encrypts.
 */
@NullMarked
package io.github.mondayauth.vault.key;

import org.jspecify.annotations.NullMarked;
