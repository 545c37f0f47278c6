#include "query_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "select_text.hpp"

namespace mizan::mapping {
namespace {

constexpr std::int64_t kMostOverlap = 1'000'000'000;
constexpr std::int64_t kMostRowsOfPage = 10'000;
constexpr std::size_t kMostKeyColumns = 8;

/// Reads one [[input.query]].
class QueryReader {
 public:
  QueryReader(const toml::table& table, std::string path, TableChecks& checks)
      : table_(table), path_(std::move(path)), checks_(checks) {}

  Query read(bool snapshot, const std::vector<Query>& others) {
    checks_.only(table_, path_, {"name", "sql", "key", "changed", "overlap", "page"});
    read_name(others);
    read_sql();
    read_key();
    read_changed(snapshot);
    query_.page = static_cast<int>(number("page", query_.page, 1, kMostRowsOfPage));
    return std::move(query_);
  }

 private:
  const toml::node* node(std::string_view key) const {
    const auto* found = table_.get(key);
    return found != nullptr ? found : &table_;
  }
  void fail(std::string_view key, std::string message) {
    checks_.fail(node(key), path_ + std::string(key), std::move(message));
  }

  void read_name(const std::vector<Query>& others) {
    query_.name = checks_.text(table_, "name", path_);
    if (query_.name.empty()) fail("name", "is missing: records refer to the query by it");
    if (std::any_of(others.begin(), others.end(), [&](const Query& q) { return q.name == query_.name; }))
      fail("name", fmt::format("\"{}\" is the name of another query", query_.name));
  }

  void read_sql() {
    query_.line = node("sql")->source().begin.line;
    const auto sql = checks_.text(table_, "sql", path_);
    if (const auto flaw = read_select(sql, query_.sql)) fail("sql", *flaw);
  }

  void read_key() {
    query_.key = checks_.texts(table_, "key", path_);
    if (!table_.contains("key")) fail("key", "is missing: name the columns that tell the rows apart");
    if (query_.key.size() > kMostKeyColumns)
      fail("key", fmt::format("names more than {} columns", kMostKeyColumns));
    if (has_empty_or_equal(query_.key)) fail("key", "names a column twice, or one without a name");
  }

  void read_changed(bool snapshot) {
    query_.changed = checks_.text(table_, "changed", path_);
    if (snapshot && table_.contains("changed"))
      fail("changed", "has no use in mode = \"snapshot\", which reads every row each time");
    if (snapshot && table_.contains("overlap"))
      fail("overlap", "has no use in mode = \"snapshot\", which reads every row each time");
    if (!snapshot && query_.changed.empty()) {
      fail("changed",
           "is missing: name the column that grows when a row is written or changed, or set [source] mode = "
           "\"snapshot\"");
    }
    query_.overlap = number("overlap", query_.overlap, 0, kMostOverlap);
  }

  std::int64_t number(std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
    const auto* found = table_.get(key);
    if (found == nullptr) return otherwise;
    const auto value = found->is_integer() ? found->value_or(least - 1) : least - 1;
    if (value >= least && value <= most) return value;
    fail(key, fmt::format("expected a whole number from {} to {}", least, most));
    return otherwise;
  }

  static bool has_empty_or_equal(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return (!names.empty() && names.front().empty()) ||
           std::adjacent_find(names.begin(), names.end()) != names.end();
  }

  const toml::table& table_;
  std::string path_;
  TableChecks& checks_;
  Query query_;
};

}  // namespace

std::vector<Query> read_queries(const toml::table& input, bool snapshot, TableChecks& checks) {
  std::vector<Query> out;
  const auto* list = input["query"].as_array();
  if (list == nullptr || list->empty()) {
    checks.fail(input.contains("query") ? input.get("query") : &input, "input.query",
                "a mapping of format = \"sql\" needs at least one [[input.query]]");
    return out;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto path = fmt::format("input.query[{}].", i + 1);
    if (const auto* table = (*list)[i].as_table()) {
      out.push_back(QueryReader(*table, path, checks).read(snapshot, out));
    } else {
      checks.fail(&(*list)[i], path, "expected an [[input.query]] table");
    }
  }
  return out;
}

}  // namespace mizan::mapping
