#include "csv_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/sdk/error.hpp>

namespace mizan::csv {
namespace {

char delimiter_of(const mapping::Input& input, std::string_view text) {
  return input.delimiter.empty() ? detect_delimiter(text) : input.delimiter.front();
}

std::string_view sentence(RowState state) {
  switch (state) {
    case RowState::kTooLong:
      return "the row is longer than 16 MiB";
    case RowState::kTooManyColumns:
      return "the row has more than 4096 columns";
    case RowState::kOpenQuote:
      return "a quote is opened and never closed (a row has at most 16 MiB)";
    case RowState::kTextAfterQuote:
      return "there is text between a closing quote and the next delimiter";
    case RowState::kNulByte:
      return "the row contains a NUL byte";
    case RowState::kNotUtf8:
      return "the row is not well-formed UTF-8";
    default:
      return "the row cannot be read";
  }
}

}  // namespace

CsvFile::CsvFile(const mapping::FoundFile& file, const mapping::Input& input)
    : path_(file.path),
      bytes_(file.path, input.encoding),
      rows_(bytes_.text(), delimiter_of(input, bytes_.text()),
            input.quote.empty() ? '\0' : input.quote.front()) {
  read_header(input.header_row);
}

void CsvFile::read_header(int header_row) {
  for (int skipped = 1; skipped < header_row; ++skipped) rows_.next();
  const auto state = rows_.next();
  if (state == RowState::kEnd) return;
  if (state != RowState::kRow)
    throw sdk::Error(MIZAN_E_DATA, fmt::format("{}: the heading: {}", path_, sentence(state)));
  for (const auto name : rows_.fields()) {
    if (std::find(header_.begin(), header_.end(), name) != header_.end() && !name.empty())
      throw sdk::Error(MIZAN_E_DATA, fmt::format("{}: two columns are called \"{}\"", path_, name));
    header_.emplace_back(name);
  }
}

std::size_t CsvFile::column(const std::string& name, std::uint32_t mapping_line) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found == header_.end()) {
    throw sdk::Error(MIZAN_E_CONFIG,
                     fmt::format("{}: there is no column \"{}\", which line {} of the mapping names; "
                                 "the columns are: {}",
                                 path_, name, mapping_line, fmt::join(header_, ", "))
                         .substr(0, 490));
  }
  return static_cast<std::size_t>(found - header_.begin());
}

void CsvFile::resume(std::uint64_t position) {
  if (position <= rows_.position()) return;
  const auto before = bytes_.text().substr(0, std::min<std::uint64_t>(position, bytes_.text().size()));
  rows_.seek(position, 1 + static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')));
}

std::optional<CsvFile::Flaw> CsvFile::flaw(RowState state) const {
  if (state != RowState::kRow) return Flaw{"unreadable_row", std::string(sentence(state))};
  if (rows_.fields().size() == header_.size()) return std::nullopt;
  return Flaw{"ragged_row", fmt::format("the row has {} fields, the heading has {}", rows_.fields().size(),
                                        header_.size())};
}

}  // namespace mizan::csv
