#include "progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/mapping/stable_digest.hpp>
#include <mizan/sdk/adapter.hpp>
#include <nlohmann/json.hpp>

namespace mizan::rest {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr std::int64_t kMostSeconds = 253'402'300'799;  // the end of the year 9999

[[noreturn]] void refuse(const char* why) {
  throw sdk::Error(MIZAN_E_CHECKPOINT, why);
}

std::int64_t number(const json& from, std::int64_t low, std::int64_t high) {
  if (!from.is_number_integer() || from.is_number_unsigned() != (from.get<std::int64_t>() >= 0))
    refuse("the checkpoint cannot be read");
  const auto value = from.get<std::int64_t>();
  if (value < low || value > high) refuse("the checkpoint holds an impossible number");
  return value;
}

std::string text(const json& from) {
  auto value = from.get<std::string>();
  if (value.size() > Progress::kLongest) refuse("the checkpoint holds an impossible text");
  return value;
}

}  // namespace

Progress::Progress(const std::vector<mapping::ApiRequest>& requests, const BaseAddress& base,
                   std::string_view mapping)
    : requests_(requests),
      base_(base),
      identity_(
          fmt::format("{:016x}", mapping::stable_digest(base.text(), mapping::stable_digest(mapping)))) {}

void Progress::resume(std::string_view token) {
  if (token.empty()) return;
  try {
    const auto from = json::parse(token);
    if (from.at("v") != kVersion) refuse("the checkpoint is of another version");
    if (text(from.at("of")) != identity_) return;
    for (const auto& [name, moment] : from.at("read").items()) {
      const bool known =
          std::any_of(requests_.begin(), requests_.end(),
                      [&, &key = name](const mapping::ApiRequest& each) { return each.name == key; });
      if (!known) refuse("the checkpoint names an unknown request");
      watermarks_[name] = number(moment, -kMostSeconds, kMostSeconds);
    }
    if (from.contains("at")) take_round(text(from["at"].at("request")), from["at"].dump());
  } catch (const json::exception&) {
    refuse("the checkpoint cannot be read");
  }
}

void Progress::take_round(const std::string& name, std::string_view round) {
  const auto from = json::parse(round);
  const auto found = std::find_if(requests_.begin(), requests_.end(),
                                  [&](const mapping::ApiRequest& each) { return each.name == name; });
  if (found == requests_.end()) refuse("the checkpoint names an unknown request");
  round_.request = static_cast<std::size_t>(found - requests_.begin());
  if (!from.contains("pages")) return;
  round_.begun = true;
  auto& position = round_.position;
  position.pages = number(from.at("pages"), 1, found->paging.most_pages);
  position.number = number(from.at("number"), 0, std::int64_t{1} << 40U);
  position.cursor = text(from.at("cursor"));
  position.address = text(from.at("address"));
  round_.started = number(from.at("started"), 0, kMostSeconds);
  if (!from.at("newest").is_null()) round_.newest = number(from["newest"], -kMostSeconds, kMostSeconds);
  if (!position.address.empty() && base_.follow(base_.text(), position.address) != position.address)
    refuse("the checkpoint leads to another address");
  const bool by_link = found->paging.kind == mapping::Paging::Kind::kLink;
  const bool by_cursor = found->paging.kind == mapping::Paging::Kind::kCursor;
  if ((by_link && position.address.empty()) ||
      (by_cursor && position.cursor.empty() && position.address.empty()))
    refuse("the checkpoint does not say where to go on");
}

std::optional<std::int64_t> Progress::watermark() const {
  const auto found = watermarks_.find(requests_[round_.request].name);
  return found == watermarks_.end() ? std::nullopt : std::optional(found->second);
}

bool Progress::finish(std::optional<std::int64_t> moment) {
  if (moment) watermarks_[requests_[round_.request].name] = *moment;
  const auto next = round_.request + 1;
  round_ = {};
  if (next == requests_.size()) return false;
  round_.request = next;
  return true;
}

std::string Progress::token() const {
  json out = {{"v", kVersion}, {"of", identity_}, {"read", json::object()}};
  for (const auto& [name, moment] : watermarks_) out["read"][name] = moment;
  if (round_.begun || round_.request > 0) {
    auto& at = out["at"] = {{"request", requests_[round_.request].name}};
    if (round_.begun) {
      at["pages"] = round_.position.pages;
      at["number"] = round_.position.number;
      at["cursor"] = round_.position.cursor;
      at["address"] = round_.position.address;
      at["started"] = round_.started;
      at["newest"] = round_.newest ? json(*round_.newest) : json();
    }
  }
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace mizan::rest
