#pragma once
#include <cstdint>
#include <mizan/mapping/mapping.hpp>
#include <string>
#include <vector>

#include "value.hpp"

namespace mizan::sql {

/// Which columns of a query are read, and where the mapping's places stand in its rows.
struct QueryColumns {
  std::vector<Column> read;         ///< the first `order` of them are "changed" (if any) and the key
  std::size_t order = 0;            ///< how many the rows are ordered by
  std::vector<std::size_t> places;  ///< of each place of the mapping, its column in `read`
  bool changed = false;             ///< whether the first is "changed"
};

/// Finds the columns that the mapping names among those that the server gives: as written, else in any case
/// if there is one such alone. Throws sdk::Error (MIZAN_E_CONFIG): a column is missing, or holds bytes, or
/// cannot order rows.
QueryColumns find_columns(const mapping::Query& query, const std::vector<mapping::Place>& places,
                          const std::vector<Column>& given);

/// A row as the mapping sees it.
class QueryRow final : public mapping::Row {
 public:
  QueryRow(const QueryColumns& columns, const sql::Row& row) : columns_(columns), row_(row) {}
  std::optional<std::string_view> value(std::size_t place) const override {
    const auto& found = row_[columns_.places[place]];
    return found.null ? std::nullopt : std::optional<std::string_view>(found.text);
  }

 private:
  const QueryColumns& columns_;
  const sql::Row& row_;
};

}  // namespace mizan::sql
