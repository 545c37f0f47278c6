#include "reconcile/signed_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace mizan::reconcile {
namespace {

base::Error unreadable(const store::Signature& signature) {
  return {base::Code::kStore,
          fmt::format("signature {} of the reconciliation cannot be read; restore a backup", signature.id)};
}

using NowByFigure = std::map<std::pair<std::int64_t, std::string>, std::int64_t>;

base::Result<> add_figures(const store::Signature& signature, const NowByFigure& now,
                           std::vector<SignedFigure>& all) {
  const auto json = base::parse_json(signature.figures);
  const auto period = model::parse_period(signature.period);
  const auto holder = model::find_holder(signature.holder);
  if (!json.is_object() || !json.contains("figures") || !json["figures"].is_array() || !period || !holder)
    return unreadable(signature);
  for (const auto& each : json["figures"]) {
    const auto stage = each.is_object() ? find_stage(each.value("stage", "")) : std::nullopt;
    if (!stage || !each.contains("count")) return unreadable(signature);
    if (!each["count"].is_number_integer()) continue;  // not observed
    SignedFigure figure{signature.id,
                        signature.at,
                        *period,
                        signature.province,
                        signature.district,
                        *holder,
                        signature.office,
                        signature.by,
                        *stage,
                        each["count"].get<std::int64_t>(),
                        0};
    const auto told = now.find({signature.id, std::string(info_of(*stage).name)});
    figure.now = told == now.end() ? figure.signed_count : told->second;
    all.push_back(std::move(figure));
  }
  return {};
}

}  // namespace

bool SignedFigure::has(const Entry& entry) const {
  return entry.stage == stage && entry.holder == holder && entry.day >= period.from &&
         entry.day < period.to && entry.place.province == province &&
         (district.empty() || entry.place.district == district);
}

base::Result<SignedFigures> SignedFigures::read(const store::Store& store) {
  NowByFigure now;
  MIZAN_ASSIGN(const auto restated, store::restatements(store));
  for (const auto& each : restated) now[{each.signature, each.stage}] = each.now;
  MIZAN_ASSIGN(const auto signatures, store::signatures(store));
  SignedFigures figures;
  for (const auto& each : signatures) {
    if (!each.withdrawn) MIZAN_TRY(add_figures(each, now, figures.all_));
  }
  return figures;
}

const SignedFigure* SignedFigures::find(const Cell& cell, Stage stage, model::Holder holder) const {
  if (!cell.place.station.empty()) return nullptr;
  const auto found = std::ranges::find_if(all_, [&](const SignedFigure& each) {
    return each.stage == stage && each.holder == holder && each.period.label == cell.period &&
           each.province == cell.place.province && each.district == cell.place.district;
  });
  return found == all_.end() ? nullptr : &*found;
}

bool SignedFigures::of_holder(model::Holder holder) const {
  return std::ranges::any_of(all_, [&](const SignedFigure& each) { return each.holder == holder; });
}

bool SignedFigures::of_day(model::Holder holder, base::Day day) const {
  return std::ranges::any_of(all_, [&](const SignedFigure& each) {
    return each.holder == holder && day >= each.period.from && day < each.period.to;
  });
}

void SignedFigures::add(const HeldCase& held, std::int64_t times, Moves& moves) const {
  for (const auto& entry : held.entries) {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (all_[i].has(entry)) moves[i] += times;
    }
  }
}

}  // namespace mizan::reconcile
