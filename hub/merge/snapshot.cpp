#include "merge/snapshot.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"

namespace mizan::merge {
namespace {

using nlohmann::ordered_json;

bool leaves_the_hub(kpi::Dimension dimension) {
  return dimension != kpi::Dimension::kProsecutor;
}

ordered_json head_of(const kpi::Engine& engine, const Origin& origin) {
  ordered_json head = {{"v", kSnapshotVersion},
                       {"what", "mizan.kpi.cells"},
                       {"hub", origin.hub},
                       {"known_at", base::to_rfc3339(origin.known_at)},
                       {"epoch", origin.epoch}};
  auto definitions = ordered_json::array();
  for (const auto& each : engine.definitions())
    definitions.push_back({kpi::stored_name(each), fmt::format("{:016x}", each.digest)});
  head["definitions"] = std::move(definitions);
  auto sources = ordered_json::array();
  for (std::size_t i = 0; i < engine.sources().size(); ++i) {
    const auto& source = engine.sources()[i];
    sources.push_back(
        {{"name", source.declaration.name},
         {"declaration", i < origin.declarations.size() ? origin.declarations[i] : ""},
         {"horizon", source.horizon ? ordered_json(base::to_iso(*source.horizon)) : ordered_json()},
         {"newest_change", source.newest_change}});
  }
  head["sources"] = std::move(sources);
  auto receipts = ordered_json::array();
  for (const auto& each : engine.receipts())
    receipts.push_back({each.province, base::to_iso(each.day), each.received, each.quarantined});
  head["receipts"] = std::move(receipts);
  return head;
}

/// Lines on their way, counted and digested.
class Lines {
 public:
  explicit Lines(const std::function<base::Result<>(std::string_view)>& write) : write_(write) {}

  base::Result<> put(const ordered_json& json) {
    auto line = base::json_text(json) + "\n";
    ++count_;
    digest_ = base::to_hex(base::sha256(digest_ + line));
    return write_(line);
  }
  base::Result<> end() {
    return write_(base::json_text(ordered_json{{"lines", count_}, {"digest", digest_}}) + "\n");
  }

 private:
  const std::function<base::Result<>(std::string_view)>& write_;
  std::size_t count_ = 0;
  std::string digest_;
};

using Parts = std::map<std::pair<kpi::CellId, std::uint8_t>, std::vector<kpi::BucketKey>>;

Parts parts_of(const kpi::Cells& cells) {
  Parts parts;
  cells.for_each([&](kpi::BucketKey key) {
    if (leaves_the_hub(cells.name(key.cell).dimension)) parts[{key.cell, key.kpi}].push_back(key);
  });
  return parts;
}

}  // namespace

base::Result<> write_snapshot(const kpi::Engine& engine, const Origin& origin,
                              const std::function<base::Result<>(std::string_view)>& write) {
  Lines lines(write);
  MIZAN_TRY(lines.put(head_of(engine, origin)));
  const auto& cells = engine.cells();
  for (const auto& [place, keys] : parts_of(cells)) {
    const auto& name = cells.name(place.first);
    auto parts = ordered_json::array();
    for (const auto& key : keys)
      parts.push_back({key.component, key.month, base::to_base64(kpi::encode_bucket(cells.bucket(key)))});
    MIZAN_TRY(lines.put({{"kpi", kpi::stored_name(engine.definitions()[place.second])},
                         {"province", name.province},
                         {"by", kpi::dimension_name(name.dimension)},
                         {"member", name.member},
                         {"parts", std::move(parts)}}));
  }
  return lines.end();
}

}  // namespace mizan::merge
