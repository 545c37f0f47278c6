#include "kpi/look.hpp"

#include <algorithm>
#include <limits>

#include "kpi/unit_row.hpp"

namespace mizan::kpi {
namespace {

std::int32_t days_between(std::optional<base::Day> from, std::optional<base::Day> to) {
  return from && to ? *to - *from : std::numeric_limits<std::int32_t>::min();
}

}  // namespace

template <class What>
void Questions::ask(std::vector<What>& of, const What& what) {
  if (std::find(of.begin(), of.end(), what) != of.end()) return;
  of.push_back(what);
  ++size_;
}

void Questions::add(const Term& term, bool days) {
  ask(dates_, term.on);
  for (const auto& filter : term.where) ask(codes_, filter.fact);
  for (const auto& filter : term.known) ask(codes_, filter.fact);
  for (const auto date : term.dated) ask(dates_, date);
  for (const auto detail : term.given) ask(details_, detail);
  if (term.sum != Sum::kRows) ask(sums_, term.sum);
  if (days) ask(spans_, std::pair(term.from, term.to));
}

void Questions::add(CodeFact code) {
  ask(codes_, code);
}

void Questions::answer(const Row& row, std::int32_t other, Look& look) const {
  constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;  // spreads what lies close together
  auto* next = look.answers.data();
  std::uint64_t hash = 0;
  const auto put = [&](std::int32_t answer) {
    *next++ = answer;
    hash = (hash + static_cast<std::uint32_t>(answer)) * kOdd;
  };
  put(other);
  for (const auto code : codes_) put(static_cast<std::int32_t>(code_bit(row, code)));
  for (const auto date : dates_) put(date_of(row, date) ? 1 : 0);
  for (const auto detail : details_) put(has(row, detail) ? 1 : 0);
  for (const auto sum : sums_) put(static_cast<std::int32_t>(amount_of(row, sum)));
  for (const auto& [from, to] : spans_) put(days_between(date_of(row, from), date_of(row, to)));
  look.hash = hash ^ (hash >> 32U);
}

}  // namespace mizan::kpi
