#include "query_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <mizan/sdk/error.hpp>

namespace mizan::sql {
namespace {

bool equal_words(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Collects the columns of one query.
class Finder {
 public:
  Finder(const mapping::Query& query, const std::vector<Column>& given) : query_(query), given_(given) {}

  std::size_t add(const std::string& name, std::uint32_t line) {
    const auto& column = find(name, line);
    if (column.kind == ColumnKind::kBytes)
      refuse(name, line, "holds bytes: have the query give a text, such as encode(x, 'hex') or HEX(x)");
    auto& read = out.read;
    const auto found =
        std::find_if(read.begin(), read.end(), [&](const Column& c) { return c.name == column.name; });
    const auto at = static_cast<std::size_t>(found - read.begin());
    if (found == read.end()) read.push_back(column);
    return at;
  }

  void add_order(const std::string& name) {
    const auto at = add(name, query_.line);
    if (out.read[at].kind == ColumnKind::kFloat)
      refuse(name, query_.line,
             "is a floating-point number, which is not equal to itself after reading: it orders no rows");
    if (at < out.order) refuse(name, query_.line, "is named as \"changed\" and within the key, or twice");
    out.order = out.read.size();
  }

  QueryColumns out;

 private:
  const Column& find(const std::string& name, std::uint32_t line) const {
    const Column* in_any_case = nullptr;
    int exact = 0;
    int alike = 0;
    const Column* found = nullptr;
    for (const auto& column : given_) {
      if (column.name == name) found = &column, ++exact;
      if (equal_words(column.name, name)) in_any_case = &column, ++alike;
    }
    if (exact > 1 || (exact == 0 && alike > 1))
      refuse(name, line, "is the name of several columns of the query");
    if (exact == 0 && alike == 0) refuse_missing(name, line);
    return exact == 1 ? *found : *in_any_case;
  }

  [[noreturn]] void refuse(const std::string& name, std::uint32_t line, std::string_view why) const {
    throw sdk::Error(MIZAN_E_CONFIG,
                     fmt::format("query \"{}\": the column \"{}\", which line {} of the mapping names, {}",
                                 query_.name, name, line, why));
  }
  [[noreturn]] void refuse_missing(const std::string& name, std::uint32_t line) const {
    std::string all;
    for (const auto& column : given_) all += (all.empty() ? "" : ", ") + column.name;
    throw sdk::Error(MIZAN_E_CONFIG,
                     fmt::format("query \"{}\": there is no column \"{}\", which line {} of the mapping "
                                 "names; the columns are: {}",
                                 query_.name, name, line, all)
                         .substr(0, 490));
  }

  const mapping::Query& query_;
  const std::vector<Column>& given_;
};

}  // namespace

QueryColumns find_columns(const mapping::Query& query, const std::vector<mapping::Place>& places,
                          const std::vector<Column>& given) {
  if (given.size() > kMaxColumns) {
    throw sdk::Error(MIZAN_E_CONFIG, fmt::format("query \"{}\": it has {} columns, more than {}", query.name,
                                                 given.size(), kMaxColumns));
  }
  Finder finder(query, given);
  finder.out.changed = !query.changed.empty();
  if (finder.out.changed) finder.add_order(query.changed);
  for (const auto& name : query.key) finder.add_order(name);
  for (const auto& place : places) finder.out.places.push_back(finder.add(place.name, place.line));
  return std::move(finder.out);
}

}  // namespace mizan::sql
