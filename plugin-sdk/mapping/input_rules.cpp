#include "input_rules.hpp"

#include <algorithm>
#include <array>

#include "join_rules.hpp"
#include "query_rules.hpp"
#include "request_rules.hpp"
#include "sheet_rules.hpp"

namespace mizan::mapping {
namespace {

constexpr std::array<std::string_view, 5> kFormats = {"csv", "json", "xlsx", "rest", "sql"};
constexpr std::array<std::string_view, 5> kEncodings = {"", "utf-8", "utf-16", "windows-1252",
                                                        "windows-1256"};

bool among(const auto& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void read_text_layout(const toml::table& input, TableChecks& checks, Input& out) {
  out.delimiter = checks.text(input, "delimiter", "input.");
  if (input.contains("quote")) out.quote = checks.text(input, "quote", "input.");
  out.encoding = checks.text(input, "encoding", "input.");
  if (!among(kEncodings, out.encoding))
    checks.fail(input.get("encoding"), "input.encoding",
                "expected utf-8, utf-16, windows-1252 or windows-1256");
  if (out.delimiter.size() > 1 || out.quote.size() > 1)
    checks.fail(&input, "input", "delimiter and quote are one character");
  if (const auto* row = input.get("header_row")) {
    const auto line = row->is_integer() ? row->value_or(std::int64_t{0}) : 0;
    if (line < 1 || line > 1000)
      checks.fail(row, "input.header_row", "expected the number of a line, 1 to 1000");
    out.header_row = static_cast<int>(line);
  }
}

void read_files(const toml::table& input, TableChecks& checks, Input& out) {
  const auto* files = input.get("files");
  if (files != nullptr && files->is_string()) out.files.push_back({"", files->value_or(std::string())});
  if (files != nullptr && files->is_table()) {
    for (const auto& [name, pattern] : *files->as_table())
      out.files.push_back({std::string(name.str()), pattern.value_or(std::string())});
  }
  if (out.files.empty())
    checks.fail(&input, "input.files", "name a file pattern, or a table of name = pattern");
  for (const auto& each : out.files) {
    if (each.pattern.empty() || each.pattern.find('/') != std::string::npos || each.pattern == "..")
      checks.fail(files, "input.files", "a pattern is a file name with '*', without folders");
  }
}

// What belongs to another format would be read by nobody.
void refuse_strangers(const toml::table& input, TableChecks& checks, const Input& out) {
  const bool sheets = out.format == "xlsx";
  if (out.format != "csv" && input.contains("join"))
    checks.fail(input.get("join"), "input.join", "joins files of delimited rows, format = \"csv\"");
  for (const auto* key : {"sheet", "header_rows", "header_search", "header_join"}) {
    if (!sheets && input.contains(key))
      checks.fail(input.get(key), std::string("input.") + key, "belongs to format = \"xlsx\"");
  }
  for (const auto* key : {"delimiter", "quote", "encoding"}) {
    if (sheets && input.contains(key))
      checks.fail(input.get(key), std::string("input.") + key, "belongs to text, not to format = \"xlsx\"");
  }
}

// An API has no files, and files have no requests.
Input read_api(const toml::table& input, TableChecks& checks, bool snapshot) {
  Input out;
  checks.only(input, "input.", {"format", "request"});
  out.format = "rest";
  out.snapshot = snapshot;
  out.requests = read_requests(input, checks, snapshot);
  return out;
}

// Nor has a database.
Input read_database(const toml::table& input, TableChecks& checks, bool snapshot) {
  Input out;
  checks.only(input, "input.", {"format", "query"});
  out.format = "sql";
  out.snapshot = snapshot;
  out.queries = read_queries(input, snapshot, checks);
  return out;
}

}  // namespace

Input read_input(const toml::table& input, TableChecks& checks, bool snapshot) {
  if (input["format"].value_or(std::string()) == "rest") return read_api(input, checks, snapshot);
  if (input["format"].value_or(std::string()) == "sql") return read_database(input, checks, snapshot);
  Input out;
  out.snapshot = snapshot;
  checks.only(input, "input.",
              {"format", "delimiter", "quote", "encoding", "header_row", "header_rows", "header_search",
               "header_join", "files", "join", "sheet"});
  out.format = checks.text(input, "format", "input.");
  if (!among(kFormats, out.format))
    checks.fail(&input, "input.format", "expected \"csv\", \"json\", \"xlsx\", \"rest\" or \"sql\"");
  read_text_layout(input, checks, out);
  read_files(input, checks, out);
  out.joins = read_joins(input, out.files, checks);
  refuse_strangers(input, checks, out);
  if (out.format == "xlsx") out.sheets = read_sheets(input, out.files, checks);
  return out;
}

}  // namespace mizan::mapping
