#include "pipeline/due_news.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace mizan::pipeline {

using due::Obligation;
using due::Sight;
using due::State;

namespace {

// The first part is the version of what is noted.
std::string basis_of(const due::Rules& rules) {
  return "1 " + rules.basis();
}

bool is_same(const Obligation& a, const Obligation& b) {
  return a.kind == b.kind && a.last == b.last && a.nth == b.nth;
}

}  // namespace

DueNews::DueNews(store::Store& store, const kpi::Engine& engine, const due::Rules& rules,
                 const kpi::Reach& then, base::Day today, base::Micros now, std::size_t most_at_once)
    : store_(store),
      engine_(engine),
      rules_(rules),
      then_(engine, then),
      sight_(engine, engine.reach(today)),
      now_(now),
      most_at_once_(most_at_once) {}

base::Result<bool> DueNews::is_current(store::Store& store, const due::Rules& rules) {
  MIZAN_ASSIGN(const auto memory, store::DueMemory::open(store));
  MIZAN_ASSIGN(const auto basis, memory.basis());
  return basis == basis_of(rules);
}

base::Result<> DueNews::ready() {
  if (memory_) return {};
  MIZAN_ASSIGN(auto memory, store::DueMemory::open(store_));
  MIZAN_ASSIGN(const auto basis, memory.basis());
  first_ = basis.empty();
  memory_.emplace(std::move(memory));
  return {};
}

DueNote DueNews::note_of(const Obligation& what, const Sight& sight, std::string_view province) {
  if (what.kind == due::Kind::kHearing || !what.open()) return DueNote::kNone;
  const auto& here = sight.of(province);
  if (sight.state_of(what, here) == State::kOverdue) return DueNote::kPassed;
  return sight.approaches(what, here) ? DueNote::kApproaching : DueNote::kNone;
}

// Who was told that it has passed is not told that it approaches, though its day be ahead again.
base::Result<> DueNews::tell(model::LinkedCaseId id, const kpi::Facts& facts, const Obligation& what,
                             DueNote note, bool by_record) {
  store::DueMark mark{id, static_cast<std::int32_t>(what.kind), what.last, what.nth};
  MIZAN_ASSIGN(mark.told, memory_->told(mark));
  if (mark.told >= static_cast<std::int32_t>(note)) return {};
  mark.told |= static_cast<std::int32_t>(note);
  MIZAN_TRY(memory_->note(mark));
  const auto& names = engine_.names();
  const DuePlace place{names.text(facts.province), names.text(facts.district),
                       names.text(facts.police_station)};
  if (!by_record) {
    by_clock_.push_back(due_event(note, what, id, place, sight_.today(), now_));
    return {};
  }
  ++by_province_[std::string(place.province)][std::string(place.district)][what.kind]
                [note == DueNote::kPassed ? 1 : 0];
  if (++brought_ <= most_at_once_ && !*first_)
    by_record_.push_back(due_event(note, what, id, place, sight_.today(), now_));
  return {};
}

base::Result<> DueNews::look_at(model::LinkedCaseId id, const kpi::Facts& facts, bool by_record,
                                const IsNew& is_new) {
  const auto province = engine_.names().text(facts.province);
  due::obligations_of(facts, province, rules_, of_case_);
  for (const auto& what : of_case_) {
    const auto note = note_of(what, sight_, province);
    if (note != DueNote::kNone && is_new(what, note, province))
      MIZAN_TRY(tell(id, facts, what, note, by_record));
  }
  return {};
}

// What stood in the case before, and had come then, was told then.
base::Result<> DueNews::changed(const kpi::CaseChange& change) {
  if (!change.after) return {};
  MIZAN_TRY(ready());
  bool before_known = false;
  const auto is_new = [&](const Obligation& what, DueNote note, std::string_view) {
    if (!change.before) return true;
    const auto province = engine_.names().text(change.before->province);
    if (!std::exchange(before_known, true)) due::obligations_of(*change.before, province, rules_, before_);
    return std::none_of(before_.begin(), before_.end(), [&](const Obligation& other) {
      return is_same(what, other) && note_of(other, then_, province) == note;
    });
  };
  return look_at(change.id, *change.after, true, is_new);
}

base::Result<> DueNews::look_at_all(bool by_record, const IsNew& is_new) {
  MIZAN_TRY(ready());
  kpi::Facts facts;
  return store_.for_each_facts([&](const store::FactsView& row) -> base::Result<> {
    if (!kpi::decode_facts(row.data, engine_.names().size(), facts)) return unreadable_facts(row.id);
    return look_at(row.id, facts, by_record, is_new);
  });
}

base::Result<> DueNews::moved_on() {
  return look_at_all(false, [&](const Obligation& what, DueNote note, std::string_view province) {
    return note_of(what, then_, province) != note;
  });
}

base::Result<> DueNews::recounted() {
  return look_at_all(true, [](const Obligation&, DueNote, std::string_view) { return true; });
}

base::Result<> DueNews::recounted(const std::vector<model::LinkedCaseId>& held_back) {
  MIZAN_TRY(ready());
  kpi::Facts facts;
  for (const auto id : held_back) {
    MIZAN_ASSIGN(const auto data, store_.facts(id));
    if (!data || !kpi::decode_facts(*data, engine_.names().size(), facts)) return unreadable_facts(id);
    MIZAN_TRY(look_at(id, facts, true, [](const Obligation&, DueNote, std::string_view) { return true; }));
  }
  return {};
}

std::function<CaseSieve()> DueNews::sieves(const kpi::Engine& engine, const due::Rules* rules,
                                           base::Day today) {
  if (rules == nullptr) return {};
  const auto sight = std::make_shared<const Sight>(engine, engine.reach(today));
  const auto* const names = &engine.names();
  return [sight, names, rules] {
    // A name costs a lock, and one case after the other is of the same province.
    return [sight, names, rules, all = std::vector<Obligation>(), last = kpi::kNoName,
            province = names->text(kpi::kNoName)](const kpi::Facts& facts) mutable {
      if (std::exchange(last, facts.province) != facts.province) province = names->text(facts.province);
      due::obligations_of(facts, province, *rules, all);
      return std::any_of(all.begin(), all.end(), [&](const Obligation& what) {
        return note_of(what, *sight, province) != DueNote::kNone;
      });
    };
  };
}

base::Result<std::vector<store::Event>> DueNews::take() {
  MIZAN_TRY(ready());
  MIZAN_TRY(memory_->set_basis(basis_of(rules_)));
  auto events = std::move(by_clock_);
  if (*first_ || brought_ > most_at_once_) {
    for (const auto& [province, counts] : by_province_)
      events.push_back(due_loaded_event(province, counts, sight_.today(), now_));
  } else {
    std::move(by_record_.begin(), by_record_.end(), std::back_inserter(events));
  }
  return events;
}

}  // namespace mizan::pipeline
