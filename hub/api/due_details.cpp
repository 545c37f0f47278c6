// What the list of what is due says of each item besides its facts: the case, its FIR, and the dates of
// records that it rests on.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "api/due_list.hpp"
#include "api/explain.hpp"

namespace mizan::api {
namespace {

namespace field = model::field;
using due::Kind;
using model::FieldId;

/// A date of a kind of record that an item may rest on.
struct Rests {
  model::Kind kind;
  FieldId field;
};

// What its days count from.
Rests start_of(Kind kind) {
  switch (kind) {
    case Kind::kReport:
      return {model::Kind::kCase, field::fir_on_id};
    case Kind::kHandover:
      return {model::Kind::kReport, field::sent_on_id};
    case Kind::kInterim:
    case Kind::kScrutiny:
      return {model::Kind::kReport, field::received_on_id};
    case Kind::kObjections:
    case Kind::kFiling:
      return {model::Kind::kReport, field::decided_on_id};
    case Kind::kBail:
      return {model::Kind::kAccused, field::custody_from_id};
    case Kind::kHearing:
      return {model::Kind::kHearing, field::held_on_id};
  }
  return {model::Kind::kCase, field::fir_on_id};
}

// What shows since when an office has the papers.
std::vector<Rests> movements_to(due::Office office) {
  switch (office) {
    case due::Office::kPolice:
      return {{model::Kind::kCase, field::fir_on_id}, {model::Kind::kReport, field::decided_on_id}};
    case due::Office::kProsecution:
      return {{model::Kind::kReport, field::received_on_id},
              {model::Kind::kReport, field::resubmitted_on_id}};
    case due::Office::kCourt:
      return {{model::Kind::kCase, field::instituted_on_id}, {model::Kind::kReport, field::filed_on_id}};
  }
  return {};
}

/// Finds the records of a case that have a date.
class Evidence {
 public:
  Evidence(const model::LinkedCase& linked, const std::vector<store::SourceRow>& sources,
           std::vector<DueEvidence>& into)
      : linked_(linked), sources_(sources), into_(into) {}

  void add(const Rests& rests, base::Day day) {
    for (const auto& held : linked_.cases) {
      look_at(held.source, held.record, rests, day);
      for (const auto& child : held.children) look_at(held.source, child, rests, day);
    }
  }

 private:
  void look_at(model::SourceId source, const model::Record& record, const Rests& rests, base::Day day) {
    if (record.kind != rests.kind || record.date(rests.field) != day) return;
    DueEvidence found{name_of(source), record.kind, record.key,
                      std::string(model::find_field(rests.field)->name), day};
    const auto same = [&](const DueEvidence& other) {
      return std::tie(other.source, other.kind, other.key, other.field) ==
             std::tie(found.source, found.kind, found.key, found.field);
    };
    if (std::none_of(into_.begin(), into_.end(), same)) into_.push_back(std::move(found));
  }

  std::string name_of(model::SourceId id) const {
    const auto found = std::find_if(sources_.begin(), sources_.end(),
                                    [&](const store::SourceRow& source) { return source.id == id; });
    return found == sources_.end() ? std::string() : found->name;
  }

  const model::LinkedCase& linked_;
  const std::vector<store::SourceRow>& sources_;
  std::vector<DueEvidence>& into_;
};

// As the first record that names one writes it; the year where the number has none in itself.
std::string fir_of(const model::LinkedCase& linked) {
  for (const auto& held : linked.cases) {
    const auto number = held.record.text(field::fir_no_id);
    if (!number) continue;
    const auto year = held.record.integer(field::fir_year_id);
    if (!year || number->find('/') != std::string_view::npos) return std::string(*number);
    return fmt::format("{}/{}", *number, *year);
  }
  return {};
}

}  // namespace

base::Result<> add_due_details(DueList& list, store::Store& store, model::Sequence at) {
  MIZAN_ASSIGN(const auto sources, store.sources());
  for (auto& item : list.items) {
    MIZAN_ASSIGN(const auto linked, store.load_case(item.key.id, at));
    if (!linked) continue;  // it went while the list was read
    item.case_id = case_id_of(*linked);
    item.fir = fir_of(*linked);
    Evidence evidence(*linked, sources, item.evidence);
    evidence.add(start_of(item.kind), item.from);
    if (item.kind == Kind::kHearing) evidence.add({model::Kind::kHearing, field::next_on_id}, item.key.last);
    if (item.adjourned_on) evidence.add({model::Kind::kHearing, field::held_on_id}, *item.adjourned_on);
    if (!item.with.since) continue;
    for (const auto& movement : movements_to(item.with.office)) evidence.add(movement, *item.with.since);
  }
  return {};
}

}  // namespace mizan::api
