#include "kpi/accused_end.hpp"

#include <algorithm>
#include <map>

namespace mizan::kpi {

using model::Disposal;
using model::Kind;
using model::Record;
namespace field = model::field;

namespace {

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
    auto& latest = end.disposal == Disposal::kTransferred ? latest_transfer
                   : model::is_dormant(end.disposal)      ? latest_dormant
                                                          : latest_final;
    const bool later = !latest || end.on > latest->on;
    const bool tie = latest && end.on == latest->on && end.disposal < latest->disposal;
    if (later || tie) latest = end;
  }

  // With an open part there is no end; what was transferred away neither keeps open nor disposes.
  std::optional<End> end() const {
    if (open) return std::nullopt;
    if (latest_final) {
      const auto on =
          latest_dormant && latest_dormant->on > latest_final->on ? latest_dormant->on : latest_final->on;
      return End{first_conviction ? Disposal::kConvicted : latest_final->disposal, on};
    }
    return latest_dormant ? latest_dormant : latest_transfer;
  }
};

/// The latest of the orders that several legs record for one accused or charge.
struct LatestOrder {
  std::optional<End> end;

  void add(const Record& record, bool last_leg, DateReader& dates) {
    const auto disposal = disposal_of(record);
    const auto on = dates(record, field::disposed_on_id);
    if (!disposal || !on) return;
    // Leaving with the case to the next leg is no end.
    if (*disposal == Disposal::kTransferred && !last_leg) return;
    if (!end || *on > end->on || (*on == end->on && *disposal < end->disposal)) end = End{*disposal, *on};
  }
};

/// Where a record stands in a trial: what the latest leg says is so now, within a leg what the first source
/// says.
struct Standing {
  std::size_t leg = 0;
  model::SourceId source;

  bool outdoes(const Standing& other) const {
    return leg != other.leg ? leg > other.leg : source < other.source;
  }
};

struct AccusedState {
  bool absconding = false;
  std::optional<Standing> absconding_by;
  LatestOrder own;
  std::map<std::string_view, LatestOrder> charges;  // by charge key

  void add(const Record& record, const Standing& standing, bool last_leg, DateReader& dates) {
    own.add(record, last_leg, dates);
    const auto says = record.boolean(field::absconding_id);
    if (!says || (absconding_by && !standing.outdoes(*absconding_by))) return;
    absconding = *says;
    absconding_by = standing;
  }

  AccusedEnd end() const {
    Tally orders;
    for (const auto& [key, charge] : charges) {
      charge.end ? orders.add(*charge.end) : void(orders.open = true);
    }
    AccusedEnd result{own.end, absconding};
    if (!result.end && !charges.empty()) result.end = orders.end();
    const bool convicted_by_then =
        result.end && orders.first_conviction && *orders.first_conviction <= result.end->on;
    if (convicted_by_then && model::is_final(result.end->disposal))
      result.end->disposal = Disposal::kConvicted;
    return result;
  }
};

using AccusedByKey = std::map<std::string_view, AccusedState>;

// Charges that name no accused belong to the only one that any record or charge names, or to one that none
// does.
std::string_view unnamed_accused(const AccusedByKey& named) {
  return named.size() == 1 ? named.begin()->first : std::string_view();
}

std::optional<model::Holder> first_listing_holder(const Chain& legs) {
  std::optional<model::Holder> first;
  const auto consider = [&](const HeldRecord& part, const Record&) {
    if (!first || rank_of(part.holder, Precedence::kCourt) < rank_of(*first, Precedence::kCourt))
      first = part.holder;
  };
  for (const auto* leg : legs) {
    leg->for_each_child(Kind::kAccused, consider);
    leg->for_each_child(Kind::kCharge, consider);
  }
  return first;
}

}  // namespace

std::vector<AccusedEnd> accused_of(const Chain& legs, DateReader& dates) {
  const auto holder = first_listing_holder(legs);
  if (!holder) return {};
  AccusedByKey accused;
  const auto each = [&](Kind kind, auto visit) {
    for (std::size_t i = 0; i < legs.size(); ++i) {
      legs[i]->for_each_child(kind, [&](const HeldRecord& part, const Record& record) {
        if (part.holder == *holder)
          visit(record, Standing{i, part.source_case->source}, i + 1 == legs.size());
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
    accused[of].charges[charge.key].add(charge, last_leg, dates);
  });
  std::vector<AccusedEnd> ends;
  ends.reserve(accused.size());
  for (const auto& [key, state] : accused) ends.push_back(state.end());
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
