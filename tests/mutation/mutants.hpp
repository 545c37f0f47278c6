#pragma once
// What instrument.py writes into copies of the engine's sources: at each place the original meaning, or, in
// the mutant of that number, another. One program holds all mutants; MIZAN_MUTANT chooses one.
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace mizan::mutation {

/// The mutant of this process; 0: none, the engine as it is.
inline int active() {
  static const int kActive = [] {
    const char* text = std::getenv("MIZAN_MUTANT");
    return text == nullptr ? 0 : std::atoi(text);
  }();
  return kActive;
}

enum class Op { kLess, kLessEqual, kMore, kMoreEqual, kEqual, kUnequal, kPlus, kMinus };

/// Stands between two operands, each time with the operator that stood there: "a < at<17, …> < b". The two
/// are of one precedence, so that the operands stay what they were.
template <int kNumber, Op kOriginal, Op kMutant>
struct Place {};

template <class Left, class P>
struct Half {
  const Left& left;
};

// Where two cannot be added, or one not be taken from the other, the mutant of a difference is the one with
// the two changed about, and that of a sum the sum with the opposite: days are added to a day, but only a day
// is taken from another.
template <Op kOp, class A, class B>
constexpr auto apply(const A& a, const B& b) {
  if constexpr (kOp == Op::kLess) return a < b;
  if constexpr (kOp == Op::kLessEqual) return a <= b;
  if constexpr (kOp == Op::kMore) return a > b;
  if constexpr (kOp == Op::kMoreEqual) return a >= b;
  if constexpr (kOp == Op::kEqual) return a == b;
  if constexpr (kOp == Op::kUnequal) return a != b;
  if constexpr (kOp == Op::kPlus && requires { a + b; }) return a + b;
  if constexpr (kOp == Op::kPlus && !requires { a + b; }) return b - a;
  if constexpr (kOp == Op::kMinus && requires { a - b; }) return a - b;
  if constexpr (kOp == Op::kMinus && !requires { a - b; }) return a + -b;
}

template <Op kOp, class A, class B>
concept Applies = (kOp != Op::kPlus && kOp != Op::kMinus) ||
                  (kOp == Op::kPlus && (
                                           requires(A a, B b) { a + b; } || requires(A a, B b) { b - a; })) ||
                  (kOp == Op::kMinus && (
                                            requires(A a, B b) { a - b; } || requires(A a, B b) { a + -b; }));

template <int kNumber, Op kOriginal, Op kMutant, class A, class B>
constexpr auto chosen(const A& a, const B& b) {
  using Original = decltype(apply<kOriginal>(a, b));
  if constexpr (Applies<kMutant, A, B>) {
    if constexpr (std::is_same_v<Original, decltype(apply<kMutant>(a, b))>) {
      if (!std::is_constant_evaluated() && active() == kNumber) return apply<kMutant>(a, b);
    }
  }
  return apply<kOriginal>(a, b);
}

// Whichever operator stood there, it stands twice.
#define MIZAN_MUTATED(op)                                                                    \
  template <class A, int kNumber, Op kOriginal, Op kMutant>                                  \
  constexpr auto operator op(const A& a, Place<kNumber, kOriginal, kMutant>) {               \
    return Half<A, Place<kNumber, kOriginal, kMutant>>{a};                                   \
  }                                                                                          \
  template <class A, class B, int kNumber, Op kOriginal, Op kMutant>                         \
  constexpr auto operator op(Half<A, Place<kNumber, kOriginal, kMutant>> half, const B& b) { \
    return chosen<kNumber, kOriginal, kMutant>(half.left, b);                                \
  }
MIZAN_MUTATED(<)
MIZAN_MUTATED(<=)
MIZAN_MUTATED(>)
MIZAN_MUTATED(>=)
MIZAN_MUTATED(==)
MIZAN_MUTATED(!=)
MIZAN_MUTATED(+)
MIZAN_MUTATED(-)
#undef MIZAN_MUTATED

/// A condition, or its opposite.
template <int kNumber, class T>
constexpr bool condition(T&& value) {
  return static_cast<bool>(std::forward<T>(value)) != (!std::is_constant_evaluated() && active() == kNumber);
}

/// A number, or one more.
template <int kNumber, class T>
constexpr T number(T value) {
  return !std::is_constant_evaluated() && active() == kNumber ? static_cast<T>(value + 1) : value;
}

}  // namespace mizan::mutation
