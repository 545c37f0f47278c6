#include "app/release_news.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "release/news.hpp"
#include "store/announcements.hpp"

namespace mizan::app {
namespace {

using release::Archive;
using Log = std::span<const Archive::Entry>;

constexpr std::string_view kStage = "releases";

// How many were told, and the leaf of the last of them, by which the log is known again.
std::string position_at(Log log, std::size_t told) {
  return told == 0 ? std::string() : fmt::format("{} {}", told, base::to_hex(log[told - 1].leaf));
}

std::size_t told_of(Log log, const std::string& position) {
  const auto words = base::split(position, ' ');
  const auto told = base::parse_int(words.front()).value_or(0);
  if (told < 1 || static_cast<std::size_t>(told) > log.size()) return 0;
  const auto size = static_cast<std::size_t>(told);
  return position == position_at(log, size) ? size : 0;
}

base::Result<std::vector<store::Event>> events_of(const Archive& archive, Log log, std::size_t from) {
  std::vector<store::Event> events;
  for (auto place = from; place < log.size(); ++place) {
    const auto& entry = log[place];
    MIZAN_ASSIGN(const auto text, archive.signed_text(entry.id));
    MIZAN_ASSIGN(const auto jws, release::parse_jws(text));
    MIZAN_ASSIGN(auto news, release::news_of(jws.payload, entry, place));
    for (auto& each : news)
      events.push_back({0, base::parse_rfc3339(entry.at).value_or(0), std::move(each.type),
                        std::move(each.subject), std::move(each.body)});
  }
  return events;
}

}  // namespace

base::Result<std::size_t> tell_releases(const Archive& archive, store::Store& store) {
  MIZAN_ASSIGN(const auto log, archive.sealed());
  MIZAN_ASSIGN(const auto position, store::told_until(store, kStage));
  const auto told = told_of(log, position);
  if (told == log.size()) return std::size_t{0};
  MIZAN_ASSIGN(const auto events, events_of(archive, log, told));
  MIZAN_ASSIGN(const bool ours, store::tell(store, kStage, position, position_at(log, log.size()), events));
  return ours ? log.size() - told : 0;
}

}  // namespace mizan::app
