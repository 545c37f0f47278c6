#include "history.hpp"

#include <fmt/format.h>

#include <numeric>

namespace mizan::property {

using model::Kind;
using model::Record;
namespace field = model::field;

namespace {

const model::FieldId kOffenceGroup = model::find_field("offence_group")->id;

store::Item upsert(Record record, std::optional<std::string> fir = {}) {
  return store::Upsert{std::move(record), std::move(fir), {}, "{}"};
}

std::string describe_record(const Record& record) {
  std::string out;
  record.for_each([&](const model::FieldInfo& info, const Record& of) {
    std::string value;
    switch (info.type) {
      case model::FieldType::kDate:
        value = base::to_iso(*of.date(info.id));
        break;
      case model::FieldType::kBool:
        value = *of.boolean(info.id) ? "true" : "false";
        break;
      case model::FieldType::kInt:
        value = fmt::format("{}", *of.integer(info.id));
        break;
      default:
        value = of.text(info.id).value_or("");
    }
    out += fmt::format(" {}={}", info.name, value);
  });
  return out;
}

constexpr Subject kSubjects[] = {
    // sources, cases, hearings, accused, charges, reports, bail, appeals, removals, keys, FIRs, most,
    // custody,
    // days
    {{40, 20, 20, 10, 10}, 36, 18, 9, 9, 14, 5, 3, 6, 4, 3, 6, 20, kDays},  // a little of everything
    {{60, 20, 10, 5, 5}, 30, 45, 3, 3, 3, 3, 1, 10, 3, 3, 6, 20, kDays},    // hearings
    {{60, 10, 20, 5, 5}, 30, 4, 28, 28, 2, 2, 2, 4, 2, 3, 8, 20, 250},      // who was tried for what
    {{25, 5, 35, 35, 0}, 25, 3, 3, 3, 56, 5, 1, 4, 2, 1, 14, 20, 220},      // what each passes on to the next
    {{40, 5, 40, 5, 10}, 30, 3, 6, 3, 6, 48, 4, 4, 2, 1, 8, 20, 220},       // bail
    {{40, 0, 35, 25, 0}, 28, 34, 0, 0, 34, 2, 2, 2, 1, 1, 22, 20, 200},     // one case from FIR to hearing
    {{35, 10, 5, 15, 35}, 34, 2, 52, 6, 2, 2, 2, 4, 2, 1, 10, 60, 220},     // who is in prison
    {{40, 5, 45, 5, 5}, 28, 0, 46, 3, 0, 0, 26, 2, 1, 1, 12, 5, 200},       // acquittals and appeals
    {{35, 20, 45, 0, 0}, 34, 54, 4, 2, 2, 2, 1, 1, 2, 1, 14, 20, 15},       // one FIR, tried apart; its diary
};

}  // namespace

History::History(unsigned seed, std::string name) : random_(seed), name_(std::move(name)) {
  subject_ = &kSubjects[weighted({24, 11, 16, 16, 9, 24, 16, 14, 10})];
}

// The place of the weight that was drawn.
int History::weighted(std::initializer_list<int> weights) {
  int left = pick(std::accumulate(weights.begin(), weights.end(), 0));
  int place = 0;
  for (const int weight : weights) {
    if (left < weight) break;
    left -= weight;
    ++place;
  }
  return place;
}

void History::maybe_date(Record& record, model::FieldId id, int percent) {
  // Now and then a day on which other things happen too.
  if (chance(percent)) record.set_date(id, chance(30) ? kFirstDay + 60 + pick(2) : day());
}

void History::maybe_text(Record& record, model::FieldId id, int percent,
                         std::initializer_list<const char*> of) {
  if (chance(percent)) record.set_text(id, of.begin()[pick(static_cast<int>(of.size()))]);
}

void History::maybe_code(Record& record, model::FieldId id, int percent,
                         std::initializer_list<const char*> of) {
  if (!chance(percent)) return;
  record.set_text(id, of.begin()[pick(static_cast<int>(of.size()))]);
  record.set_native(id, "x");
}

void History::maybe_order(Record& record, int percent) {
  if (!chance(percent)) return;
  maybe_code(record, field::disposal_id, 93,
             {"convicted", "convicted", "acquitted", "transferred", "transferred", "consigned", "stayed",
              "withdrawn", "cancelled", "acquitted_summary", "unclassified"});
  maybe_date(record, field::disposed_on_id, 93);
  maybe_code(record, field::disposal_reason_id, 50, {"no_evidence", "benefit_of_doubt", "hostile"});
}

// A pseudonym is any text. Some people have one name.
void History::maybe_person(Record& record) {
  maybe_text(record, field::cnic_id, 40, {"n1", "n2"});
  maybe_text(record, field::person_name_id, 60, {"Aslam", "Aslam", "Bano"});
  maybe_text(record, field::father_name_id, 30, {"Chaudhry", "Daud"});
}

void History::maybe_accused(Record& record, int of) {
  if (chance(60)) record.set_text(field::accused_id, key('a', of));
}

void History::maybe_count(Record& record, model::FieldId id, int percent) {
  if (chance(percent)) record.set_integer(id, pick(5) - 1);  // one too few: a count that is none
}

void History::maybe_sentence(Record& record, int percent) {
  if (!chance(percent)) return;
  maybe_code(record, field::sentence_kind_id, 80,
             {"death", "life", "imprisonment", "imprisonment", "fine", "probation", "other"});
  if (chance(60)) record.set_integer(field::sentence_months_id, 83 + pick(3));
}

// The courts share their keys, as two systems that number from 1 do.
std::string History::case_key(std::size_t source) {
  return key(kSources[source].holder == model::Holder::kCourt ? 'c' : 'o', subject_->keys);
}

// One of so many.
std::string History::key(char kind, int of) {
  return fmt::format("{}{}{}", name_, kind, pick(of));
}

store::Item History::court_case(std::size_t source) {
  Record record(Kind::kCase, case_key(source));
  const auto holder = kSources[source].holder;
  maybe_code(record, field::province_id, 92, {"P", "P", "P", "Q"});
  maybe_code(record, field::district_id, 90, {"D1", "D2"});
  maybe_code(record, field::police_station_id, 70, {"S1", "S2"});
  maybe_text(record, field::fir_no_id, 60, {"1", "2"});
  maybe_date(record, field::fir_on_id, 55);
  maybe_date(record, field::occurred_on_id, 20);
  maybe_date(record, field::cognizance_on_id, 20);
  maybe_date(record, field::intimated_on_id, 30);
  maybe_date(record, field::charged_on_id, 30);
  if (chance(30)) record.set_boolean(field::juvenile_id, chance(40));
  maybe_text(record, model::find_field("offence_flags")->id, 30, {"death;murder", "sexual_violence"});
  if (chance(50)) record.set_integer(model::find_field("max_years")->id, 6 + pick(3));
  maybe_text(record, field::sections_id, 60, {"302 PPC", "379 PPC"});
  maybe_text(record, kOffenceGroup, 50, {"murder", "theft"});
  maybe_text(record, field::prosecutor_id, 50, {"PR1", "PR2"});
  const bool court = holder == model::Holder::kCourt;
  if (court || chance(15)) {
    maybe_text(record, field::court_id, 85, {"A", "B"});
    maybe_text(record, field::court_case_no_id, 40, {"1", "2"});
    maybe_date(record, field::instituted_on_id, 80);
  }
  maybe_order(record, court ? 60 : 15);
  maybe_date(record, field::dormant_on_id, 15);
  maybe_date(record, field::revived_on_id, 25);
  std::optional<std::string> fir;
  if (chance(75)) fir = fmt::format("P|D1|S1|{}{}|2025", name_, pick(subject_->firs));
  return upsert(std::move(record), std::move(fir));
}

store::Item History::hearing(std::size_t source) {
  Record record(Kind::kHearing, key('h', 8));
  record.set_text(field::case_id, case_key(source));
  if (chance(95)) record.set_date(field::held_on_id, chance(40) ? kFirstDay + 60 + pick(3) : day());
  maybe_code(record, field::outcome_id, 85,
             {"adjourned", "adjourned", "effective", "vacated", "unclassified"});
  maybe_code(record, field::adjourn_reason_id, 40, {"strike", "leave"});
  maybe_code(record, field::adjourn_side_id, 40, {"court", "defence"});
  maybe_text(record, field::court_id, 30, {"A", "B"});
  maybe_text(record, field::prosecutor_id, 60, {"PR1", "PR2", "PR3"});
  if (chance(40)) record.set_boolean(field::prosecutor_present_id, chance(60));
  maybe_count(record, field::pw_summoned_id, 50);
  maybe_count(record, field::pw_attended_id, 50);
  maybe_count(record, field::pw_examined_id, 50);
  maybe_date(record, field::next_on_id, 60);
  return upsert(std::move(record));
}

store::Item History::accused(std::size_t source) {
  Record record(Kind::kAccused, key('a', 3));
  record.set_text(field::case_id, case_key(source));
  if (chance(30)) record.set_boolean(field::absconding_id, chance(70));
  maybe_date(record, field::arrested_on_id, 20);
  maybe_person(record);
  maybe_date(record, field::custody_from_id, subject_->custody);
  maybe_date(record, field::custody_to_id, 20);
  maybe_code(record, field::sex_id, 60, {"male", "female"});
  maybe_code(record, field::age_class_id, 60, {"adult", "juvenile"});
  maybe_sentence(record, 40);
  maybe_order(record, 65);
  return upsert(std::move(record));
}

store::Item History::charge(std::size_t source) {
  Record record(Kind::kCharge, key('g', 4));
  record.set_text(field::case_id, case_key(source));
  maybe_accused(record, 2);
  maybe_sentence(record, 60);
  maybe_order(record, 80);
  return upsert(std::move(record));
}

// Each holder writes the dates that it makes, and now and then another's.
store::Item History::report(std::size_t source) {
  Record record(Kind::kReport, key('r', 5));
  record.set_text(field::case_id, case_key(source));
  const auto holder = kSources[source].holder;
  const auto own = [&](model::Holder of) { return holder == of ? 85 : 15; };
  maybe_code(record, field::report_type_id, 95,
             {"final", "final", "final", "final", "interim", "interim", "cancellation", "supplementary",
              "unclassified"});
  maybe_date(record, field::sent_on_id, own(model::Holder::kPolice));
  maybe_date(record, field::received_on_id, own(model::Holder::kProsecution));
  maybe_date(record, field::decided_on_id, own(model::Holder::kProsecution) - 10);
  maybe_code(record, field::decision_id, own(model::Holder::kProsecution),
             {"returned", "returned", "forwarded", "forwarded", "unclassified"});
  maybe_text(record, field::objections_id, 40, {"x", "x;y", " y ; x;x", ";z;"});
  maybe_date(record, field::resubmitted_on_id, 15);
  maybe_date(record, field::filed_on_id, own(model::Holder::kCourt));
  maybe_text(record, field::prosecutor_id, 40, {"PR1", "PR2"});
  return upsert(std::move(record));
}

store::Item History::bail(std::size_t source) {
  Record record(Kind::kBail, key('b', 4));
  record.set_text(field::case_id, case_key(source));
  maybe_code(record, field::bail_kind_id, 90, {"post_arrest", "post_arrest", "pre_arrest"});
  maybe_date(record, field::filed_on_id, 70);
  maybe_date(record, field::decided_on_id, 80);
  maybe_date(record, field::cancelled_on_id, 20);
  maybe_code(record, field::decision_id, 85, {"granted", "refused", "withdrawn"});
  if (chance(60)) record.set_boolean(field::opposed_id, chance(50));
  maybe_text(record, field::prosecutor_id, 40, {"PR1", "PR2"});
  return upsert(std::move(record));
}

store::Item History::appeal(std::size_t source) {
  Record record(Kind::kAppeal, key('p', 3));
  record.set_text(field::case_id, case_key(source));
  maybe_accused(record, 3);
  maybe_code(record, field::by_id, 95, {"state", "state", "state", "accused", "unclassified"});
  maybe_date(record, field::filed_on_id, 80);
  maybe_date(record, field::decided_on_id, 60);
  maybe_code(record, field::decision_id, 85,
             {"allowed", "partly_allowed", "dismissed", "withdrawn", "unclassified"});
  return upsert(std::move(record));
}

store::Item History::removal(std::size_t source) {
  switch (pick(7)) {
    case 6:
      return store::Delete{Kind::kAppeal, key('p', 3)};
    case 4:
      return store::Delete{Kind::kReport, key('r', 5)};
    case 5:
      return store::Delete{Kind::kBail, key('b', 4)};
    case 0:
      return store::Delete{Kind::kCase, case_key(source)};
    case 1:
      return store::Delete{Kind::kAccused, key('a', 3)};
    case 2:
      return store::Delete{Kind::kCharge, key('g', 4)};
    default:
      return store::Delete{Kind::kHearing, key('h', 8)};
  }
}

store::Item History::item(std::size_t source) {
  if (chance(3)) return store::Quarantined{{"test", 0, "row", "unreadable"}, "{}"};
  const auto& of = *subject_;
  switch (weighted(
      {of.cases, of.hearings, of.accused, of.charges, of.reports, of.bail, of.appeals, of.removals})) {
    case 0:
      return court_case(source);
    case 1:
      return hearing(source);
    case 2:
      return accused(source);
    case 3:
      return charge(source);
    case 4:
      return report(source);
    case 5:
      return bail(source);
    case 6:  // most that a court of trial never hears of
      return kSources[source].holder == model::Holder::kCourt && chance(60) ? accused(source)
                                                                            : appeal(source);
    default:
      return removal(source);
  }
}

Delivery History::next() {
  Delivery delivery;
  const auto& of = subject_->sources;
  delivery.source = static_cast<std::size_t>(weighted({of[0], of[1], of[2], of[3], of[4]}));
  for (int i = pick(subject_->most); i >= 0; --i) delivery.items.push_back(item(delivery.source));
  return delivery;
}

std::string describe(const store::Item& item) {
  if (const auto* gone = std::get_if<store::Delete>(&item))
    return fmt::format("delete {} {}", model::kind_name(gone->kind), gone->key);
  const auto* put = std::get_if<store::Upsert>(&item);
  if (put == nullptr) return "quarantined";
  return fmt::format("put {} {} fir={}{}", model::kind_name(put->record.kind), put->record.key,
                     put->fir_key.value_or("-"), describe_record(put->record));
}

}  // namespace mizan::property
