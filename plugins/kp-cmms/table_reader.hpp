#pragma once
#include <functional>
#include <mizan/sdk/call.hpp>
#include <mizan/sdk/guard.hpp>
#include <mizan/sdk/sink.hpp>
#include <string>

#include "database.hpp"
#include "progress.hpp"
#include "row.hpp"

namespace mizan::cmms {

/// Reads one table page by page in the order of (changed, id). A page begins by value behind the last row of
/// the one before, so nothing that is written meanwhile moves it.
class TableReader {
 public:
  /// What reading needs of its adapter.
  struct Output {
    const sdk::Call& call;
    sdk::Sink& sink;
    const sdk::Guard& guard;
    sdk::Batch& batch;
    std::function<void()> reached;  ///< everything up to here was taken: reading may be resumed here
  };

  TableReader(Database& database, const Layout& layout, const Table& table, const Settings& settings)
      : database_(database), layout_(layout), table_(table), settings_(settings), rows_(layout) {}

  /// Whether the progress holds values that the table's columns can have.
  bool takes(const TableProgress& progress);
  /// Asks for a page of one row, so that names and types of the layout are known to be right.
  void check();
  /// What is new and changed: the round under way to its end, and one more where it began before this read.
  void read_changes(TableProgress& progress, const Output& output);
  /// Every row; the progress is as after a round.
  void read_all(TableProgress& progress, const Output& output);

  /// True if a row has no id or no time of change: such rows are never read.
  bool lacks_values();
  /// Rows of this read whose case is not in the table of cases.
  std::size_t without_case() const { return without_case_; }

 private:
  enum class Known { kPassedOver, kTaken };

  std::string what() const;
  bool begin_round(TableProgress& progress);
  void read_round(TableProgress& progress, Known known, const Output& output);
  std::vector<Row> next_page(const TableProgress& progress);
  void take(const Row& row, const Output& output);

  Database& database_;
  const Layout& layout_;
  const Table& table_;
  const Settings& settings_;
  RowReader rows_;
  std::size_t without_case_ = 0;
};

}  // namespace mizan::cmms
