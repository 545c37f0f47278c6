#pragma once
// For tests: a case written down record by record, and the tables that come with the program.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "due/obligations.hpp"
#include "due/sight.hpp"
#include "kpi/engine.hpp"

namespace mizan::due {

inline base::Day day(const std::string& iso) {
  return base::parse_iso_day(iso).value();
}

inline std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The shipped table of deadlines and calendars; `more`: further rows of the table.
inline Rules shipped_rules(const std::string& more = {}) {
  const std::filesystem::path folder = MIZAN_SOURCE_DIR "/config/deadlines";
  auto table = deadlines::DeadlineTable::parse_csv(text_of_file(folder / "pakistan.csv") + more, "d.csv");
  EXPECT_TRUE(table) << table.error().message;
  deadlines::Calendar calendar;
  for (const auto* file : {"holidays.csv", "holidays-moon.csv"})
    EXPECT_TRUE(calendar.add_csv(text_of_file(folder / file), file));
  auto rules = Rules::of(std::move(*table), std::move(calendar));
  EXPECT_TRUE(rules) << rules.error().message;
  return std::move(*rules);
}

/// Fields by name, values as text.
using Fields = std::vector<std::pair<std::string, std::string>>;

inline model::Record record_of(model::Kind kind, const std::string& key, const Fields& fields) {
  model::Record record(kind, key);
  for (const auto& [name, value] : fields) {
    const auto* info = model::find_field(name);
    EXPECT_NE(info, nullptr) << name;
    if (info->type == model::FieldType::kDate)
      record.set_date(info->id, day(value));
    else if (info->type == model::FieldType::kInt || info->type == model::FieldType::kBool)
      record.set_integer(info->id, std::stoi(value));
    else
      record.set_text(info->id, value);
  }
  return record;
}

/// One linked case of province PB that police (source 1), prosecution (2) and court (3) keep.
class WrittenCase {
 public:
  WrittenCase() : engine_(std::vector<kpi::Definition>()) {
    std::vector<kpi::SourceState> sources;
    for (const auto& [id, holder] : {std::pair{1, model::Holder::kPolice},
                                     {2, model::Holder::kProsecution},
                                     {3, model::Holder::kCourt}}) {
      kpi::SourceState source;
      source.declaration.id = model::SourceId{id};
      source.declaration.holder = holder;
      sources.push_back(std::move(source));
    }
    engine_.set_sources(std::move(sources));
  }

  /// The case record of a source, which names an FIR.
  WrittenCase& has(int source, Fields fields = {}) {
    fields.insert(fields.begin(), {{"province", province}, {"fir_no", "12"}, {"fir_year", "2024"}});
    model::SourceCase held;
    held.source = model::SourceId{source};
    held.record = record_of(model::Kind::kCase, fmt::format("C{}", source), fields);
    linked_.cases.push_back(std::move(held));
    return *this;
  }
  /// A record under the latest case record.
  WrittenCase& with(model::Kind kind, const std::string& key, const Fields& fields) {
    linked_.cases.back().children.push_back(record_of(kind, key, fields));
    return *this;
  }
  WrittenCase& report(const std::string& key, const Fields& fields) {
    return with(model::Kind::kReport, key, fields);
  }

  kpi::Facts facts(const std::string& today) {
    kpi::NameReader names(engine_.names());
    return kpi::assemble(linked_, engine_.holders(), day(today), names);
  }

  /// "report 2024-01-18 open police since 2024-01-01" …, a line each, of one kind.
  std::string lines(Kind kind, const std::string& today, const Rules& rules) {
    const auto made = facts(today);
    std::vector<Obligation> all;
    obligations_of(made, province, rules, all);
    std::string text;
    for (const auto& each : all) {
      if (each.kind != kind) continue;
      text +=
          fmt::format("{}{} {} {}{}", text.empty() ? "" : "; ", base::to_iso(each.last),
                      each.done ? "done " + base::to_iso(*each.done) : "open", office_name(each.with.office),
                      each.with.since ? " since " + base::to_iso(*each.with.since) : "");
    }
    return text;
  }

  std::string_view name(kpi::NameId id) const { return engine_.names().text(id); }

  std::string province = "PB";

 private:
  kpi::Engine engine_;
  model::LinkedCase linked_{model::LinkedCaseId{1}, {}};
};

}  // namespace mizan::due
