#include "pipeline/stored_cells.hpp"

#include <algorithm>

namespace mizan::pipeline {
namespace {

base::Error unreadable(const store::CellRow& row) {
  return {base::Code::kStore, "a KPI cell of " + row.kpi + " cannot be read: run `mizan kpi rebuild`"};
}

base::Result<kpi::BucketKey> place_of(const store::CellRow& row, kpi::Engine& engine) {
  kpi::Dimension dimension{};
  const auto& all = engine.definitions();
  const auto definition = std::find_if(
      all.begin(), all.end(), [&](const kpi::Definition& each) { return kpi::stored_name(each) == row.kpi; });
  if (definition == all.end() || !kpi::find_dimension(row.dimension, dimension)) return unreadable(row);
  return kpi::BucketKey{static_cast<std::uint8_t>(definition - all.begin()), 0, 0,
                        engine.cells().id(row.province, dimension, row.member)};
}

}  // namespace

base::Result<> load_stored_cells(store::Store& store, kpi::Engine& engine) {
  kpi::BucketKey key;
  std::int64_t known = 0;  // the cell that `key` is of
  return store.load_cells([&](const store::CellRow& row) -> base::Result<> {
    if (row.number != known) {
      MIZAN_ASSIGN(key, place_of(row, engine));
      known = row.number;
    }
    const auto bucket = kpi::decode_bucket(row.data);
    if (!bucket || row.component < 0 || row.component >= static_cast<int>(kpi::kComponents))
      return unreadable(row);
    key.component = static_cast<std::uint8_t>(row.component);
    key.month = static_cast<std::int16_t>(row.month);
    engine.cells().put(key, *bucket);
    return {};
  });
}

// Where the sources declare something else now, what they declared then is not known here.
std::optional<kpi::Engine> engine_told(store::Store& store, const store::KpiState& state,
                                       const kpi::Engine& now) {
  const auto declared = [](std::string_view basis) {
    return basis.substr(std::min(basis.find(' '), basis.size()));
  };
  if (state.definitions.empty() || declared(state.definitions) != declared(now.basis())) return std::nullopt;
  const auto rows = store.kpi_definitions();
  if (!rows || rows->empty()) return std::nullopt;
  std::vector<kpi::Definition> definitions;
  for (const auto& row : *rows) {
    auto definition = kpi::parse_definition(row.text, row.kpi);
    if (!definition) return std::nullopt;
    definitions.push_back(std::move(*definition));
  }
  auto told = now.with_definitions(std::move(definitions));
  if (!load_stored_cells(store, told)) return std::nullopt;
  return told;
}

}  // namespace mizan::pipeline
