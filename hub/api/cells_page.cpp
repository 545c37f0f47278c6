#include "api/cells_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/parameters.hpp"
#include "base/digest.hpp"
#include "merge/snapshot.hpp"

namespace mizan::api {
namespace {

using Clock = std::chrono::steady_clock;

// Of each there is a file on the disk, as large as all cells.
constexpr std::size_t kMostKept = 3;
// Writing them holds up the pipeline, so they are not written again before ten times as long has gone by.
constexpr int kRest = 10;
// More than any line of a hub has.
constexpr std::size_t kLongestLine = std::size_t{32} << 20U;

// All that a snapshot depends on but the moment it is taken. Under the lock of the engine.
base::Result<std::string> version_of(const HubView& hub, store::Store& store) {
  MIZAN_ASSIGN(const auto state, store.kpi_state());
  auto text = fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n", hub.cells_hub, store.epoch(), state.position,
                          state.reach, hub.engine.basis(), state.definitions);
  for (const auto& each : hub.engine.receipts())
    text += fmt::format("{} {} {} {}\n", each.province, each.day.value, each.received, each.quarantined);
  for (const auto& each : hub.engine.sources()) text += fmt::format("{}\n", each.newest_change);
  return fmt::format("{:016x}", base::digest64(text));
}

base::Result<std::int64_t> place_in(const Request& request, std::int64_t size) {
  return number_in(request, "from", {0, size}, 0);  // how many bytes the other side has
}

// Whole lines from there. `from` is behind a line, or it is no place where a page ended.
base::Result<std::string> page_of(const UnlinkedFile& file, std::int64_t from) {
  if (from > 0) {
    MIZAN_ASSIGN(const auto before, file.read(from - 1, 1));
    if (before != "\n") return base::Error{base::Code::kData, "from is no end of a line of these cells"};
  }
  MIZAN_ASSIGN(auto page, file.read(from, kFullCellsPage));
  if (from + static_cast<std::int64_t>(page.size()) == file.size()) return page;
  if (const auto end = page.rfind('\n'); end != std::string::npos) {
    page.resize(end + 1);
    return page;
  }
  MIZAN_ASSIGN(page, file.read(from, kLongestLine));
  page.resize(page.find('\n') + 1);
  return page;
}

}  // namespace

base::Result<std::vector<std::string>> declarations_of(const kpi::Engine& engine, store::Store& store) {
  MIZAN_ASSIGN(const auto rows, store.sources());
  std::vector<std::string> texts;
  for (const auto& source : engine.sources()) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const store::SourceRow& each) {
      return each.id == source.declaration.id;
    });
    texts.push_back(row == rows.end() ? std::string() : row->declaration);
  }
  return texts;
}

CellsShelf::Kept CellsShelf::find(const std::string& version) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const Kept& each) { return each->version == version; });
  return found == kept_.end() ? nullptr : *found;
}

CellsShelf::Kept CellsShelf::last() {
  const std::lock_guard lock(mutex_);
  return kept_.empty() ? nullptr : kept_.back();
}

void CellsShelf::keep(Kept written) {
  const std::lock_guard lock(mutex_);
  kept_.push_back(std::move(written));
  if (kept_.size() > kMostKept) kept_.pop_front();
}

base::Result<CellsShelf::Kept> CellsShelf::write(const HubView& hub, store::Store& store) {
  const auto begun = Clock::now();
  MIZAN_ASSIGN(auto file, UnlinkedFile::beside(hub.store_path));
  const std::shared_lock lock(hub.engine_lock);
  MIZAN_ASSIGN(auto version, version_of(hub, store));
  MIZAN_ASSIGN(auto declarations, declarations_of(hub.engine, store));
  MIZAN_TRY(merge::write_snapshot(hub.engine,
                                  {hub.cells_hub, hub.clock.now(), std::move(declarations), store.epoch()},
                                  [&](std::string_view line) { return file.append(line); }));
  MIZAN_TRY(file.flush());
  const auto now = Clock::now();
  auto written =
      std::make_shared<const Written>(Written{std::move(version), std::move(file), now, now - begun});
  keep(written);
  return Kept(std::move(written));
}

base::Result<CellsShelf::Kept> CellsShelf::newest(const HubView& hub, store::Store& store) {
  const auto latest = last();
  if (latest) {
    const std::shared_lock lock(hub.engine_lock);
    MIZAN_ASSIGN(const auto version, version_of(hub, store));
    if (latest->version == version) return latest;
  }
  if (latest && Clock::now() - latest->at < kRest * latest->took) return latest;
  const std::unique_lock alone(writing_, std::try_to_lock);
  if (!alone)
    return base::Error{base::Code::kTransient, "the cells are being written: come back in a few seconds"};
  return write(hub, store);
}

base::Result<Response> CellsShelf::answer(const Request& request, const HubView& hub, store::Store& store) {
  if (hub.cells_hub.empty())
    return base::Error{base::Code::kNotFound,
                       "this hub does not give its KPI cells away: [publish] cells = \"NAME\" in its "
                       "mizan.toml does"};
  MIZAN_TRY(only(request, {"version", "from"}));
  const auto version = request.get("version");
  auto written = find(version);
  if (!version.empty() && !written)
    return base::Error{base::Code::kCheckpoint, "these cells are no longer kept: read from the beginning"};
  if (!written) {
    MIZAN_ASSIGN(written, newest(hub, store));
    if (holds(request, written->version)) return unchanged(written->version, kAskAgain);
  }
  MIZAN_ASSIGN(const auto from, place_in(request, written->file.size()));
  MIZAN_ASSIGN(auto page, page_of(written->file, from));
  return Response{200, "application/jsonl", std::move(page), written->version, kAskAgain};
}

}  // namespace mizan::api
