#pragma once
#include <cstdint>
#include <functional>
#include <mizan/mapping/file_connector.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "database.hpp"
#include "progress.hpp"
#include "query_columns.hpp"

namespace mizan::sql {

/// Largest memory that the rows of one page take here, bytes, about; a page ends early at it.
inline constexpr std::size_t kMaxPageBytes = std::size_t{32} << 20U;

/// Reads one query page by page. A page begins at the last row of the one before, which is known again and
/// left out; so rows that the database takes for equal in their order are not lost between two pages.
class QueryReader {
 public:
  /// Asks for the columns. Throws what find_columns() throws, and errors of the database.
  QueryReader(Database& database, const mapping::Query& query, const std::vector<mapping::Place>& places);

  /// What reading needs of its connector. `reached`: reading may be resumed here.
  struct Output {
    const sdk::Call& call;
    mapping::RecordStream& records;
    std::function<void()> reached;
  };

  /// Every row, ordered by key.
  void read_all(const Output& output);
  /// What is new and changed. `most_digests`: see Progress::kMostDigests.
  void read_on(QueryProgress& progress, std::size_t most_digests, const Output& output);

  /// True if a row has no value in a column of the order: such rows are never read.
  bool lacks_values() const { return lacks_values_; }

 private:
  struct Rows {
    std::vector<Row> rows;
    bool last = false;
  };

  std::string operation() const;
  void look_for_lacking();
  bool begin_round(QueryProgress& progress);
  void read_round(QueryProgress& progress, std::size_t most_digests, const Output& output);
  void read_pages(std::vector<Value> from, const Value& until, const Output& output,
                  const std::function<void(const Row&)>& take);
  Rows read_page(const std::vector<Value>& from, const Value& until, const std::set<std::uint64_t>& before);
  void emit(const Row& row, const Output& output) const;
  std::vector<Value> order_of(const Row& row) const;

  Database& database_;
  const mapping::Query& query_;
  QueryColumns columns_;
  std::int64_t page_rows_;
  bool lacks_values_ = false;
};

}  // namespace mizan::sql
