#include "kpi/golden.hpp"

#include <fmt/format.h>
#include <mizan/toml/toml.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "kpi/engine.hpp"

namespace mizan::kpi {
namespace {

base::Error wrong(const std::string& file, const toml::node& node, const std::string& what) {
  return {base::Code::kConfig, fmt::format("{}:{}: {}", file, node.source().begin.line, what)};
}

std::optional<base::Day> day_of(const toml::date& date) {
  return base::make_day(date.year, date.month, date.day);
}

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
    if (name == "kind" || name == "key" || name == "fir" || name == "holder") continue;
    MIZAN_TRY(set_field(record, name.str(), value, file));
  }
  return record;
}

constexpr std::array kHolders = {model::Holder::kCourt, model::Holder::kPolice, model::Holder::kProsecution,
                                 model::Holder::kPrison};

// One source a holder: 1 is the court's.
model::SourceId source_of(model::Holder holder) {
  const auto at = std::find(kHolders.begin(), kHolders.end(), holder) - kHolders.begin();
  return {static_cast<std::int32_t>(at) + 1};
}

base::Result<model::SourceId> read_source(const toml::table& record, const std::string& file) {
  const auto name = record["holder"].value_or(std::string("court"));
  const auto holder = model::find_holder(name);
  if (!holder)
    return wrong(file, record, "holder: \"" + name + "\" is none of police, prosecution, court, prison");
  return source_of(*holder);
}

/// Puts the records of a golden case together as the store would: by `fir`, else each case alone.
base::Result<std::vector<model::LinkedCase>> link(const toml::array& records, const std::string& file) {
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
    MIZAN_ASSIGN(const auto source, read_source(*node.as_table(), file));
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

/// Empty if the result is as expected.
std::string compare(const toml::table& expect, const model::KpiResult& result) {
  const auto number = [&](const char* key, std::int64_t is) -> std::string {
    if (!expect.contains(key) || expect[key].value_or(std::int64_t{-1}) == is) return "";
    return fmt::format("excluded {} is {}", key, is);
  };
  const std::string value = result.value ? model::format_value(*result.value) : "null";
  const auto wanted = expect["value"].value_or(std::string());
  if (value != wanted) return fmt::format("expected {}, got {}", wanted, value);
  const auto status = model::kpi_status_name(result.status);
  if (expect.contains("status") && expect["status"].value_or(std::string()) != status)
    return fmt::format("status is {}", status);
  for (const auto& text :
       {number("missing", result.excluded.missing), number("not_observed", result.excluded.not_observed),
        number("negative", result.excluded.negative), number("no_limit", result.excluded.no_limit)}) {
    if (!text.empty()) return text;
  }
  return "";
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
    const auto difference = compare(expect, result);
    return difference.empty() ? "" : named + difference;
  }
  return expect["value"].value_or(std::string()) == "none" ? "" : named + "there is no such value";
}

// `newest` has the moment of the newest change by holder.
std::vector<SourceState> a_source_for_each_holder(const toml::table& golden) {
  std::vector<SourceState> sources;
  for (const auto holder : kHolders) {
    SourceState source;
    source.declaration.id = source_of(holder);
    source.declaration.name = std::string(model::holder_name(holder));
    source.declaration.holder = holder;
    source.declaration.see_everything();
    const auto newest = golden["newest"][source.declaration.name].value_or(std::string());
    source.newest_change = base::parse_rfc3339(newest).value_or(0);
    sources.push_back(std::move(source));
  }
  return sources;
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
                        (*table)["received"].value_or(std::int64_t{0}),
                        (*table)["quarantined"].value_or(std::int64_t{0})});
  }
  return receipts;
}

base::Result<GoldenResult> run_one(const toml::table& golden, const std::string& file,
                                   const std::vector<Definition>& definitions) {
  GoldenResult result{golden["kpi"].value_or(std::string()), golden["name"].value_or(std::string()), ""};
  const auto* records = golden["record"].as_array();
  const auto* expects = golden["expect"].as_array();
  const auto today = base::parse_iso_day(golden["today"].value_or(std::string("2026-06-30")));
  if (result.name.empty() || records == nullptr || expects == nullptr || expects->empty() || !today) {
    return wrong(file, golden, "a golden case needs name, kpi, record and expect");
  }
  const auto known_at = base::parse_rfc3339(golden["known_at"].value_or(std::string())).value_or(0);
  Engine engine(definitions);
  if (engine.in_force(result.kpi, *today) == nullptr)
    return wrong(file, golden, "kpi: \"" + result.kpi + "\" is not defined");
  engine.set_sources(a_source_for_each_holder(golden));
  MIZAN_ASSIGN(auto receipts, read_receipts(golden, file));
  engine.set_receipts(std::move(receipts));
  MIZAN_ASSIGN(const auto cases, link(*records, file));
  for (const auto& linked : cases) engine.add_case(linked, *today);
  for (const auto& expect : *expects) {
    if (!expect.is_table()) return wrong(file, expect, "expect: write { period = …, value = … }");
    if (result.failure.empty())
      result.failure = check(engine, *expect.as_table(), result.kpi, *today, known_at);
  }
  return result;
}

}  // namespace

base::Result<std::vector<GoldenResult>> run_golden(std::string_view text, const std::string& file,
                                                   const std::vector<Definition>& definitions) {
  const auto parsed = toml_file::parse(text);
  if (parsed.mistake) {
    return base::Error{base::Code::kConfig,
                       fmt::format("{}:{}: {}", file, parsed.mistake->line, parsed.mistake->message)};
  }
  const auto& table = parsed.table;
  std::vector<GoldenResult> results;
  const auto* cases = table["golden"].as_array();
  if (cases == nullptr) return wrong(file, table, "there is no [[golden]] case");
  for (const auto& golden : *cases) {
    if (!golden.is_table()) return wrong(file, golden, "golden: write [[golden]] tables");
    MIZAN_ASSIGN(auto result, run_one(*golden.as_table(), file, definitions));
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace mizan::kpi
