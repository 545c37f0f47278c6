#include "detect.hpp"

#include <simdjson.h>
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace mizan::csv {
namespace {

using Cells = std::vector<std::string>;

constexpr std::size_t kRowsLooked = 100;
constexpr std::size_t kHeaderRows = 20;

std::vector<Cells> first_rows(std::string_view sample, Dialect dialect) {
  Parser parser(dialect);
  parser.feed(sample);
  // A sample without any end of line is all there is to see; otherwise the cut last row is left out.
  if (sample.find_first_of("\r\n") == std::string_view::npos) parser.finish();
  std::vector<Cells> rows;
  for (Row row; rows.size() < kRowsLooked && parser.next(row);) {
    if (row.issue == RowIssue::kNone) rows.emplace_back(row.fields.begin(), row.fields.end());
  }
  return rows;
}

struct Shape {
  std::size_t columns = 0;  ///< the most usual number
  std::size_t rows = 0;     ///< that have it
};

Shape shape_of(const std::vector<Cells>& rows) {
  std::map<std::size_t, std::size_t> counts;
  for (const auto& row : rows) ++counts[row.size()];
  Shape best;
  for (const auto& [columns, count] : counts) {
    if (count >= best.rows) best = {columns, count};
  }
  return best;
}

// Numbers and dates: digits and what stands between them.
bool looks_like_data(std::string_view cell) {
  const bool only = cell.find_first_not_of("0123456789 .,:/-+%") == std::string_view::npos;
  return only && cell.find_first_of("0123456789") != std::string_view::npos;
}

bool names_columns(const Cells& row) {
  const std::set<std::string_view> different(row.begin(), row.end());
  return different.size() == row.size() && !different.contains("") &&
         std::ranges::none_of(row, looks_like_data);
}

// The size without a character that the end of the sample cuts.
std::size_t whole_characters(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) break;
    if (byte < 0xC0) continue;
    const std::size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return size > back ? text.size() - back : text.size();
  }
  return text.size();
}

std::optional<Encoding> by_zero_bytes(std::string_view sample) {
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < sample.size(); ++i) zeros[i % 2] += sample[i] == '\0' ? 1 : 0;
  const auto enough = std::max<std::size_t>(1, sample.size() / 2 / 50);
  if (zeros[1] >= enough && zeros[1] > 10 * zeros[0]) return Encoding::kUtf16Le;
  if (zeros[0] >= enough && zeros[0] > 10 * zeros[1]) return Encoding::kUtf16Be;
  return std::nullopt;
}

}  // namespace

Encoding detect_encoding(std::string_view sample, Encoding otherwise) {
  if (sample.starts_with("\xEF\xBB\xBF")) return Encoding::kUtf8;
  if (sample.starts_with("\xFF\xFE")) return Encoding::kUtf16Le;
  if (sample.starts_with("\xFE\xFF")) return Encoding::kUtf16Be;
  if (const auto wide = by_zero_bytes(sample)) return *wide;
  if (simdjson::validate_utf8(sample.data(), whole_characters(sample))) return Encoding::kUtf8;
  return otherwise;
}

char detect_delimiter(std::string_view sample, Dialect dialect) {
  char best = ',';
  double best_share = 0;
  std::size_t best_columns = 1;
  for (const char delimiter : {',', ';', '\t', '|'}) {
    dialect.delimiter = delimiter;
    const auto rows = first_rows(sample, dialect);
    const auto shape = shape_of(rows);
    if (shape.columns < 2) continue;
    const double share = static_cast<double>(shape.rows) / static_cast<double>(rows.size());
    if (share > best_share || (share == best_share && shape.columns > best_columns)) {
      best = delimiter;
      best_share = share;
      best_columns = shape.columns;
    }
  }
  return best;
}

std::optional<std::size_t> detect_header(std::string_view sample, Dialect dialect) {
  const auto rows = first_rows(sample, dialect);
  const auto shape = shape_of(rows);
  for (std::size_t i = 0; i < std::min(rows.size(), kHeaderRows); ++i) {
    if (rows[i].size() == shape.columns && names_columns(rows[i])) return i;
  }
  return std::nullopt;
}

}  // namespace mizan::csv
