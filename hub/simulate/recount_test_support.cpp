#include "simulate/recount_test_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "base/civil.hpp"
#include "base/json.hpp"
#include "simulate/vocabulary.hpp"

namespace mizan::simulate::test {
namespace {

using nlohmann::json;

std::vector<std::string> split_csv(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  return cells;
}

// Either notation to ISO; what is no day, or the sentinel, to nothing.
std::string clean_date(const std::string& text) {
  if (text.size() != 10) return "";
  const auto iso = text[2] == '-' ? text.substr(6) + "-" + text.substr(3, 2) + "-" + text.substr(0, 2) : text;
  return iso != "1900-01-01" && base::parse_iso_day(iso) ? iso : "";
}

void clean_dates(Row& row) {
  for (const char* name :
       {"fir_date", "date_institution", "date_charge", "date_disposal", "date", "next_date"})
    if (row.contains(name)) row[name] = clean_date(row[name]);
}

struct Table {
  std::vector<Row> rows;
  std::set<std::string> keys;
};

void take(Row row, const std::string& key, Table& table, Exports& exports) {
  clean_dates(row);
  if (row[key].empty()) {
    ++exports.refused;
  } else if (!table.keys.insert(row[key]).second) {
    ++exports.repeated;
  } else {
    table.rows.push_back(std::move(row));
  }
}

Table read_csv(const std::filesystem::path& path, const std::string& key, Exports& exports) {
  Table table;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  const auto header = split_csv(line);
  while (std::getline(in, line)) {
    const auto cells = split_csv(line);
    if (cells.size() != header.size()) {
      ++exports.refused;
      continue;
    }
    Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[header[i]] = cells[i];
    take(std::move(row), key, table, exports);
  }
  return table;
}

std::string text_at(const json& document, const char* pointer) {
  const json::json_pointer at(pointer);
  if (!document.contains(at)) return "";
  const auto& value = document.at(at);
  if (value.is_null()) return "";
  if (value.is_boolean()) return value.get<bool>() ? "Y" : "N";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Row row_of(const json& document, const std::vector<std::pair<const char*, const char*>>& pointers) {
  Row row;
  for (const auto& [name, pointer] : pointers) row[name] = text_at(document, pointer);
  return row;
}

void take_document(const json& document, Table& cases, Table& hearings, Exports& exports) {
  auto row = row_of(document, {{"case_id", "/caseId"},
                               {"fir_no", "/fir/no"},
                               {"fir_year", "/fir/year"},
                               {"fir_date", "/fir/registered"},
                               {"district", "/district"},
                               {"police_station", "/policeStation"},
                               {"date_institution", "/instituted"},
                               {"prosecutor_id", "/prosecutor"},
                               {"disposal", "/disposal/result"},
                               {"date_disposal", "/disposal/date"}});
  const auto id = row["case_id"];
  take(std::move(row), "case_id", cases, exports);
  for (const auto& one : document["hearings"]) {
    auto hearing = row_of(one, {{"hearing_id", "/id"},
                                {"date", "/date"},
                                {"result", "/result"},
                                {"next_date", "/nextDate"},
                                {"prosecutor_id", "/prosecutor"}});
    hearing["case_id"] = id;
    take(std::move(hearing), "hearing_id", hearings, exports);
  }
}

void read_ndjson(const std::filesystem::path& path, Table& cases, Table& hearings, Exports& exports) {
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    const auto document = base::parse_json(line);
    if (document.is_discarded()) {
      ++exports.refused;
    } else {
      take_document(document, cases, hearings, exports);
    }
  }
}

std::string common_of(std::string_view field, const std::string& native) {
  if (native.empty()) return "";
  for (const auto& code : codes_of(field))
    if (code.family_a == native || code.family_b == native) return std::string(code.common);
  return "?";
}

/// One case with what the rules need of it.
struct Case {
  std::vector<Row> legs;
  std::map<std::string, std::vector<Row>> days;  ///< hearing rows by date
  const std::string& instituted() const { return legs.front().at("date_institution"); }
  const std::string& ended() const { return legs.back().at("date_disposal"); }
  std::string end() const { return common_of("disposal", legs.back().at("disposal")); }
};

bool is_order(const std::string& end) {
  return !end.empty() && end != "stopped_249" && end != "consigned" && end != "transferred";
}

std::string fir_key(const Row& row) {
  const bool whole = !row.at("fir_no").empty() && !row.at("fir_year").empty();
  if (!whole) return row.at("case_id");
  return row.at("district") + "|" + row.at("police_station") + "|" + row.at("fir_no") + "|" +
         row.at("fir_year");
}

std::vector<Case> make_cases(const Exports& exports) {
  std::map<std::string, std::vector<Row>> firs;
  for (const auto& row : exports.cases) firs[fir_key(row)].push_back(row);
  std::vector<Case> cases;
  std::map<std::string, std::size_t> case_of;
  for (auto& [key, rows] : firs) {
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
      return a.at("date_institution") < b.at("date_institution");
    });
    for (const auto& row : rows) {
      const bool goes_on = &row != &rows.front() && cases.back().end() == "transferred";
      if (!goes_on) cases.emplace_back();
      cases.back().legs.push_back(row);
      case_of[row.at("case_id")] = cases.size() - 1;
    }
  }
  for (const auto& row : exports.hearings)
    if (!row.at("date").empty() && common_of("outcome", row.at("result")) != "vacated")
      cases[case_of.at(row.at("case_id"))].days[row.at("date")].push_back(row);
  return cases;
}

