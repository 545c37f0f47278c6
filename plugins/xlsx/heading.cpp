#include "heading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "heading_text.hpp"

namespace mizan::xlsx {
namespace {

// One cell of the rows in which a heading may stand.
struct Part {
  std::string text;
  bool continues = false;  ///< merged with a cell to its left
};
using Parts = std::map<std::uint32_t, std::vector<Part>>;

/// Reads no further than the heading, so that what is wrong below it is met when the rows are read.
class PartReader {
 public:
  explicit PartReader(SheetRows& rows) : rows_(rows) {}

  const Parts& read_to(std::uint32_t row) {
    while (!ended_ && rows_.number() < row) {
      ended_ = !rows_.next();
      if (ended_) break;
      auto& parts = parts_[rows_.number()];
      for (std::size_t column = 0; column < rows_.width(); ++column)
        parts.push_back({std::string(rows_.value(column).value_or("")), rows_.continues(column)});
    }
    return parts_;
  }

 private:
  SheetRows& rows_;
  Parts parts_;
  bool ended_ = false;
};

/// The names of the columns, if a heading begins at a row.
class Candidate {
 public:
  Candidate(const Parts& parts, std::uint32_t row, const mapping::InputSheet& rule) : row_(row) {
    const auto end = row + static_cast<std::uint32_t>(rule.header_rows);
    for (auto at = parts.lower_bound(row); at != parts.end() && at->first < end; ++at)
      add(at->second, rule.header_join);
    for (std::size_t column = 0; column < names_.size(); ++column) {
      if (auto name = heading_text(names_[column].text); !name.empty())
        columns_[std::move(name)].push_back(column);
    }
  }

  std::uint32_t row() const { return row_; }
  bool empty() const { return columns_.empty(); }

  /// Columns of that name, but for those that are merged with the one before.
  std::vector<std::size_t> find(std::string_view name) const {
    const auto found = columns_.find(heading_text(name));
    if (found == columns_.end()) return {};
    auto all = found->second;
    all.erase(
        std::remove_if(all.begin() + 1, all.end(), [&](std::size_t at) { return names_[at].continues; }),
        all.end());
    return all;
  }

  const mapping::Place* first_missing(const std::vector<mapping::Place>& places, std::size_t& count) const {
    const mapping::Place* first = nullptr;
    count = 0;
    for (const auto& place : places) {
      if (columns_.contains(heading_text(place.name))) continue;
      if (count++ == 0) first = &place;
    }
    return first;
  }

  std::string names() const {
    std::string all;
    for (const auto& name : names_) {
      if (!name.text.empty() && !name.continues) all += (all.empty() ? "" : ", ") + name.text;
    }
    return all;
  }

 private:
  void add(const std::vector<Part>& row, const std::string& join) {
    if (names_.size() < row.size()) {
      names_.resize(row.size());
      last_.resize(row.size());
    }
    for (std::size_t column = 0; column < row.size(); ++column) {
      const auto& part = row[column];
      if (part.text.empty() || part.text == last_[column]) continue;
      auto& name = names_[column];
      name.text += (name.text.empty() ? "" : join) + part.text;
      name.continues = part.continues;
      last_[column] = part.text;
    }
  }

  std::uint32_t row_;
  std::vector<Part> names_;
  std::vector<std::string> last_;  ///< the part that was added last, by column
  std::map<std::string, std::vector<std::size_t>, std::less<>> columns_;
};

Heading heading_of(const Candidate& candidate, const mapping::InputSheet& rule,
                   const std::vector<mapping::Place>& places) {
  Heading heading;
  heading.last_row = candidate.row() + static_cast<std::uint32_t>(rule.header_rows) - 1;
  for (const auto& place : places) {
    const auto columns = candidate.find(place.name);
    if (columns.size() > 1) {
      throw Flaw(kLayout,
                 fmt::format("row {}: the heading \"{}\", which line {} of the mapping names, stands over "
                             "two columns, {} and {}: one of them needs another name",
                             candidate.row(), place.name, place.line, column_letters(columns[0]),
                             column_letters(columns[1])));
    }
    heading.columns.push_back(columns.front());
  }
  return heading;
}

std::string lacks(const Candidate& nearest, const mapping::InputSheet& rule,
                  const std::vector<mapping::Place>& places) {
  std::size_t count = 0;
  const auto* place = nearest.first_missing(places, count);
  const auto where = rule.header_row > 0 ? fmt::format("row {} has no heading", nearest.row())
                                         : fmt::format(
                                               "no heading in the first {} rows has every column that the "
                                               "mapping names: the nearest, in row {}, has no",
                                               rule.header_search, nearest.row());
  return fmt::format("{} \"{}\" (line {} of the mapping){}; it has: {}", where, place->name, place->line,
                     count > 1 ? fmt::format(" and lacks {} more", count - 1) : "", nearest.names());
}

}  // namespace

std::optional<Heading> find_heading(SheetRows& rows, const mapping::InputSheet& rule,
                                    const std::vector<mapping::Place>& places) {
  const auto first = static_cast<std::uint32_t>(std::max(rule.header_row, 1));
  const auto last = rule.header_row > 0 ? first : static_cast<std::uint32_t>(rule.header_search);
  PartReader reader(rows);
  std::optional<Candidate> nearest;
  std::size_t least = SIZE_MAX;
  for (auto row = first; row <= last; ++row) {
    Candidate candidate(reader.read_to(row + static_cast<std::uint32_t>(rule.header_rows) - 1), row, rule);
    if (candidate.empty()) continue;
    std::size_t missing = 0;
    candidate.first_missing(places, missing);
    if (missing == 0) return heading_of(candidate, rule, places);
    if (missing < least) {
      least = missing;
      nearest = std::move(candidate);
    }
  }
  if (!nearest) return std::nullopt;
  throw Flaw(kLayout, lacks(*nearest, rule, places));
}

}  // namespace mizan::xlsx
