#include "kpi/accused_end.hpp"

#include <algorithm>
#include <bitset>
#include <map>
#include <tuple>

namespace mizan::kpi {

using model::Disposal;
using model::Kind;
using model::Record;
namespace field = model::field;

// A final order that a conviction by then makes one; its reason was that of another.
End as_convicted_if(bool convicted, End end) {
  if (convicted && model::is_final(end.disposal) && end.disposal != Disposal::kConvicted)
    end = {Disposal::kConvicted, end.on, {}};
  return end;
}

namespace {

// Of equal orders the reason that is first in the alphabet, whoever is asked first.
std::string_view first_reason(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() ? b : a;
  return std::min(a, b);
}

// The later end; of one day, the class that comes first.
void take_latest(std::optional<End>& latest, const End& end) {
  const bool same_day = latest && end.on == latest->on;
  if (!latest || end.on > latest->on || (same_day && end.disposal < latest->disposal)) {
    latest = end;
  } else if (same_day && end.disposal == latest->disposal) {
    latest->reason = first_reason(latest->reason, end.reason);
  }
}

// Of imprisonment the months decide; months alone are imprisonment too. A record that says how he was let off
// has none.
Sentence sentence_of(const Record& record) {
  constexpr std::int64_t kSevenYears = 84;
  const auto disposal = disposal_of(record);
  if (disposal && *disposal != Disposal::kConvicted) return Sentence::kUnknown;
  const auto kind = record.text(field::sentence_kind_id);
  const auto months = record.integer(field::sentence_months_id);
  if ((!kind || *kind == "imprisonment") && months && *months >= 0)
    return *months > kSevenYears ? Sentence::kOver84 : Sentence::kUpTo84;
  if (kind == "death") return Sentence::kDeath;
  if (kind == "life") return Sentence::kLife;
  if (kind == "fine") return Sentence::kFine;
  return kind == "probation" ? Sentence::kProbation : Sentence::kUnknown;
}

/// What several parts (accused of a case, charges of an accused) make of the whole.
struct Tally {
  bool open = false;
  std::optional<base::Day> first_conviction;
  std::optional<End> latest_final;
  std::optional<End> latest_dormant;
  std::optional<End> latest_transfer;

  void add(const End& end) {
    if (end.disposal == Disposal::kConvicted)
      first_conviction = std::min(first_conviction.value_or(end.on), end.on);
    take_latest(end.disposal == Disposal::kTransferred ? latest_transfer
                : model::is_dormant(end.disposal)      ? latest_dormant
                                                       : latest_final,
                end);
  }

  // With an open part there is no end; what was transferred away neither keeps open nor disposes.
  std::optional<End> end() const {
    if (open) return std::nullopt;
    if (latest_final) {
      const auto on = latest_dormant ? std::max(latest_dormant->on, latest_final->on) : latest_final->on;
      return as_convicted_if(first_conviction.has_value(),
                             {latest_final->disposal, on, latest_final->reason});
    }
    return latest_dormant ? latest_dormant : latest_transfer;
  }
};

/// The latest of the orders that several legs record for one accused or charge.
struct LatestOrder {
  std::optional<End> end;
  bool undated = false;

  void add(const Record& record, bool last_leg, DateReader& dates) {
    const auto disposal = disposal_of(record);
    const auto on = dates(record, field::disposed_on_id);
    // Leaving with the case to the next leg is no end.
    if (!disposal || (*disposal == Disposal::kTransferred && !last_leg)) return;
    undated = undated || !on;
    if (!on) return;
    take_latest(end, {*disposal, *on, record.text(field::disposal_reason_id).value_or("")});
  }
};

/// Where a record stands in a trial: what the latest leg says is so now, within a leg what the first source
/// says, of a source's cases the first.
struct Standing {
  std::size_t leg;
  model::SourceId source;
  std::string_view case_key;

  bool outdoes(const Standing& other) const {
    return std::tie(other.leg, source, case_key) < std::tie(leg, other.source, other.case_key);
  }
};

/// What the latest leg says of someone.
template <class Value>
struct Said {
  std::optional<Value> value;
  std::optional<Standing> by;

  void add(std::optional<Value> says, const Standing& standing) {
    if (!says || (by && !standing.outdoes(*by))) return;
    value = says;
    by = standing;
  }
};

struct AccusedState {
  Said<bool> absconding;
  Said<std::string_view> sex;
  Said<std::string_view> age_class;
  Said<std::string_view> cnic;
  Said<std::string_view> name;
  Said<std::string_view> father;
  Said<base::Day> custody_from;
  Said<base::Day> custody_to;
  Sentence own_sentence = Sentence::kUnknown;
  Sentence charged_sentence = Sentence::kUnknown;
  LatestOrder own;
  std::map<std::string_view, LatestOrder> charges;  // by charge key

