#pragma once
// Private to this folder: who or what is in a state, from when to when.
#include <algorithm>

#include "kpi/unit_row.hpp"

namespace mizan::kpi {

/// A unit in a state. Its age is counted from `begun`.
struct Holding {
  Row row;
  Span span;
  base::Day begun;
};

template <class Visit>
void for_each_dormant(const Facts& facts, Visit visit) {
  for (const auto& trial : facts.trials) {
    if (trial.disposal_without_date) continue;
    for (const auto& spell : trial.dormant)
      visit(Holding{Row{&facts, &trial}, Span{spell.from, spell.to}, spell.from});
  }
}

template <class Visit>
void for_each_pending(const Facts& facts, Visit visit) {
  for (const auto& trial : facts.trials) {
    for (const auto& span : trial.pending) visit(Holding{Row{&facts, &trial}, span, *trial.instituted_on});
  }
}

template <class Visit>
void for_each_accused(const Facts& facts, Visit visit) {
  for (const auto& trial : facts.trials) {
    for (const auto& accused : trial.accused) visit(accused_row(facts, trial, accused));
  }
}

template <class Visit>
void for_each_in_custody(const Facts& facts, Visit visit) {
  for_each_accused(facts, [&](const Row& row) {
    if (const auto& custody = row.accused->custody)
      visit(Holding{row, Span{custody->from, custody->to}, custody->from});
  });
}

// In custody, to before his disposal: neither dormancy nor a transfer is one, nor what closes a case before
// trial.
template <class Visit>
void for_each_undertrial(const Facts& facts, Visit visit) {
  for_each_in_custody(facts, [&](Holding held) {
    if (held.row.accused->disposal_without_date) return;
    held.span.to = std::min(held.span.to, held.row.accused->disposed_on.value_or(base::kFarFuture));
    if (!held.span.empty()) visit(held);
  });
}

template <class Visit>
void for_each_absconding(const Facts& facts, Visit visit) {
  for_each_accused(facts, [&](const Row& row) {
    const auto& absconding = row.accused->absconding;
    if (absconding && !row.accused->disposal_without_date) visit(Holding{row, *absconding, absconding->from});
  });
}

template <class Visit>
void for_each_holding(const Facts& facts, State state, Visit visit) {
  switch (state) {
    case State::kPending:
      return for_each_pending(facts, visit);
    case State::kDormant:
      return for_each_dormant(facts, visit);
    case State::kAbsconding:
      return for_each_absconding(facts, visit);
    case State::kInCustody:
      return for_each_in_custody(facts, visit);
    case State::kUndertrial:
      return for_each_undertrial(facts, visit);
  }
}

// Of whom nobody knows until when the state lasted, since the disposal has no date: he is left out of the
// stock as long as he may be in it. That someone is in custody is known of him all the same.
inline std::optional<Span> unknown_span(const Row& row, State state) {
  if (!is_of_accused(state)) {
    if (!row.trial->disposal_without_date || !row.trial->instituted_on) return std::nullopt;
    return Span{*row.trial->instituted_on};
  }
  const auto& accused = *row.accused;
  if (!accused.disposal_without_date || state == State::kInCustody) return std::nullopt;
  if (state == State::kUndertrial)
    return accused.custody ? std::optional<Span>(*accused.custody) : std::nullopt;
  return accused.absconding ? std::optional(Span{accused.absconding->from}) : std::nullopt;
}

template <class Visit>
void for_each_unknown(const Facts& facts, State state, Visit visit) {
  const auto look_at = [&](const Row& row) {
    if (const auto span = unknown_span(row, state)) visit(row, *span);
  };
  if (is_of_accused(state)) return for_each_accused(facts, look_at);
  for (const auto& trial : facts.trials) look_at(Row{&facts, &trial});
}

}  // namespace mizan::kpi