bool any(const std::vector<Row>& rows, const std::string& outcome) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](const Row& row) { return common_of("outcome", row.at("result")) == outcome; });
}

void count_hearings(const Case& one, Recount& counts) {
  for (const auto& [date, rows] : one.days) {
    const auto month = date.substr(0, 7);
    ++counts["hearings_listed " + month].first;
    const bool effective = any(rows, "effective");
    const bool adjourned = !effective && any(rows, "adjourned");
    counts["adjournment_rate " + month].first += adjourned ? 1 : 0;
    counts["adjournment_rate " + month].second += effective || adjourned ? 1 : 0;
  }
}

void count_disposal(const Case& one, Recount& counts) {
  const auto end = one.end();
  const bool before_trial =
      one.instituted().empty() && (end == "discharged" || end == "cancelled" || end == "untraced");
  if (!is_order(end) || one.ended().empty() || before_trial) return;
  const auto month = one.ended().substr(0, 7);
  ++counts["outcome_mix " + month + " " + (end == "?" ? "unclassified" : end)].first;
  counts["conviction_disposed " + month].first += end == "convicted" ? 1 : 0;
  ++counts["conviction_disposed " + month].second;
  if (end == "convicted" || end == "acquitted") {
    counts["conviction_contested " + month].first += end == "convicted" ? 1 : 0;
    ++counts["conviction_contested " + month].second;
  }
  if (one.instituted().empty()) return;
  ++counts["hearings_per_disposal " + month].second;
  for (const auto& [date, rows] : one.days)
    counts["hearings_per_disposal " + month].first += one.instituted() <= date && date <= one.ended() ? 1 : 0;
}

std::string prosecutor_on(const Case& one, const std::string& day) {
  auto name = one.legs.front().at("prosecutor_id");
  for (const auto& [date, rows] : one.days)
    if (date <= day) name = rows.front().at("prosecutor_id");
  return name;
}

void count_pending(const Case& one, const std::string& month, Recount& counts) {
  const auto next = base::month_start(base::month_index(*base::parse_iso_day(month + "-01")) + 1);
  const auto close = base::to_iso(next + -1);
  if (one.instituted().empty() || one.instituted() > close) return;
  if (!one.end().empty() && (one.ended().empty() || one.ended() <= close)) return;
  ++counts["pending " + month].first;
  ++counts["caseload " + month + " " + prosecutor_on(one, close)].first;
}

void count_firs(const Exports& exports, Recount& counts) {
  std::set<std::string> seen;
  for (const auto& row : exports.cases)
    if (!row.at("fir_no").empty() && !row.at("fir_date").empty() && seen.insert(fir_key(row)).second)
      ++counts["firs_registered " + row.at("fir_date").substr(0, 7)].first;
}

}  // namespace

Exports read_exports(const std::filesystem::path& folder) {
  Exports exports;
  Table cases;
  Table hearings;
  if (std::filesystem::exists(folder / "cases.csv")) {
    cases = read_csv(folder / "cases.csv", "case_id", exports);
    hearings = read_csv(folder / "hearings.csv", "hearing_id", exports);
  } else {
    read_ndjson(folder / "cases.ndjson", cases, hearings, exports);
  }
  exports.cases = std::move(cases.rows);
  for (auto& row : hearings.rows)
    if (cases.keys.contains(row["case_id"])) exports.hearings.push_back(std::move(row));
  return exports;
}

Recount recount(const Exports& exports, const std::string& first, const std::string& last) {
  Recount counts;
  count_firs(exports, counts);
  const auto from = base::month_index(*base::parse_iso_day(first + "-01"));
  const auto to = base::month_index(*base::parse_iso_day(last + "-01"));
  for (const auto& one : make_cases(exports)) {
    count_hearings(one, counts);
    count_disposal(one, counts);
    for (auto month = from; month <= to; ++month)
      count_pending(one, base::to_iso(base::month_start(month)).substr(0, 7), counts);
  }
  return counts;
}

}  // namespace mizan::simulate::test
