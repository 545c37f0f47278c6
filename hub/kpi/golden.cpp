#include "kpi/golden.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "kpi/golden_impl.hpp"
#include "kpi/working_days.hpp"

namespace mizan::kpi {

base::Error wrong(const std::string& file, const toml::node& node, const std::string& what) {
  return {base::Code::kConfig, fmt::format("{}:{}: {}", file, node.source().begin.line, what)};
}

std::optional<base::Day> day_of(const toml::date& date) {
  return base::make_day(date.year, date.month, date.day);
}

namespace {

base::Result<> set_field(model::Record& record, std::string_view name, const toml::node& value,
                         const std::string& file) {
  const auto* info = model::find_field(name);
  if (info == nullptr || !info->belongs_to(record.kind)) {
    return wrong(file, value, fmt::format("{}: no field of a {}", name, model::kind_name(record.kind)));
  }
  if (value.is_boolean()) {
    record.set_boolean(info->id, *value.value<bool>());
  } else if (value.is_integer()) {
    record.set_integer(info->id, *value.value<std::int64_t>());
  } else if (value.is_date()) {
    const auto day = day_of(*value.value<toml::date>());
    if (!day) return wrong(file, value, fmt::format("{}: is no day", name));
    record.set_date(info->id, *day);
  } else if (value.is_string()) {
    record.set_text(info->id, *value.value<std::string>());
    if (info->type == model::FieldType::kCode) record.set_native(info->id, *value.value<std::string>());
  } else {
    return wrong(file, value, fmt::format("{}: write text, a date, a whole number, true or false", name));
  }
  return {};
}

base::Result<model::Record> read_record(const toml::table& table, const std::string& file) {
  const auto kind = model::find_kind(table["kind"].value_or(std::string()));
  if (!kind) return wrong(file, table, "kind: is missing or unknown");
  model::Record record(*kind, table["key"].value_or(std::string()));
  for (const auto& [name, value] : table) {
    if (name == "kind" || name == "key" || name == "fir" || name == "holder" || name == "source") continue;
    MIZAN_TRY(set_field(record, name.str(), value, file));
  }
  return record;
}

/// Puts the records of a golden case together as the store would: by `fir`, else each case alone.
base::Result<std::vector<model::LinkedCase>> link(const toml::array& records,
                                                  const std::vector<SourceState>& sources,
                                                  const std::string& file) {
  std::map<std::string, model::LinkedCase> linked;
  std::map<std::string, std::string> link_of;
  std::vector<model::Record> children;
  for (const auto& node : records) {
    if (!node.is_table()) return wrong(file, node, "record: write { kind = …, key = … }");
    MIZAN_ASSIGN(auto record, read_record(*node.as_table(), file));
    if (record.kind != model::Kind::kCase) {
      children.push_back(std::move(record));
      continue;
    }
    const auto fir = (*node.as_table())["fir"].value_or("own " + record.key);
    link_of[record.key] = fir;
    MIZAN_ASSIGN(const auto source, source_of_record(*node.as_table(), sources, file));
    linked[fir].cases.push_back({source, std::move(record), {}});
  }
  for (auto& child : children) {
    const std::string of(child.text(model::field::case_id).value_or(""));
    for (auto& source_case : linked[link_of[of]].cases) {
      if (source_case.record.key == of) source_case.children.push_back(child);
    }
  }
  std::vector<model::LinkedCase> all;
  for (auto& [fir, each] : linked) {
    std::sort(each.cases.begin(), each.cases.end(), [](const auto& a, const auto& b) {
      return std::tie(a.source, a.record.key) < std::tie(b.source, b.record.key);
    });
    for (auto& source_case : each.cases) {
      std::sort(source_case.children.begin(), source_case.children.end(), [](const auto& a, const auto& b) {
        return std::tie(a.kind, a.key) < std::tie(b.kind, b.key);
      });
    }
    all.push_back(std::move(each));
  }
  return all;
}

/// Empty if the value that one line of `expect` names came out: "none" expects that there is no such value.
std::string check(const Engine& engine, const toml::table& expect, const std::string& kpi, base::Day today,
                  base::Micros known_at) {
  const auto label = expect["period"].value_or(std::string());
  const auto period = model::parse_period(label);
  if (!period) return fmt::format("period \"{}\" is none", label);
  ValueQuery query{kpi, {*period}, std::nullopt, expect["province"].value_or(std::string("P"))};
  const auto by = expect["by"].value_or(std::string());
  Dimension dimension{};
  if (!by.empty() && !find_dimension(by, dimension)) return fmt::format("by \"{}\" is no breakdown", by);
  if (!by.empty()) query.by = dimension;
  const auto member = expect["member"].value_or(std::string("_T"));
  const auto stat = expect["stat"].value_or(std::string("value"));
  const auto named = fmt::format("{} {} {} {} {}: ", kpi, label, by, member, stat);
  for (const auto& result : engine.values(query, today, known_at)) {
    if (result.key.member != member || result.key.stat != stat) continue;
    const auto difference = difference_from(expect, result);
    return difference.empty() ? "" : named + difference;
  }
  return expect["value"].value_or(std::string()) == "none" ? "" : named + "there is no such value";
}

base::Result<std::vector<Receipt>> read_receipts(const toml::table& golden, const std::string& file) {
  std::vector<Receipt> receipts;
  const auto* list = golden["receipts"].as_array();
  if (list == nullptr) return receipts;
  for (const auto& node : *list) {
    const auto* table = node.as_table();
    const auto date = table != nullptr ? (*table)["day"].value<toml::date>() : std::nullopt;
    const auto day = date ? day_of(*date) : std::nullopt;
    if (!day) return wrong(file, node, "receipts: write { day = …, received = …, quarantined = … }");
    receipts.push_back({(*table)["province"].value_or(std::string("P")), *day,
                        (*table)["received"].value_exact<std::int64_t>().value_or(0),
                        (*table)["quarantined"].value_exact<std::int64_t>().value_or(0)});
  }
  return receipts;
}

// Those of the folder, and the one that only this case is about.
base::Result<std::vector<Definition>> definitions_for(const toml::table& golden, const std::string& file,
                                                      const std::vector<Definition>& definitions) {
  auto all = definitions;
  const auto* text = golden["definition"].as_string();
  if (text == nullptr) return all;
  MIZAN_ASSIGN(auto own, parse_definition(text->get(),
                                          fmt::format("{}:{}: definition", file, text->source().begin.line)));
  std::erase_if(all, [&](const Definition& each) { return each.id == own.id; });
  all.push_back(std::move(own));
  return all;
}

/// A calendar that a golden case writes down: the days that nobody works, anywhere.
class GoldenDays : public WorkingDays {
 public:
  explicit GoldenDays(std::vector<base::Day> holidays) : holidays_(std::move(holidays)) {}

