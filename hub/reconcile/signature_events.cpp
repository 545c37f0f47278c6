#include "reconcile/signature_events.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "publish/cloud_event.hpp"

namespace mizan::reconcile {
namespace {

using nlohmann::ordered_json;

constexpr int kForm = 1;

std::string subject_of(std::string_view period, std::string_view province, std::string_view district,
                       std::string_view holder) {
  return fmt::format("reconciliation/{}/{}/{}/{}", period, province, district.empty() ? "_T" : district,
                     holder);
}

store::Event event_of(std::string_view type, const std::string& subject, base::Micros at, ordered_json data) {
  return {0, at, std::string(type), subject,
          publish::envelope(type, subject, base::to_rfc3339(at), std::move(data))};
}

ordered_json signature_json(const store::Signature& signature) {
  return {{"v", kForm},
          {"signature", signature.id},
          {"period", signature.period},
          {"province", signature.province},
          {"district", signature.district.empty() ? ordered_json() : ordered_json(signature.district)},
          {"holder", signature.holder},
          {"office", signature.office},
          {"by", signature.by},
          {"signed_at", base::to_rfc3339(signature.at)},
          {"digest", signature.digest}};
}

ordered_json movers_json(const Moved& moved) {
  auto list = ordered_json::array();
  for (const auto& each : moved.movers) {
    if (list.size() == kMostMovers) break;
    list.push_back({{"source", each.source},
                    {"kind", model::kind_name(each.kind)},
                    {"key", each.key},
                    {"reason", model::change_reason_name(each.reason)}});
  }
  return list;
}

ordered_json reasons_json(const Moved& moved) {
  std::map<std::string_view, std::int64_t> counts;
  for (const auto& each : moved.movers) ++counts[model::change_reason_name(each.reason)];
  auto json = ordered_json::object();
  for (const auto& [reason, count] : counts) json[std::string(reason)] = count;
  return json;
}

}  // namespace

store::Event signed_event(const store::Signature& signature) {
  auto data = signature_json(signature);
  data["figures"] = base::parse_ordered_json(signature.figures)["figures"];
  return event_of(kSignedType,
                  subject_of(signature.period, signature.province, signature.district, signature.holder),
                  signature.at, std::move(data));
}

store::Event withdrawn_event(const store::Signature& signature) {
  auto data = signature_json(signature);
  data["withdrawn_by"] = signature.withdrawn->by;
  data["why"] = signature.withdrawn->why;
  return event_of(kWithdrawnType,
                  subject_of(signature.period, signature.province, signature.district, signature.holder),
                  signature.withdrawn->at, std::move(data));
}

store::Event restated_event(const Moved& moved, base::Micros at) {
  const auto& figure = *moved.figure;
  const auto holder = model::holder_name(figure.holder);
  const auto stage = info_of(figure.stage).name;
  ordered_json data = {{"v", kForm},
                       {"signature", figure.signature},
                       {"period", figure.period.label},
                       {"province", figure.province},
                       {"district", figure.district.empty() ? ordered_json() : ordered_json(figure.district)},
                       {"holder", holder},
                       {"stage", stage},
                       {"office", figure.office},
                       {"by", figure.by},
                       {"signed_at", base::to_rfc3339(figure.signed_at)},
                       {"signed", figure.signed_count},
                       {"previous", moved.was},
                       {"value", moved.now},
                       {"reasons", reasons_json(moved)},
                       {"record_count", moved.movers.size()}};
  if (moved.movers.empty()) data["cause"] = model::change_reason_name(model::ChangeReason::kConfig);
  const auto subject = subject_of(figure.period.label, figure.province, figure.district, holder);
  return event_of(kRestatedType, fmt::format("{}/{}", subject, stage), at, std::move(data));
}

store::Restatement restatement_of(const Moved& moved, base::Micros at) {
  return {
      moved.figure->signature,
      std::string(info_of(moved.figure->stage).name),
      at,
      moved.was,
      moved.now,
      base::json_text(ordered_json{{"records", movers_json(moved)}, {"record_count", moved.movers.size()}})};
}

}  // namespace mizan::reconcile
