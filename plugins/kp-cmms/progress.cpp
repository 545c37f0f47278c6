#include "progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/sdk/adapter.hpp>
#include <nlohmann/json.hpp>
#include <utility>

namespace mizan::cmms {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr std::int64_t kMostSeconds = 253'402'300'799;  // the end of the year 9999
constexpr std::int64_t kHour = 3600;
constexpr std::size_t kMostText = 1024;
constexpr std::size_t kMostTables = 4;

[[noreturn]] void refuse() {
  throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint is none of this adapter's");
}

std::string text(const json& from, const char* member) {
  const auto found = from.find(member);
  if (found == from.end()) return {};
  if (!found->is_string()) refuse();
  auto out = found->get<std::string>();
  if (out.empty() || out.size() > kMostText || out.find('\0') != out.npos) refuse();
  return out;
}

// Whether it is a time of the calendar, the database says; words such as "now" are none here.
std::string time(const json& from, const char* member) {
  auto out = text(from, member);
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || std::string_view("- :.").find(c) != std::string_view::npos;
  };
  if (!out.empty() && (out.size() < 19 || !std::all_of(out.begin(), out.end(), fits))) refuse();
  return out;
}

void take(parts::DigestWindow& window, const json& from, const char* member) {
  const auto found = from.find(member);
  if (found == from.end()) return;
  if (!found->is_string() || !window.take(found->get_ref<const std::string&>())) refuse();
}

TableProgress table_of(const json& from) {
  if (!from.is_object()) refuse();
  TableProgress out;
  out.watermark = time(from, "w");
  take(out.seen, from, "s");
  out.until = time(from, "u");
  out.reach = time(from, "r");
  out.at = time(from, "a");
  out.at_id = text(from, "i");
  take(out.next, from, "n");
  const bool whole_round = out.until.empty() == out.reach.empty() && out.at.empty() == out.at_id.empty();
  if (!whole_round || (out.until.empty() && !out.at.empty())) refuse();
  return out;
}

json table_json(const TableProgress& of) {
  auto out = json::object();
  const auto put = [&](const char* member, const std::string& value) {
    if (!value.empty()) out[member] = value;
  };
  put("w", of.watermark);
  put("s", of.seen.text());
  put("u", of.until);
  put("r", of.reach);
  put("a", of.at);
  put("i", of.at_id);
  put("n", of.next.text());
  return out;
}

}  // namespace

void TableProgress::begin(std::string last, std::string reached) {
  until = std::move(last);
  reach = std::move(reached);
  at.clear();
  at_id.clear();
  next.clear();
}

void TableProgress::finish(bool gave_something) {
  if (gave_something || reach != watermark) std::swap(seen, next);
  watermark = std::move(reach);
  begin({}, {});
}

void Progress::resume(std::string_view token) {
  if (token.empty()) return;
  const auto from = json::parse(token, nullptr, false);
  if (!from.is_object() || from.value("v", json()) != kVersion || !from.value("of", json()).is_string())
    refuse();
  if (from["of"] != fmt::format("{:016x}", identity_)) {
    other_layout_ = true;
    return;
  }
  const auto whole = from.value("whole", json());
  if (!whole.is_number_unsigned() || whole.get<std::uint64_t>() > static_cast<std::uint64_t>(kMostSeconds))
    refuse();
  whole_ = whole.get<std::int64_t>();
  const auto tables = from.find("t");
  if (tables == from.end() || !tables->is_object() || tables->size() > kMostTables) refuse();
  for (const auto& [name, node] : tables->items()) tables_[name] = table_of(node);
}

std::string Progress::token() const {
  auto tables = json::object();
  for (const auto& [name, of] : tables_) tables[name] = table_json(of);
  return json{{"v", kVersion},
              {"of", fmt::format("{:016x}", identity_)},
              {"whole", static_cast<std::uint64_t>(whole_)},
              {"t", tables}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

bool Progress::whole_due(std::int64_t now, std::int64_t every_hours) const {
  return other_layout_ || (every_hours > 0 && now - whole_ >= every_hours * kHour);
}

void Progress::note_whole(std::int64_t now) {
  whole_ = std::clamp<std::int64_t>(now, 1, kMostSeconds);
  other_layout_ = false;
}

}  // namespace mizan::cmms
