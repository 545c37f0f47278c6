#include "app/link_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/reviewed_file.hpp"
#include "normalize/csv.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

using base::Code;
using base::Error;
using store::ReviewedLink;

constexpr std::string_view kHead =
    "# Which case records are of one case and which are not, where their FIR does not say: who says so, "
    "since when and "
    "why.\n# join: is of the case of the other record; apart: is a case of its own; remove: nothing is said "
    "any more.\n"
    "action,source,key,with_source,with_key,by,on,why\n";

using Name = std::pair<std::string, std::string>;  // source, key
using Links = std::map<Name, ReviewedLink>;

// Whoever is joined ends at a record that is not.
bool goes_round(const Links& links, const Name& from) {
  auto at = from;
  for (std::size_t step = 0; step <= links.size(); ++step) {
    const auto next = links.find(at);
    if (next == links.end() || next->second.what != ReviewedLink::What::kJoin) return false;
    at = {next->second.with_source, next->second.with_key};
    if (at == from) return true;
  }
  return true;
}

base::Result<> take(const normalize::CsvTable& table, const normalize::CsvTable::Row& row, Links& links) {
  const auto cell = [&](std::string_view name) { return std::string(table.cell(row, table.column(name))); };
  const auto refuse = [&](std::string_view why) {
    return Error{Code::kConfig, fmt::format("{}: {}", table.where(row), why)};
  };
  const auto action = cell("action");
  const Name name{cell("source"), cell("key")};
  if (name.first.empty() || name.second.empty()) return refuse("source: or key: is empty");
  if (cell("by").empty() || cell("why").empty())
    return refuse("by: or why: is empty: say who says so, and why");
  if (action == "remove") {
    if (links.erase(name) == 0)
      return refuse(fmt::format("action: nothing is said of {} {}", name.first, name.second));
    return {};
  }
  if (action != "join" && action != "apart")
    return refuse(fmt::format("action: '{}' is none of join, apart, remove", action));
  ReviewedLink link{action == "join" ? ReviewedLink::What::kJoin : ReviewedLink::What::kApart,
                    name.first,
                    name.second,
                    cell("with_source"),
                    cell("with_key"),
                    cell("by"),
                    cell("on"),
                    cell("why")};
  const bool names_other = !link.with_source.empty() && !link.with_key.empty();
  if (link.what == ReviewedLink::What::kJoin && !names_other)
    return refuse("with_source: or with_key: is empty");
  links[name] = std::move(link);
  if (goes_round(links, name)) return refuse("with_key: the record would be joined with itself");
  return {};
}

base::Result<std::vector<ReviewedLink>> read_text_of(std::string_view text, const fs::path& file) {
  std::vector<ReviewedLink> all;
  if (text.empty()) return all;
  MIZAN_ASSIGN(const auto table, normalize::read_csv(text, file.string(),
                                                     {"action", "source", "key", "with_source", "with_key",
                                                      "by", "on", "why"}));
  Links links;
  for (const auto& row : table.rows) MIZAN_TRY(take(table, row, links));
  for (auto& [name, link] : links) all.push_back(std::move(link));
  return all;
}

}  // namespace

base::Result<std::vector<ReviewedLink>> read_links(const fs::path& file) {
  MIZAN_ASSIGN(const auto text, read_if_there(file));
  return read_text_of(text, file);
}

base::Result<> add_link_line(const fs::path& file, const std::string& action, const ReviewedLink& link) {
  MIZAN_ASSIGN(auto text, read_if_there(file));
  if (text.empty()) text = kHead;
  if (text.back() != '\n') text += '\n';
  text +=
      csv_line({action, link.source, link.key, link.with_source, link.with_key, link.by, link.on, link.why});
  MIZAN_ASSIGN(const auto checked, read_text_of(text, file));
  static_cast<void>(checked);
  return replace_file(file, text);
}

}  // namespace mizan::app