  base::Day last_day(base::Day start, std::int32_t days, std::string_view) const override {
    auto day = start;
    while (days > 0) {
      day = day + 1;
      if (std::find(holidays_.begin(), holidays_.end(), day) == holidays_.end()) --days;
    }
    return day;
  }
  std::string basis() const override { return "golden"; }

 private:
  std::vector<base::Day> holidays_;
};

base::Result<std::shared_ptr<const WorkingDays>> read_holidays(const toml::table& golden,
                                                               const std::string& file) {
  std::vector<base::Day> holidays;
  if (const auto* list = golden["holidays"].as_array()) {
    for (const auto& node : *list) {
      const auto date = node.value<toml::date>();
      const auto day = date ? day_of(*date) : std::nullopt;
      if (!day) return wrong(file, node, "holidays: write days");
      holidays.push_back(*day);
    }
  }
  return std::shared_ptr<const WorkingDays>(std::make_shared<GoldenDays>(std::move(holidays)));
}

// The day of `known_at` in Karachi, unless `today` says another (KPIS rule 1).
std::optional<base::Day> today_of(const toml::table& golden) {
  const auto known_at = base::parse_rfc3339(golden["known_at"].value_or(std::string()));
  const auto otherwise = known_at ? base::to_iso(base::karachi_day(*known_at)) : std::string("2026-06-30");
  return base::parse_iso_day(golden["today"].value_or(otherwise));
}

base::Result<GoldenCase> read_one(const toml::table& golden, const std::string& file,
                                  const std::vector<Definition>& definitions) {
  GoldenCase one{golden["kpi"].value_or(std::string()),
                 golden["name"].value_or(std::string()),
                 {},
                 {},
                 {},
                 {},
                 {},
                 base::parse_rfc3339(golden["known_at"].value_or(std::string())).value_or(0)};
  const auto* records = golden["record"].as_array();
  const auto* expects = golden["expect"].as_array();
  const auto today = today_of(golden);
  if (one.name.empty() || records == nullptr || expects == nullptr || expects->empty() || !today) {
    return wrong(file, golden, "a golden case needs name, kpi, record and expect");
  }
  one.today = *today;
  MIZAN_ASSIGN(one.definitions, definitions_for(golden, file, definitions));
  MIZAN_ASSIGN(const auto holidays, read_holidays(golden, file));
  count_by(holidays, one.definitions);
  MIZAN_ASSIGN(one.sources, read_golden_sources(golden, file));
  MIZAN_ASSIGN(one.receipts, read_receipts(golden, file));
  MIZAN_ASSIGN(one.cases, link(*records, one.sources, file));
  return one;
}

base::Result<GoldenResult> run_one(const toml::table& golden, const std::string& file,
                                   const std::vector<Definition>& definitions) {
  MIZAN_ASSIGN(auto one, read_one(golden, file, definitions));
  GoldenResult result{one.kpi, one.name, ""};
  Engine engine(std::move(one.definitions));
  if (engine.in_force(one.kpi, one.today) == nullptr)
    return wrong(file, golden, "kpi: \"" + one.kpi + "\" is not defined");
  engine.set_sources(std::move(one.sources));
  engine.set_receipts(std::move(one.receipts));
  for (const auto& linked : one.cases) engine.add_case(linked, one.today);
  for (const auto& expect : *golden["expect"].as_array()) {
    if (!expect.is_table()) return wrong(file, expect, "expect: write { period = …, value = … }");
    if (result.failure.empty())
      result.failure = check(engine, *expect.as_table(), one.kpi, one.today, one.known_at);
  }
  return result;
}

// What is made of each case of a file.
template <class Out, class Make>
base::Result<std::vector<Out>> of_each(std::string_view text, const std::string& file, Make make) {
  const auto parsed = toml_file::parse(text);
  if (parsed.mistake) {
    return base::Error{base::Code::kConfig,
                       fmt::format("{}:{}: {}", file, parsed.mistake->line, parsed.mistake->message)};
  }
  const auto& table = parsed.table;
  std::vector<Out> all;
  const auto* cases = table["golden"].as_array();
  if (cases == nullptr) return wrong(file, table, "there is no [[golden]] case");
  for (const auto& golden : *cases) {
    if (!golden.is_table()) return wrong(file, golden, "golden: write [[golden]] tables");
    MIZAN_ASSIGN(auto made, make(*golden.as_table()));
    all.push_back(std::move(made));
  }
  return all;
}

}  // namespace

base::Result<std::vector<GoldenCase>> read_golden(std::string_view text, const std::string& file,
                                                  const std::vector<Definition>& definitions) {
  return of_each<GoldenCase>(text, file,
                             [&](const toml::table& golden) { return read_one(golden, file, definitions); });
}

base::Result<std::vector<GoldenResult>> run_golden(std::string_view text, const std::string& file,
                                                   const std::vector<Definition>& definitions) {
  return of_each<GoldenResult>(text, file,
                               [&](const toml::table& golden) { return run_one(golden, file, definitions); });
}

}  // namespace mizan::kpi
