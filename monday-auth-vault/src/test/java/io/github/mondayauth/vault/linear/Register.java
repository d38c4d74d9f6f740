package io.github.mondayauth.vault.linear;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a history of one key is linearizable: whether its calls can be ordered so that a
 * call that returned before another began comes first, and a versioned register would have returned
 * the same results. The algorithm is Wing and Gong's search with Lowe's cache of visited states.
 */
final class Register {
  private record Visited(BitSet placed, @Nullable String value) {}

  private final List<Call> calls;
  private final Set<Visited> visited = new HashSet<>();

  private Register(List<Call> calls) {
    this.calls = calls;
  }

  static boolean explains(List<Call> calls) {
    return new Register(calls).search(new BitSet(calls.size()), null);
  }

  private boolean search(BitSet placed, @Nullable String value) {
    if (placed.cardinality() == calls.size()) {
      return true;
    }
    if (!visited.add(new Visited((BitSet) placed.clone(), value))) {
      return false;
    }
    int firstReturn = firstReturn(placed);
    for (int i = placed.nextClearBit(0); i < calls.size(); i = placed.nextClearBit(i + 1)) {
      Call call = calls.get(i);
      if (call.called() < firstReturn && returnsTheSame(call, value)) {
        placed.set(i);
        if (search(placed, after(call, value))) {
          return true;
        }
        placed.clear(i);
      }
    }
    return false;
  }

  private int firstReturn(BitSet placed) {
    int first = Integer.MAX_VALUE;
    for (int i = placed.nextClearBit(0); i < calls.size(); i = placed.nextClearBit(i + 1)) {
      first = Math.min(first, calls.get(i).returned());
    }
    return first;
  }

  /** Whether a register with this value would have returned the call's result. */
  private static boolean returnsTheSame(Call call, @Nullable String value) {
    return switch (call.kind()) {
      case FIND -> Objects.equals(call.value(), value);
      case CREATE -> call.done() == (value == null);
      case PUT -> call.done();
      case REPLACE, DELETE -> call.done() == Objects.equals(call.expected(), value);
    };
  }

  private static @Nullable String after(Call call, @Nullable String value) {
    if (!call.done() || call.kind() == Call.Kind.FIND) {
      return value;
    }
    return call.kind() == Call.Kind.DELETE ? null : call.value();
  }
}
