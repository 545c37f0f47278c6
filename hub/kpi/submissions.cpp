#include "kpi/submissions.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace mizan::kpi {

using model::Holder;
using model::Kind;
using model::Record;
namespace field = model::field;

namespace {

constexpr std::size_t kHolders = 4;

/// One record of one holder.
struct Told {
  const Record* record = nullptr;
  model::SourceId source;
  Holder holder = Holder::kCourt;
  std::string_view type;
  std::optional<base::Day> sent_on;
  std::optional<base::Day> received_on;
  std::optional<base::Day> filed_on;
  bool taken = false;  ///< belongs to the submission of another record
};

/// The records that tell of one submission, by holder.
using Together = std::array<const Told*, kHolders>;

constexpr std::size_t place_of(Holder holder) {
  return static_cast<std::size_t>(holder);
}

std::vector<Told> told_by(const std::vector<HeldRecord>& parts, DateReader& dates) {
  std::vector<Told> all;
  for (const auto& part : parts) {
    for (const auto& child : part.children()) {
      if (child.kind != Kind::kReport) continue;
      all.push_back({&child, part.source_case->source, part.holder,
                     child.text(field::report_type_id).value_or(""), dates(child, field::sent_on_id),
                     dates(child, field::received_on_id), dates(child, field::filed_on_id)});
    }
  }
  return all;
}

using DateOf = std::optional<base::Day> Told::*;

// Those of a holder that have the date, by type and day.
std::vector<Told*> in_order(std::vector<Told>& all, Holder holder, DateOf date) {
  std::vector<Told*> chosen;
  for (auto& told : all) {
    if (told.holder == holder && told.*date) chosen.push_back(&told);
  }
  std::ranges::sort(chosen, {}, [date](const Told* told) {
    return std::tuple(told->type, *(told->*date), told->source, std::string_view(told->record->key));
  });
  return chosen;
}

// Each taker, in order, takes the first free one of its type on or before it.
template <class Take>
void match(const std::vector<Told*>& takers, DateOf taken_on, const std::vector<Told*>& free, DateOf free_on,
           Take take) {
  std::size_t next = 0;
  for (auto* taker : takers) {
    while (next < free.size() && free[next]->type < taker->type) ++next;
    if (next == free.size()) return;
    if (free[next]->type != taker->type || *(free[next]->*free_on) > *(taker->*taken_on)) continue;
    take(*taker, *free[next++]);
  }
}

std::vector<Together> together(std::vector<Told>& all) {
  std::vector<std::pair<const Told*, const Told*>> sent_of;   // receipt, sending
  std::vector<std::pair<const Told*, const Told*>> filed_of;  // receipt, filing
  const auto receipts = in_order(all, Holder::kProsecution, &Told::received_on);
  match(receipts, &Told::received_on, in_order(all, Holder::kPolice, &Told::sent_on), &Told::sent_on,
        [&](Told& receipt, Told& sending) {
          sending.taken = true;
          sent_of.emplace_back(&receipt, &sending);
        });
  match(in_order(all, Holder::kCourt, &Told::filed_on), &Told::filed_on, receipts, &Told::received_on,
        [&](Told& filing, Told& receipt) {
          filing.taken = true;
          filed_of.emplace_back(&receipt, &filing);
        });
  std::vector<Together> whole;
  for (const auto& told : all) {
    if (told.taken) continue;
    Together& one = whole.emplace_back();
    one[place_of(told.holder)] = &told;
    for (const auto* pairs : {&sent_of, &filed_of}) {
      for (const auto& [receipt, other] : *pairs) {
        if (receipt == &told) one[place_of(other->holder)] = other;
      }
    }
  }
  return whole;
}

// The records of one submission, most believed first.
template <class Visit>
void for_each_believed(const Together& one, Precedence precedence, Visit visit) {
  for (const auto holder : holders_by(precedence)) {
    const auto* told = one[place_of(holder)];
    if (told != nullptr && visit(*told)) return;
  }
}

std::optional<base::Day> date_of(const Together& one, Precedence precedence, model::FieldId id,
                                 DateReader& dates) {
  std::optional<base::Day> date;
  for_each_believed(one, precedence, [&](const Told& told) {
    date = dates(*told.record, id);
    return date.has_value();
  });
  return date;
}

std::string_view text_of(const Together& one, model::FieldId id) {
  std::string_view text;
  for_each_believed(one, Precedence::kProsecutor, [&](const Told& told) {
    text = told.record->text(id).value_or("");
    return !text.empty();
  });
  return text;
}

// Codes separated by semicolons, each once.
std::vector<NameId> objections_in(std::string_view text, NameReader& names) {
  std::vector<NameId> codes;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    auto code = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (code.starts_with(' ')) code.remove_prefix(1);
    while (code.ends_with(' ')) code.remove_suffix(1);
    const auto name = names(code);
    if (name != kNoName && std::find(codes.begin(), codes.end(), name) == codes.end()) codes.push_back(name);
  }
  return codes;
}

/// A submission with what orders it.
struct Ordered {
  Submission submission;
  std::string_view type;
  base::Day day = base::kFarFuture;
  std::string_view key;
  model::SourceId source;
};

auto order_of(const Ordered& of) {
  return std::tie(of.type, of.day, of.key, of.source);
}

Ordered made_of(const Together& one, std::string_view assigned, DateReader& dates, NameReader& names) {
  Ordered made;
  for_each_believed(one, Precedence::kProsecutor, [&](const Told& told) {
    made.type = told.type;
    made.key = told.record->key;
    made.source = told.source;
    return true;
  });
  auto& out = made.submission;
  out.type = find_report_type(made.type);
  out.sent_on = date_of(one, Precedence::kFir, field::sent_on_id, dates);
  out.received_on = date_of(one, Precedence::kProsecutor, field::received_on_id, dates);
  out.decided_on = date_of(one, Precedence::kProsecutor, field::decided_on_id, dates);
  out.resubmitted_on = date_of(one, Precedence::kProsecutor, field::resubmitted_on_id, dates);
  out.filed_on = date_of(one, Precedence::kCourt, field::filed_on_id, dates);
  const auto decision = text_of(one, field::decision_id);
  out.returned = decision == "returned" || out.resubmitted_on;
  out.forwarded = decision == "forwarded" && !out.returned;
  const auto own = text_of(one, field::prosecutor_id);
  out.prosecutor = names(own.empty() ? assigned : own);
  out.objections = objections_in(text_of(one, field::objections_id), names);
  if (const auto day = out.received_on ? out.received_on : out.sent_on) made.day = *day;
  return made;
}

}  // namespace

std::vector<Submission> submissions_of(const std::vector<HeldRecord>& parts, std::string_view assigned,
                                       DateReader& dates, NameReader& names) {
  auto all = told_by(parts, dates);
  if (all.empty()) return {};
  std::vector<Ordered> made;
  for (const auto& one : together(all)) made.push_back(made_of(one, assigned, dates, names));
  std::ranges::sort(made, {}, order_of);
  std::vector<Submission> out;
  for (std::size_t i = 0; i < made.size(); ++i) {
    // One that follows a returned one of its type belongs to its report.
    made[i].submission.begins =
        i == 0 || made[i - 1].type != made[i].type || !made[i - 1].submission.returned;
    out.push_back(std::move(made[i].submission));
  }
  return out;
}

}  // namespace mizan::kpi
