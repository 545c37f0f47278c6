#pragma once
#include <mizan/mapping/file_connector.hpp>
#include <mizan/mapping/input_bytes.hpp>
#include <optional>
#include <string>
#include <vector>

#include "csv_rows.hpp"

namespace mizan::csv {

/// One delimited file, opened: its heading read, its rows to be read. Throws mizan::sdk::Error: what
/// InputBytes throws, and MIZAN_E_DATA if the heading cannot be read or two columns have one name.
class CsvFile {
 public:
  CsvFile(const mapping::FoundFile& file, const mapping::Input& input);

  /// True if there is no heading, and so nothing at all.
  bool empty() const { return header_.empty(); }
  /// True if the bytes are no UTF-8 and the mapping does not say what they are.
  bool encoding_guessed() const { return bytes_.guessed(); }
  std::size_t width() const { return header_.size(); }
  CsvRows& rows() { return rows_; }

  /// Where a column stands in the rows. Throws MIZAN_E_CONFIG, naming the mapping's line, if there is none.
  std::size_t column(const std::string& name, std::uint32_t mapping_line) const;

  /// Goes on from a byte that begins a row; nothing happens if that lies before the first row.
  void resume(std::uint64_t position);

  /// The rows before `position` are not asked for again soon.
  void release_before(std::uint64_t position) { bytes_.release_before(position); }

  /// What is wrong with the row that was read: a reason and a sentence. Nothing: it is whole.
  struct Flaw {
    const char* reason;
    std::string detail;
  };
  std::optional<Flaw> flaw(RowState state) const;

 private:
  void read_header(int header_row);

  std::string path_;
  mapping::InputBytes bytes_;
  CsvRows rows_;
  std::vector<std::string> header_;
};

}  // namespace mizan::csv
