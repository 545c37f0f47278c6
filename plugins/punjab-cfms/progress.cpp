#include "progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/sdk/adapter.hpp>
#include <nlohmann/json.hpp>

namespace mizan::cfms {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr std::int64_t kMostSeconds = 253'402'300'799;  // the end of the year 9999
constexpr std::int64_t kMostPages = 10'000'000;
constexpr std::int64_t kHour = 3600;

[[noreturn]] void refuse() {
  throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint is none of this adapter's");
}

std::int64_t number(const json& from, std::int64_t least, std::int64_t most) {
  if (!from.is_number_integer()) refuse();
  if (from.is_number_unsigned() && from.get<std::uint64_t>() > static_cast<std::uint64_t>(most)) refuse();
  const auto value = from.get<std::int64_t>();
  if (value < least || value > most) refuse();
  return value;
}

std::optional<std::int64_t> moment(const json& from) {
  return from.is_null() ? std::nullopt : std::optional(number(from, 0, kMostSeconds));
}

void take(parts::DigestWindow& window, const json& from) {
  if (!from.is_string() || !window.take(from.get_ref<const std::string&>())) refuse();
}

json or_null(const std::optional<std::int64_t>& value) {
  return value ? json(*value) : json();
}

Round round_of(const json& from) {
  Round out;
  out.begun = true;
  out.page = number(from.at("page"), 0, kMostPages);
  out.pages = number(from.at("pages"), 1, kMostPages);
  out.started = number(from.at("started"), 0, kMostSeconds);
  out.newest = moment(from.at("newest"));
  return out;
}

}  // namespace

void Progress::resume(std::string_view token) {
  if (token.empty()) return;
  try {
    const auto from = json::parse(token);
    if (from.at("v") != kVersion || !from.at("of").is_string()) refuse();
    if (from["of"] != fmt::format("{:016x}", identity_)) {
      other_layout_ = true;
      return;
    }
    watermark_ = moment(from.at("read"));
    whole_ = number(from.at("whole"), 0, kMostSeconds);
    take(seen_, from.at("seen"));
    if (!from.contains("at")) return;
    round_ = round_of(from["at"]);
    take(next_, from["at"].at("seen"));
  } catch (const json::exception&) {
    refuse();
  }
}

std::string Progress::token() const {
  json out = {{"v", kVersion},
              {"of", fmt::format("{:016x}", identity_)},
              {"read", or_null(watermark_)},
              {"whole", whole_},
              {"seen", seen_.text()}};
  if (round_.begun) {
    out["at"] = {{"page", round_.page},
                 {"pages", round_.pages},
                 {"started", round_.started},
                 {"newest", or_null(round_.newest)},
                 {"seen", next_.text()}};
  }
  return out.dump();
}

void Progress::begin(std::int64_t page, std::int64_t now) {
  round_ = {};
  round_.begun = true;
  round_.page = page;
  round_.started = std::clamp<std::int64_t>(now, 0, kMostSeconds);
  next_.clear();
}

void Progress::finish(bool whole, bool gave_something) {
  const auto before = watermark_;
  // The first reading is whole as well, though nothing was there that could have vanished.
  if (whole || !watermark_) whole_ = round_.started;
  if (round_.newest) {
    const auto reached = std::clamp<std::int64_t>(*round_.newest, 0, round_.started);
    watermark_ = std::max(watermark_.value_or(reached), reached);
  } else if (!watermark_) {
    watermark_ = 0;
  }
  if (gave_something || watermark_ != before) std::swap(seen_, next_);
  next_.clear();
  round_ = {};
  other_layout_ = false;
}

bool Progress::whole_due(std::int64_t now, std::int64_t every_hours) const {
  return other_layout_ || (every_hours > 0 && now - whole_ >= every_hours * kHour);
}

}  // namespace mizan::cfms
