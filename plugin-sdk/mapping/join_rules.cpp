#include "join_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mizan::mapping {
namespace {

constexpr std::array<std::pair<std::string_view, Take>, 4> kTakes = {{{"first", Take::kFirst},
                                                                      {"last", Take::kLast},
                                                                      {"earliest", Take::kEarliest},
                                                                      {"latest", Take::kLatest}}};

bool by_date(Take take) {
  return take == Take::kEarliest || take == Take::kLatest;
}

const InputFiles* find_file(const std::vector<InputFiles>& files, std::string_view name) {
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const InputFiles& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

/// Reads one [[input.join]].
class JoinReader {
 public:
  JoinReader(const toml::table& table, std::string path, TableChecks& checks)
      : table_(table), path_(std::move(path)), checks_(checks) {}

  Join read(const std::vector<InputFiles>& files, const std::vector<Join>& others) {
    checks_.only(table_, path_, {"name", "file", "key", "to", "take", "by", "date"});
    join_.line = line_of("file");
    read_name(files, others);
    read_key();
    read_take();
    return std::move(join_);
  }

 private:
  const toml::node* node(std::string_view key) const {
    const auto* found = table_.get(key);
    return found != nullptr ? found : &table_;
  }
  std::uint32_t line_of(std::string_view key) const { return node(key)->source().begin.line; }
  void fail(std::string_view key, std::string message) {
    checks_.fail(node(key), path_ + std::string(key), std::move(message));
  }

  void read_name(const std::vector<InputFiles>& files, const std::vector<Join>& others) {
    join_.file = checks_.text(table_, "file", path_);
    if (join_.file.empty() || find_file(files, join_.file) == nullptr)
      fail("file", fmt::format("\"{}\" is no name in input.files", join_.file));
    join_.name = table_.contains("name") ? checks_.text(table_, "name", path_) : join_.file;
    if (join_.name.empty() || join_.name.find('.') != std::string::npos)
      fail("name", "expected a name without dots: places are called \"name.column\"");
    if (std::any_of(others.begin(), others.end(), [&](const Join& join) { return join.name == join_.name; }))
      fail("name",
           fmt::format("\"{}\" is the name of another join: give this one a name of its own", join_.name));
  }

  void read_key() {
    for (auto& column : checks_.texts(table_, "key", path_))
      join_.key.push_back({std::move(column), line_of("key")});
    if (join_.key.empty()) fail("key", "is missing: name the columns by which a row is found");
    join_.to = checks_.texts(table_, "to", path_);
    if (!table_.contains("to")) {
      for (const auto& column : join_.key) join_.to.push_back(column.name);
    }
    if (join_.to.size() != join_.key.size())
      fail("to", fmt::format("names {} columns, key names {}", join_.to.size(), join_.key.size()));
  }

  void read_take() {
    const auto word = checks_.text(table_, "take", path_);
    const auto* found =
        std::find_if(kTakes.begin(), kTakes.end(), [&](const auto& take) { return take.first == word; });
    if (found != kTakes.end()) join_.take = found->second;
    if (found == kTakes.end() && table_.contains("take"))
      fail("take", "expected \"first\", \"last\", \"earliest\" or \"latest\"");
    join_.by = {checks_.text(table_, "by", path_), line_of("by")};
    join_.formats =
        table_.contains("date") ? checks_.texts(table_, "date", path_) : std::vector<std::string>{"%Y-%m-%d"};
    if (by_date(join_.take) && join_.by.name.empty())
      fail("by", fmt::format("is missing: name the column of the date by which the {} row is taken", word));
    if (!by_date(join_.take) && (table_.contains("by") || table_.contains("date")))
      fail(table_.contains("by") ? "by" : "date", "belongs to take = \"earliest\" or \"latest\"");
  }

  const toml::table& table_;
  std::string path_;
  TableChecks& checks_;
  Join join_;
};

}  // namespace

std::vector<Join> read_joins(const toml::table& input, const std::vector<InputFiles>& files,
                             TableChecks& checks) {
  std::vector<Join> joins;
  const auto* node = input.get("join");
  if (node == nullptr) return joins;
  const auto* list = node->as_array();
  if (list == nullptr || !list->is_array_of_tables()) {
    checks.fail(node, "input.join", "expected [[input.join]]");
    return joins;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    JoinReader reader(*(*list)[i].as_table(), fmt::format("input.join[{}].", i + 1), checks);
    joins.push_back(reader.read(files, joins));
  }
  for (const auto& join : joins) {
    for (const auto& column : join.to) {
      if (joined_name(joins, column)) {
        checks.fail(
            node, "input.join",
            fmt::format("\"{}\" in \"to\" is a column of a join: it must be one of the record's own file",
                        column));
      }
    }
  }
  return joins;
}

std::optional<JoinedName> joined_name(const std::vector<Join>& joins, const std::string& place) {
  const auto dot = place.find('.');
  if (dot == std::string::npos) return std::nullopt;
  const auto name = std::string_view(place).substr(0, dot);
  for (std::size_t i = 0; i < joins.size(); ++i) {
    if (joins[i].name == name) return JoinedName{i, place.substr(dot + 1)};
  }
  return std::nullopt;
}

bool is_of_another_file(const std::vector<InputFiles>& files, const std::string& own,
                        const std::string& place) {
  const auto dot = place.find('.');
  if (dot == std::string::npos || dot == 0) return false;
  const auto* file = find_file(files, std::string_view(place).substr(0, dot));
  return file != nullptr && file->name != own;
}

void check_joins_are_used(const toml::table& input, const std::vector<Join>& joins, TableChecks& checks) {
  for (std::size_t i = 0; i < joins.size(); ++i) {
    if (!joins[i].columns.empty()) continue;
    checks.fail(
        (*input["join"].as_array()).get(i), fmt::format("input.join[{}]", i + 1),
        fmt::format("nothing reads from it: a place in a record is called \"{}.column\"", joins[i].name));
  }
}

}  // namespace mizan::mapping
