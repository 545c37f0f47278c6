#include "app/peer_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/text_file.hpp"
#include "base/json.hpp"
#include "registry/plugin_bytes.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

using nlohmann::ordered_json;

constexpr base::Micros kHour = 3'600'000'000;

std::string text_in(const ordered_json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

base::Micros moment_in(const ordered_json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<base::Micros>() : 0;
}

base::Error refused(const PeerConfig& peer, std::string_view what) {
  return {base::Code::kData, fmt::format("{}: its cells are not taken: {}", peer.name, what)};
}

bool in_common(const merge::Snapshot& cells, const std::vector<kpi::Definition>& definitions) {
  return std::any_of(definitions.begin(), definitions.end(), [&](const kpi::Definition& ours) {
    return std::any_of(cells.definitions.begin(), cells.definitions.end(),
                       [&](const merge::Snapshot::Definition& theirs) {
                         return theirs.digest == ours.digest && theirs.stored_name == kpi::stored_name(ours);
                       });
  });
}

}  // namespace

PeerCells::PeerCells(fs::path folder, std::string name)
    : folder_(std::move(folder)), name_(std::move(name)) {}

fs::path PeerCells::file(std::string_view ending) const {
  return folder_ / fmt::format("{}{}", name_, ending);
}

PeerCells::State PeerCells::state() const {
  if (!fs::exists(file(".json"))) return {};
  const auto text = read_text(file(".json"));
  const auto json = text ? base::parse_ordered_json(*text) : ordered_json();
  if (!json.is_object()) return {};
  return {text_in(json, "version"), text_in(json, "epoch"), moment_in(json, "known_at"),
          moment_in(json, "checked_at")};
}

base::Result<> PeerCells::put_state(const State& state) const {
  const ordered_json json = {{"version", state.version},
                             {"epoch", state.epoch},
                             {"known_at", state.known_at},
                             {"checked_at", state.checked_at}};
  return registry::replace_file(file(".json"), base::json_text(json) + "\n");
}

// Those of the day before are kept while they are of another day than the newest: around midnight not all
// hubs have told of the new day yet.
base::Result<> PeerCells::keep(std::string_view text, const State& state) const {
  std::error_code failed;
  fs::create_directories(folder_, failed);
  const auto before = this->state();
  if (before.known_at != 0 && base::karachi_day(before.known_at) != base::karachi_day(state.known_at))
    fs::rename(file(".cells"), file(".before.cells"), failed);
  MIZAN_TRY(registry::replace_file(file(".cells"), text));
  return put_state(state);
}

base::Result<> PeerCells::confirm(base::Micros now) const {
  auto state = this->state();
  state.checked_at = now;
  return put_state(state);
}

bool PeerCells::silent(base::Micros now, std::int64_t silent_hours) const {
  return now - state().checked_at > silent_hours * kHour;
}

base::Result<merge::HubCells> PeerCells::read(base::Micros now, std::int64_t silent_hours) const {
  merge::HubCells cells;
  cells.hub = name_;
  cells.silent = silent(now, silent_hours);
  for (const auto* ending : {".before.cells", ".cells"}) {
    if (!fs::exists(file(ending))) continue;
    MIZAN_ASSIGN(const auto text, read_text(file(ending)));
    MIZAN_ASSIGN(auto snapshot, merge::read_snapshot(text, file(ending).string()));
    cells.kept.push_back(std::move(snapshot));
  }
  return cells;
}

std::string PeerCells::stamp(base::Micros now, std::int64_t silent_hours) const {
  std::string text = silent(now, silent_hours) ? "silent" : "speaks";
  for (const auto* ending : {".before.cells", ".cells"}) {
    std::error_code lacks;
    const auto changed = fs::last_write_time(file(ending), lacks);
    text += lacks ? " -" : fmt::format(" {}", changed.time_since_epoch().count());
  }
  return text;
}

base::Result<> check_cells(const merge::Snapshot& cells, const PeerConfig& peer,
                           const PeerCells::State& state, const std::vector<kpi::Definition>& definitions) {
  if (cells.hub != peer.name)
    return refused(peer, fmt::format("they are of a hub that calls itself \"{}\"", cells.hub));
  for (const auto& cell : cells.cells) {
    if (cell.province == "_T" || cell.province == "_U") continue;
    if (std::find(peer.provinces.begin(), peer.provinces.end(), cell.province) == peer.provinces.end())
      return refused(peer,
                     fmt::format("they have cells of {}, which is none of its provinces", cell.province));
  }
  if (!state.epoch.empty() && cells.epoch != state.epoch)
    return refused(peer,
                   fmt::format("they are of another store than those that are held (epoch {}, held {}); "
                               "if its hub was set up anew or restored, take the held ones away",
                               cells.epoch, state.epoch));
  if (cells.known_at < state.known_at)
    return refused(peer, fmt::format("they are of {}, older than those that are held",
                                     base::to_rfc3339(cells.known_at)));
  if (!in_common(cells, definitions)) return refused(peer, "it counts no KPI by the same words as this hub");
  return {};
}

}  // namespace mizan::app
