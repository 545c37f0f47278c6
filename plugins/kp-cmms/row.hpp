#pragma once
#include <cstdint>
#include <mizan/parts/record_values.hpp>
#include <mizan/sdk/batch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "layout.hpp"

namespace mizan::cmms {

/// A row as the server gives it: texts, or nothing for NULL.
using Row = std::vector<std::optional<std::string>>;

/// Which column of a row is what.
struct Columns {
  static constexpr std::size_t kId = 0;
  static constexpr std::size_t kChanged = 1;
  static constexpr std::size_t kCase = 2;  ///< of a case: its district
  static constexpr std::size_t kCaseIsHere =
      3;  ///< "true" or "false"; of a case: the day on which it was entered
  static constexpr std::size_t kFields = 4;
};

/// What is wrong with a row.
struct Refusal {
  std::string reason;
  std::string detail;
};

/// Makes a record of a row. No input or output.
class RowReader {
 public:
  explicit RowReader(const Layout& layout) : layout_(layout) {}

  /// Adds the record to the batch, or says what is wrong with the row. The row has Columns::kFields columns
  /// and one for each field of the table.
  std::optional<Refusal> read(const Table& table, const Row& row, sdk::Batch& batch);

 private:
  void take_district(const Row& row, sdk::Batch& batch);

  const Layout& layout_;
  parts::RawText raw_;
};

}  // namespace mizan::cmms
