#include "release/news.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "publish/cloud_event.hpp"
#include "release/document.hpp"

namespace mizan::release {
namespace {

using nlohmann::ordered_json;

std::string subject_of(std::string_view id) {
  return "release/" + std::string(id);
}

News news(std::string_view type, std::string_view about, const Archive::Entry& entry, ordered_json data) {
  const auto subject = subject_of(about);
  return {std::string(type), subject, publish::envelope(type, subject, entry.at, std::move(data))};
}

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

News published(const Summary& summary, std::vector<std::string> kpis, const Archive::Entry& entry,
               std::size_t place) {
  return news(kPublishedType, summary.id, entry,
              {{"v", kDocumentVersion},
               {"release", summary.id},
               {"period", summary.period},
               {"revises", text_or_null(summary.revises)},
               {"known_at", summary.known_at},
               {"kpis", std::move(kpis)},
               {"values", summary.values},
               {"revisions", summary.revisions},
               {"place", place + 1},
               {"leaf", base::to_hex(entry.leaf)},
               {"path", "/v1/releases/" + summary.id}});
}

// How many values of each KPI are others.
ordered_json counted(const ordered_json& revisions) {
  auto counts = ordered_json::object();
  for (const auto& each : revisions) {
    const auto kpi = each.is_object() ? each.value("kpi", std::string()) : std::string();
    counts[kpi] = counts.value(kpi, 0) + 1;
  }
  return counts;
}

News revised(const Summary& summary, ordered_json revisions, const Archive::Entry& entry) {
  auto counts = counted(revisions);
  const bool whole = revisions.size() <= kMostRevisionsTold;
  if (!whole)
    revisions.erase(revisions.begin() + static_cast<std::ptrdiff_t>(kMostRevisionsTold), revisions.end());
  return news(kRevisedType, summary.revises, entry,
              {{"v", kDocumentVersion},
               {"release", summary.revises},
               {"period", summary.period},
               {"by", summary.id},
               {"known_at", summary.known_at},
               {"revisions", summary.revisions},
               {"of_kpis", std::move(counts)},
               {"changed", std::move(revisions)},
               {"whole", whole},
               {"path", "/v1/releases/" + summary.id}});
}

}  // namespace

base::Result<std::vector<News>> news_of(std::string_view document, const Archive::Entry& entry,
                                        std::size_t place) {
  MIZAN_ASSIGN(const auto summary, read_summary(document));
  MIZAN_ASSIGN(auto kpis, kpis_of(document));
  std::vector<News> all;
  all.push_back(published(summary, std::move(kpis), entry, place));
  if (summary.revises.empty()) return all;
  auto json = base::parse_ordered_json(document);
  auto revisions = json.contains("revisions") && json["revisions"].is_array() ? std::move(json["revisions"])
                                                                              : ordered_json::array();
  all.push_back(revised(summary, std::move(revisions), entry));
  return all;
}

}  // namespace mizan::release