  void add(const Record& record, const Standing& standing, bool last_leg, DateReader& dates) {
    own.add(record, last_leg, dates);
    own_sentence = std::min(own_sentence, sentence_of(record));
    absconding.add(record.boolean(field::absconding_id), standing);
    sex.add(record.text(field::sex_id), standing);
    age_class.add(record.text(field::age_class_id), standing);
    cnic.add(record.text(field::cnic_id), standing);
    name.add(record.text(field::person_name_id), standing);
    father.add(record.text(field::father_name_id), standing);
    custody_from.add(dates(record, field::custody_from_id), standing);
    custody_to.add(dates(record, field::custody_to_id), standing);
  }

  Person person() const {
    return {cnic.value.value_or(""), name.value.value_or(""), father.value.value_or("")};
  }

  Description description() const { return {absconding.value, sex.value, age_class.value}; }

  void add_charge(const Record& charge, bool last_leg, DateReader& dates) {
    charges[charge.key].add(charge, last_leg, dates);
    charged_sentence = std::min(charged_sentence, sentence_of(charge));
  }

  // What his own records tell, else what those of his charges do.
  Sentence sentence() const { return own_sentence == Sentence::kUnknown ? charged_sentence : own_sentence; }

  AccusedEnd end() const {
    Tally orders;
    for (const auto& [key, charge] : charges) {
      charge.end ? orders.add(*charge.end) : void(orders.open = true);
    }
    AccusedEnd result;
    result.end = own.end;
    result.undated = own.undated;
    result.sentence = sentence();
    for (const auto& [key, charge] : charges) result.undated = result.undated || charge.undated;
    if (!result.end && !charges.empty()) result.end = orders.end();
    const bool convicted_by_then =
        result.end && orders.first_conviction && *orders.first_conviction <= result.end->on;
    if (result.end) result.end = as_convicted_if(convicted_by_then, *result.end);
    result.undated = result.undated && !result.end;
    return result;
  }
};

using AccusedByKey = std::map<std::string_view, AccusedState>;

// Charges that name no accused belong to the only one that any record or charge names, or to one that none
// does.
std::string_view unnamed_accused(const AccusedByKey& named) {
  return named.size() == 1 ? named.begin()->first : std::string_view();
}

void describe(AccusedEnd& accused, const Description& description) {
  accused.absconding = description.absconding.value_or(false);
  accused.sex = description.sex.value_or("");
  accused.age_class = description.age_class.value_or("");
}

std::optional<model::Holder> first_listing_holder(const Chain& legs) {
  std::bitset<4> listing;
  const auto consider = [&](const HeldRecord& part, const Record&) {
    listing.set(static_cast<std::size_t>(part.holder));
  };
  for (const auto* leg : legs) {
    leg->for_each_child(Kind::kAccused, consider);
    leg->for_each_child(Kind::kCharge, consider);
  }
  for (const auto holder : holders_by(Precedence::kCourt)) {
    if (listing.test(static_cast<std::size_t>(holder))) return holder;
  }
  return std::nullopt;
}

}  // namespace

std::vector<AccusedEnd> accused_of(const Chain& legs, const ToldOfAccused& told, DateReader& dates) {
  const auto holder = first_listing_holder(legs);
  if (!holder) return {};
  AccusedByKey accused;
  const auto each = [&](Kind kind, auto visit) {
    for (std::size_t i = 0; i < legs.size(); ++i) {
      legs[i]->for_each_child(kind, [&](const HeldRecord& part, const Record& record) {
        if (part.holder == *holder)
          visit(record, Standing{i, part.source_case->source, part.record().key}, i + 1 == legs.size());
      });
    }
  };
  each(Kind::kAccused, [&](const Record& record, const Standing& standing, bool last_leg) {
    accused[record.key].add(record, standing, last_leg, dates);
  });
  each(Kind::kCharge, [&](const Record& charge, const Standing&, bool) {
    if (const auto named = charge.text(field::accused_id)) accused[*named];
  });
  const auto unnamed = unnamed_accused(accused);
  each(Kind::kCharge, [&](const Record& charge, const Standing&, bool last_leg) {
    const auto of = charge.text(field::accused_id).value_or(unnamed);
    accused[of].add_charge(charge, last_leg, dates);
  });
  std::vector<AccusedEnd> ends;
  ends.reserve(accused.size());
  for (const auto& [key, state] : accused) {
    auto& end = ends.emplace_back(state.end());
    describe(end, completed(state.description(), *holder, state.person(), told.persons));
    if (!told.custody.empty())
      end.custody = custody_of(*holder, state.person(), {state.custody_from.value, state.custody_to.value},
                               told.custody);
    end.appeals = told.appeals.of_state_against({&legs, *holder, key, state.person()});
  }
  return ends;
}

std::optional<End> end_by_accused(const std::vector<AccusedEnd>& accused) {
  Tally all;
  for (const auto& one : accused) {
    if (one.end) {
      all.add(*one.end);
    } else if (!one.absconding) {
      all.open = true;
    }
  }
  return all.end();
}

bool any_convicted_by(const std::vector<AccusedEnd>& accused, base::Day day) {
  return std::any_of(accused.begin(), accused.end(), [day](const AccusedEnd& one) {
    return one.end && one.end->disposal == Disposal::kConvicted && one.end->on <= day;
  });
}

}  // namespace mizan::kpi
