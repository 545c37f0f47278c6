// The generic connector for delimited files: one or several files of one export, by a mapping and no code.
#include <fmt/format.h>

#include <algorithm>
#include <mizan/mapping/file_connector.hpp>
#include <mizan/mapping/input_bytes.hpp>

#include "csv_rows.hpp"

namespace {
using namespace mizan;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["folder", "mapping"], "additionalProperties": false,
  "properties": {"folder": {"type": "string"}, "mapping": {"type": "object"}}})";

/// The fields of one row, by the mapping's places.
class CsvRow final : public mapping::Row {
 public:
  CsvRow(const csv::CsvRows& rows, const std::vector<std::size_t>& columns)
      : rows_(rows), columns_(columns) {}
  std::optional<std::string_view> value(std::size_t place) const override {
    return rows_.fields()[columns_[place]];
  }

 private:
  const csv::CsvRows& rows_;
  const std::vector<std::size_t>& columns_;
};

std::string_view sentence(csv::RowState state) {
  switch (state) {
    case csv::RowState::kTooLong:
      return "the row is longer than 16 MiB";
    case csv::RowState::kTooManyColumns:
      return "the row has more than 4096 columns";
    case csv::RowState::kOpenQuote:
      return "a quote is opened and never closed";
    case csv::RowState::kTextAfterQuote:
      return "there is text between a closing quote and the next delimiter";
    case csv::RowState::kNulByte:
      return "the row contains a NUL byte";
    case csv::RowState::kNotUtf8:
      return "the row is not well-formed UTF-8";
    default:
      return "the row cannot be read";
  }
}

class CsvAdapter final : public mapping::FileConnector {
 public:
  CsvAdapter(sdk::Host host, const sdk::Config& config) : FileConnector(host, config, "csv") {}

 protected:
  void read_file(const mapping::FoundFile& file, std::uint64_t from, mapping::RecordStream& out,
                 const std::function<void(std::uint64_t)>& done) override {
    const auto& input = mapping().input();
    const mapping::InputBytes bytes(file.path, input.encoding);
    const char delimiter =
        input.delimiter.empty() ? csv::detect_delimiter(bytes.text()) : input.delimiter.front();
    csv::CsvRows rows(bytes.text(), delimiter, input.quote.empty() ? '\0' : input.quote.front());
    const auto header = read_header(file, rows);
    if (header.empty()) return;
    const auto columns = find_columns(file, header);
    if (from > rows.position()) rows.seek(from, line_of(bytes.text(), from));
    const CsvRow row(rows, columns);
    for (auto state = rows.next(); state != csv::RowState::kEnd; state = rows.next()) {
      take(file, rows, row, state, header.size(), out);
      if (out.full()) done(rows.position());
    }
  }

 private:
  static std::uint64_t line_of(std::string_view text, std::uint64_t position) {
    const auto end =
        text.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(position, text.size()));
    return 1 + static_cast<std::uint64_t>(std::count(text.begin(), end, '\n'));
  }

  std::vector<std::string> read_header(const mapping::FoundFile& file, csv::CsvRows& rows) const {
    for (int skipped = 1; skipped < mapping().input().header_row; ++skipped) rows.next();
    const auto state = rows.next();
    if (state == csv::RowState::kEnd) return {};
    if (state != csv::RowState::kRow)
      throw sdk::Error(MIZAN_E_DATA, fmt::format("{}: the heading: {}", file.path, sentence(state)));
    std::vector<std::string> header;
    for (const auto name : rows.fields()) {
      if (std::find(header.begin(), header.end(), name) != header.end() && !name.empty()) {
        throw sdk::Error(MIZAN_E_DATA, fmt::format("{}: two columns are called \"{}\"", file.path, name));
      }
      header.emplace_back(name);
    }
    return header;
  }

  std::vector<std::size_t> find_columns(const mapping::FoundFile& file,
                                        const std::vector<std::string>& header) const {
    std::vector<std::size_t> columns;
    const auto groups = mapping().groups();
    if (std::find(groups.begin(), groups.end(), file.group) == groups.end()) return columns;
    for (const auto& place : mapping().places(file.group)) {
      const auto found = std::find(header.begin(), header.end(), place.name);
      if (found == header.end()) {
        throw sdk::Error(MIZAN_E_CONFIG,
                         fmt::format("{}: there is no column \"{}\", which line {} of the mapping names; "
                                     "the columns are: {}",
                                     file.path, place.name, place.line, fmt::join(header, ", "))
                             .substr(0, 490));
      }
      columns.push_back(static_cast<std::size_t>(found - header.begin()));
    }
    return columns;
  }

  static void take(const mapping::FoundFile& file, const csv::CsvRows& rows, const CsvRow& row,
                   csv::RowState state, std::size_t width, mapping::RecordStream& out) {
    const auto where = [&] { return fmt::format("{}:{}", file.name, rows.line()); };
    if (state != csv::RowState::kRow) return out.reject(where(), "unreadable_row", sentence(state), "");
    if (rows.fields().size() != width) {
      return out.reject(where(), "ragged_row",
                        fmt::format("the row has {} fields, the heading has {}", rows.fields().size(), width),
                        "");
    }
    out.row(file.group, row);
  }
};

}  // namespace

MIZAN_ADAPTER(CsvAdapter, {"csv", "1.0.0", kSchema, /*checkpoint_version=*/1});
