#include "app/redrive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "adapter/item_guard.hpp"
#include "app/connection.hpp"
#include "app/whole_run.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

using Rows = std::vector<store::QuarantineRow>;

constexpr int kAll = 1'000'000;

// Whether a place such as "cases.csv:17" lies in a file that the source's folder still has.
bool file_is_there(const SourceConfig& source, const std::string& where) {
  const auto folder = watched_folder(source);
  if (!folder) return false;
  std::error_code ignored;
  for (auto colon = where.find(':'); colon != std::string::npos; colon = where.find(':', colon + 1)) {
    const fs::path name = where.substr(0, colon);
    if (name == name.filename() && fs::is_regular_file(*folder / name, ignored)) return true;
  }
  return false;
}

/// One source read again, and what that says of its entries.
class Reading {
 public:
  Reading(Session& session, const SourceConfig& source) : session_(session), source_(source) {}

  base::Result<> read(const Rows& rows, const std::function<void(std::int64_t)>& progress) {
    for (const auto& row : rows) watched_.insert(row.rejection.where);
    MIZAN_ASSIGN(const auto sources, session_.store().sources());
    for (const auto& each : sources) {
      if (each.name == source_.name) MIZAN_TRY(session_.store().forget_checkpoint(each.id));
    }
    started_ = session_.now();
    auto report = run_whole([&] { return session_.ingest(source_, progress, watched_); });
    if (!report && report.error().code == base::Code::kStore) return report.error();
    report_ = report ? *report : pipeline::IngestReport::never_begun(report.error().message);
    if (report) {
      MIZAN_ASSIGN(snapshot_, is_snapshot());
    }
    MIZAN_ASSIGN(const auto open, session_.store().quarantine(source_.name, "open", kAll));
    for (const auto& row : open) {
      if (row.received_at < started_) continue;
      again_.insert(row.id);
      // Records without a key have no place to be known by.
      if (row.rejection.reason != "no_key") again_by_place_[row.rejection.where] = row;
    }
    return {};
  }

  Redriven judge(const store::QuarantineRow& row) const {
    const auto& where = row.rejection.where;
    if (again_.contains(row.id)) return {row, "rejected again, for the same reason", false};
    if (const auto again = again_by_place_.find(where); again != again_by_place_.end())
      return {row,
              fmt::format("rejected again, now as {}: {}", again->second.id, again->second.rejection.reason),
              true};
    if (report_.watched_accepted.contains(where)) return {row, "accepted", true};
    if (report_.status != "ok")
      return {row, fmt::format("the reading ended {}: {}", report_.status, report_.message), false};
    if (row.rejection.reason == adapter::kEndedAdapter)
      return {row, "the source was read again to its end, and this item did not end its adapter", true};
    if (file_is_there(source_, where))
      return {row, "its file was read again and this place is no longer rejected", true};
    if (snapshot_) return {row, "the source's whole snapshot no longer has it", true};
    return {row, "the source did not send it again: bring its file back, or discard it", false};
  }

 private:
  base::Result<bool> is_snapshot() {
    MIZAN_ASSIGN(const auto declaration, session_.declaration_of(source_));
    return declaration.snapshot;
  }

  Session& session_;
  const SourceConfig& source_;
  std::set<std::string> watched_;
  base::Micros started_ = 0;
  bool snapshot_ = false;
  pipeline::IngestReport report_;
  std::set<std::int64_t> again_;  ///< entries that were received again
  std::map<std::string, store::QuarantineRow> again_by_place_;
};

}  // namespace

base::Result<std::vector<Redriven>> redrive(
    Session& session, const Rows& open,
    const std::function<void(const std::string&, std::int64_t)>& progress) {
  std::map<std::string, Rows> by_source;
  for (const auto& row : open) by_source[row.source].push_back(row);
  std::vector<Redriven> all;
  for (const auto& [name, rows] : by_source) {
    const auto& sources = session.source_configs();
    const auto source =
        std::find_if(sources.begin(), sources.end(),
                     [&, &wanted = name](const SourceConfig& each) { return each.name == wanted; });
    if (source == sources.end()) {
      for (const auto& row : rows) all.push_back({row, "its source is no longer configured", false});
      continue;
    }
    Reading reading(session, *source);
    MIZAN_TRY(reading.read(rows, [&](std::int64_t received) { progress(source->name, received); }));
    for (const auto& row : rows) {
      all.push_back(reading.judge(row));
      if (all.back().closed) MIZAN_TRY(session.store().set_quarantine_state(row.id, "redriven"));
    }
  }
  std::sort(all.begin(), all.end(), [](const Redriven& a, const Redriven& b) { return a.row.id < b.row.id; });
  return all;
}

}  // namespace mizan::app
