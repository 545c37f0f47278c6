#include "joined_row.hpp"

#include <algorithm>
#include <mizan/sdk/error.hpp>

namespace mizan::csv {

const JoinTable& Joins::table(std::size_t join) {
  auto& table = tables_[join];
  if (table) return *table;
  const auto& rule = mapping_.input().joins[join];
  auto made = std::make_unique<JoinTable>(rule);
  bool any = false;
  for (const auto& file : files_) {
    if (file.group != rule.file) continue;
    any = true;
    read(file, *made, rule);
  }
  if (!any) {
    throw sdk::Error(MIZAN_E_TRANSIENT, "no file of input.files \"" + rule.file +
                                            "\" is here yet, and input.join \"" + rule.name + "\" reads it");
  }
  table = std::move(made);
  return *table;
}

void Joins::read(const mapping::FoundFile& found, JoinTable& table, const mapping::Join& join) const {
  CsvFile file(found, mapping_.input());
  if (file.empty()) return;
  const auto find = [&](const std::vector<mapping::Place>& names) {
    std::vector<std::size_t> at;
    for (const auto& name : names) at.push_back(file.column(name.name, name.line));
    return at;
  };
  const auto key = find(join.key);
  const auto kept = find(join.columns);
  const auto by = join.by.name.empty() ? key.front() : file.column(join.by.name, join.by.line);
  auto& rows = file.rows();
  const auto pick = [&](const std::vector<std::size_t>& columns, std::vector<std::string_view>& out) {
    out.clear();
    for (const auto column : columns) out.push_back(rows.fields()[column]);
  };
  std::vector<std::string_view> texts;
  std::string made;
  for (auto state = rows.next(); state != RowState::kEnd; state = rows.next()) {
    if (file.flaw(state)) continue;
    pick(key, texts);
    make_join_key(texts, made);
    pick(kept, texts);
    table.add(made, rows.fields()[by], texts, {found.name, rows.line()});
  }
}

JoinedRow::JoinedRow(CsvFile& file, const std::string& group, const mapping::Mapping& mapping, Joins& joins)
    : rows_(file.rows()), places_(mapping.places(group)) {
  for (const auto& place : places_)
    columns_.push_back(place.joined ? 0 : file.column(place.name, place.line));
  for (const auto& use : mapping.joins(group)) {
    Used used{&joins.table(use.join), {}, nullptr};
    for (const auto place : use.to) used.key.push_back(columns_[place]);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].joined && places_[i].joined->join == use.join) columns_[i] = used_.size();
    }
    used_.push_back(std::move(used));
  }
}

void JoinedRow::find() {
  for (auto& used : used_) {
    texts_.clear();
    for (const auto column : used.key) texts_.push_back(rows_.fields()[column]);
    make_join_key(texts_, key_);
    used.found = key_.empty() ? nullptr : used.table->find(key_);
  }
}

std::optional<std::string_view> JoinedRow::value(std::size_t place) const {
  const auto& joined = places_[place].joined;
  if (!joined) return rows_.fields()[columns_[place]];
  const auto* found = used_[columns_[place]].found;
  if (found == nullptr) return std::nullopt;
  return JoinTable::column(*found, joined->column);
}

}  // namespace mizan::csv
