#include "kpi/fairness.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>

namespace mizan::kpi {
namespace {

// Products of counts, squared: wider than any machine word.
using Whole = boost::multiprecision::cpp_int;

// z as a multiple of 1/kScale.
constexpr std::int64_t kScale = 1'000'000;
constexpr std::int64_t kZ95 = 1'959'964;
constexpr std::int64_t kZ998 = 3'090'232;

// 4 decimals of a percentage: so many to 1.
constexpr std::int64_t kSteps = 1'000'000;

/// A share between two limits that no fraction can hold: (middle ± sqrt(square)) / divisor.
struct Around {
  Whole middle;
  Whole square;
  Whole divisor;
};

Whole floor_of(const Whole& numerator, const Whole& divisor) {
  const Whole quotient = numerator / divisor;  // towards zero
  return numerator < 0 && quotient * divisor != numerator ? quotient - 1 : quotient;
}

// The whole number below (numerator ± root) / divisor is known from the whole numbers around the root.
Whole floor_at(const Whole& numerator, const Whole& square, const Whole& divisor, bool above) {
  const Whole root = boost::multiprecision::sqrt(square);
  if (above) return floor_of(numerator + root, divisor);
  const Whole ceiling = root * root == square ? root : root + 1;
  return floor_of(numerator - ceiling, divisor);
}

// Half up: the whole number below steps·share + 1/2.
model::Fraction rounded(const Around& around, bool above) {
  const Whole numerator = 2 * kSteps * around.middle + around.divisor;
  const Whole square = Whole(4) * kSteps * kSteps * around.square;
  const auto steps = floor_at(numerator, square, 2 * around.divisor, above);
  const Whole cut = std::clamp(steps, Whole(0), Whole(kSteps));
  return {cut.convert_to<std::int64_t>(), kSteps / 100};
}

model::Limits limits_of(const Around& around) {
  return {rounded(around, false), rounded(around, true)};
}

// Wilson (1927): (2x + z² ± z·sqrt(z² + 4x(n-x)/n)) / 2(n + z²), times n·kScale².
model::Limits wilson(const Whole& x, const Whole& n) {
  const Whole unit = Whole(kScale) * kScale;
  const Whole z2 = Whole(kZ95) * kZ95;
  return limits_of(
      {n * (2 * x * unit + z2), z2 * (n * n * z2 + 4 * n * x * (n - x) * unit), 2 * n * (n * unit + z2)});
}

// a/b ± z·sqrt(a(b-a)/n)/b, times b·n·kScale.
model::Limits funnel(const Whole& a, const Whole& b, const Whole& n, std::int64_t z) {
  return limits_of({a * n * kScale, Whole(z) * z * n * a * (b - a), b * n * kScale});
}

// A numerator above its denominator is no share: contradictory records.
bool is_part(const model::KpiResult& value) {
  return value.value && value.numerator && value.denominator && *value.denominator > 0 &&
         *value.numerator >= 0 && *value.numerator <= *value.denominator;
}

// Every row that passes `inner` passes `outer`.
bool implies(const Term& inner, const Filter& outer) {
  for (const auto* filters : {&inner.where, &inner.known}) {
    for (const auto& filter : *filters) {
      if (filter.fact == outer.fact && (filter.codes & ~outer.codes) == 0) return true;
    }
  }
  return false;
}

template <class T>
bool has_all(const std::vector<T>& list, const std::vector<T>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const T& each) { return std::find(list.begin(), list.end(), each) != list.end(); });
}

bool is_part_of(const Term& part, const Term& whole) {
  const auto passes = [&](const Filter& filter) { return implies(part, filter); };
  return part.unit == whole.unit && part.on == whole.on && part.sum == Sum::kRows &&
         whole.sum == Sum::kRows && std::all_of(whole.where.begin(), whole.where.end(), passes) &&
         std::all_of(whole.known.begin(), whole.known.end(), passes) && has_all(part.dated, whole.dated) &&
         has_all(part.given, whole.given);
}

}  // namespace

bool is_share(const Definition& definition) {
  switch (definition.form) {
    case Form::kRatio:
      return is_part_of(definition.terms[0], definition.terms[1]);
    case Form::kDue:
    case Form::kCohort:
    case Form::kWithin:
    case Form::kBacklog:
    case Form::kComplete:
      return true;
    case Form::kShare:  // of other states neither is part of the other
      return definition.state == State::kUndertrial && definition.of == State::kInCustody;
    default:
      return false;
  }
}

model::Fairness fairness_of(const model::KpiResult& value, const model::KpiResult* province) {
  model::Fairness fairness;
  if (value.denominator) fairness.small = *value.denominator < kSmallDenominator;
  const bool known = province != nullptr && is_part(*province);
  if (known) fairness.province_share = province->value;
  if (!is_part(value)) return fairness;
  fairness.interval = wilson(*value.numerator, *value.denominator);
  if (!known) return fairness;
  fairness.funnel_95 = funnel(*province->numerator, *province->denominator, *value.denominator, kZ95);
  fairness.funnel_998 = funnel(*province->numerator, *province->denominator, *value.denominator, kZ998);
  return fairness;
}

}  // namespace mizan::kpi
