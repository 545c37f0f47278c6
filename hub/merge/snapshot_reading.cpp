#include <fmt/format.h>

#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"
#include "merge/snapshot.hpp"

namespace mizan::merge {
namespace {

using nlohmann::ordered_json;

// More than a hub has of each; what is beyond is no snapshot of one.
constexpr std::size_t kMostSources = 10'000;
constexpr std::size_t kMostReceipts = 1'000'000;

struct Wrong {
  std::string what;
};

const ordered_json& member(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) throw Wrong{fmt::format("\"{}\" is missing", name)};
  return *found;
}

std::string text_of(const ordered_json& json, std::string_view what) {
  if (!json.is_string()) throw Wrong{fmt::format("{} is no text", what)};
  return json.get<std::string>();
}

std::int64_t number_of(const ordered_json& json, std::string_view what) {
  const auto number = base::whole_number(json);
  if (!number) throw Wrong{fmt::format("{} is no whole number", what)};
  return *number;
}

base::Day day_of(const ordered_json& json, std::string_view what) {
  const auto day = base::parse_iso_day(text_of(json, what));
  if (!day) throw Wrong{fmt::format("{} is no day", what)};
  return *day;
}

const ordered_json& list_of(const ordered_json& object, const char* name, std::size_t most) {
  const auto& list = member(object, name);
  if (!list.is_array() || list.size() > most)
    throw Wrong{fmt::format("\"{}\" is no list, or too long", name)};
  return list;
}

const ordered_json& row_of(const ordered_json& json, std::size_t size, std::string_view what) {
  if (!json.is_array() || json.size() != size) throw Wrong{fmt::format("{} has not {} parts", what, size)};
  return json;
}

Snapshot::Source source_of(const ordered_json& json) {
  Snapshot::Source source;
  source.name = text_of(member(json, "name"), "the name of a source");
  source.declaration = text_of(member(json, "declaration"), "the declaration of a source");
  if (const auto& horizon = member(json, "horizon"); !horizon.is_null())
    source.horizon = day_of(horizon, "the horizon of a source");
  source.newest_change = number_of(member(json, "newest_change"), "the newest change of a source");
  return source;
}

Snapshot::Definition definition_of(const ordered_json& json) {
  const auto& row = row_of(json, 2, "a definition");
  const auto digest = text_of(row[1], "the digest of a definition");
  char* end = nullptr;
  const auto value = std::strtoull(digest.c_str(), &end, 16);
  if (digest.size() != 16 || *end != '\0') throw Wrong{"the digest of a definition is none"};
  return {text_of(row[0], "the name of a definition"), value};
}

kpi::Receipt receipt_of(const ordered_json& json) {
  const auto& row = row_of(json, 4, "a receipt");
  return {text_of(row[0], "a province"), day_of(row[1], "the day of a receipt"),
          number_of(row[2], "a receipt"), number_of(row[3], "a receipt")};
}

void read_head(const ordered_json& json, Snapshot& out) {
  if (!json.is_object() || base::whole_number(json, "v") != kSnapshotVersion ||
      json.value("what", std::string()) != "mizan.kpi.cells")
    throw Wrong{"it is no snapshot of KPI cells, or of a version that this program does not know"};
  out.hub = text_of(member(json, "hub"), "\"hub\"");
  const auto known_at = base::parse_rfc3339(text_of(member(json, "known_at"), "\"known_at\""));
  if (!known_at) throw Wrong{"\"known_at\" is no moment"};
  out.known_at = *known_at;
  if (const auto epoch = json.find("epoch"); epoch != json.end()) out.epoch = text_of(*epoch, "\"epoch\"");
  for (const auto& each : list_of(json, "definitions", kpi::kMostDefinitions))
    out.definitions.push_back(definition_of(each));
  for (const auto& each : list_of(json, "sources", kMostSources)) out.sources.push_back(source_of(each));
  for (const auto& each : list_of(json, "receipts", kMostReceipts)) out.receipts.push_back(receipt_of(each));
}

Snapshot::Part part_of(const ordered_json& json) {
  const auto& row = row_of(json, 3, "a part of a cell");
  const auto component = number_of(row[0], "a component");
  const auto month = number_of(row[1], "a month");
  if (component < 0 || component >= static_cast<std::int64_t>(kpi::kComponents) ||
      month < std::numeric_limits<std::int16_t>::min() || month > std::numeric_limits<std::int16_t>::max())
    throw Wrong{"a part of a cell has no such component or month"};
  const auto bytes = base::from_base64(text_of(row[2], "a part of a cell"));
  auto bucket = bytes ? kpi::decode_bucket(*bytes) : std::nullopt;
  if (!bucket) throw Wrong{"a part of a cell cannot be read"};
  return {static_cast<std::uint8_t>(component), static_cast<std::int16_t>(month), std::move(*bucket)};
}

Snapshot::Cell cell_of(const ordered_json& json) {
  Snapshot::Cell cell;
  cell.kpi = text_of(member(json, "kpi"), "\"kpi\"");
  cell.province = text_of(member(json, "province"), "\"province\"");
  if (!kpi::find_dimension(text_of(member(json, "by"), "\"by\""), cell.dimension))
    throw Wrong{"\"by\" is no breakdown"};
  cell.member = text_of(member(json, "member"), "\"member\"");
  for (const auto& each : list_of(json, "parts", std::size_t{1} << 22U)) cell.parts.push_back(part_of(each));
  return cell;
}

}  // namespace

base::Result<Snapshot> read_snapshot(std::string_view text, const std::string& file) {
  Snapshot snapshot;
  std::size_t count = 0;
  std::string digest;
  try {
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      const auto line = text.substr(0, end + 1);
      text.remove_prefix(end + 1);
      const auto json = base::parse_ordered_json(line);
      if (count > 0 && json.is_object() && json.contains("lines")) {
        if (json["lines"] == count && json.value("digest", std::string()) == digest && text.empty())
          return snapshot;
        throw Wrong{"it was changed on its way: its digest is another"};
      }
      count == 0 ? read_head(json, snapshot) : static_cast<void>(snapshot.cells.push_back(cell_of(json)));
      ++count;
      digest = base::to_hex(base::sha256(digest + std::string(line)));
    }
    throw Wrong{"it was cut off: its last line is missing"};
  } catch (const Wrong& wrong) {
    return base::Error{base::Code::kData, fmt::format("{}:{}: {}", file, count + 1, wrong.what)};
  } catch (const nlohmann::json::exception&) {
    return base::Error{base::Code::kData, fmt::format("{}:{}: a value is of another kind", file, count + 1)};
  }
}

}  // namespace mizan::merge
