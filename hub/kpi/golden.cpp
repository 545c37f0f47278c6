#include "kpi/golden.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <map>
#include <optional>

#include "kpi/engine.hpp"

namespace mizan::kpi {
namespace {

base::Error wrong(const std::string& file, const toml::node& node, const std::string& what) {
  return {base::Code::kConfig, fmt::format("{}:{}: {}", file, node.source().begin.line, what)};
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
    const auto date = *value.value<toml::date>();
    record.set_date(info->id, *base::make_day(date.year, date.month, date.day));
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
    if (name == "kind" || name == "key" || name == "fir") continue;
    MIZAN_TRY(set_field(record, name.str(), value, file));
  }
  return record;
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
    linked[fir].cases.push_back({model::SourceId{1}, std::move(record), {}});
  }
  for (auto& child : children) {
    const std::string of(child.text(model::field::case_id).value_or(""));
    for (auto& source_case : linked[link_of[of]].cases) {
      if (source_case.record.key == of) source_case.children.push_back(child);
    }
  }
  std::vector<model::LinkedCase> all;
  for (auto& [fir, each] : linked) all.push_back(std::move(each));
  return all;
}

/// One line of `expect`: "2026-03 _T district=Lahore p50 = 12 (n 3)" in the form of a table.
std::string check(const Engine& engine, const toml::table& expect, const std::string& kpi, base::Day today) {
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
  std::string value = "none";
  for (const auto& result : engine.values(query, today, 0)) {
    if (result.key.member != member || result.key.stat != stat) continue;
    value = result.value ? model::format_value(*result.value) : "null";
    if (expect.contains("status") &&
        expect["status"].value_or(std::string()) != model::kpi_status_name(result.status)) {
      return fmt::format("{} {}: status is {}", kpi, label, model::kpi_status_name(result.status));
    }
    if (expect.contains("missing") &&
        expect["missing"].value_or(std::int64_t{-1}) != result.excluded.missing) {
      return fmt::format("{} {}: excluded missing is {}", kpi, label, result.excluded.missing);
    }
    if (expect.contains("negative") &&
        expect["negative"].value_or(std::int64_t{-1}) != result.excluded.negative) {
      return fmt::format("{} {}: excluded negative is {}", kpi, label, result.excluded.negative);
    }
  }
  const auto wanted = expect["value"].value_or(std::string());
  if (value == wanted) return "";
  return fmt::format("{} {} {} {} {}: expected {}, got {}", kpi, label, by, member, stat, wanted, value);
}

SourceState sees_everything() {
  SourceState source;
  source.declaration.name = "golden";
  for (auto& fields : source.declaration.observes) fields.set();
  return source;
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
  Engine engine(definitions);
  if (engine.find(result.kpi) == nullptr)
    return wrong(file, golden, "kpi: \"" + result.kpi + "\" is not defined");
  engine.set_sources({sees_everything()});
  MIZAN_ASSIGN(const auto cases, link(*records, file));
  for (const auto& linked : cases) engine.add_case(linked, *today);
  for (const auto& expect : *expects) {
    if (!expect.is_table()) return wrong(file, expect, "expect: write { period = …, value = … }");
    if (result.failure.empty()) result.failure = check(engine, *expect.as_table(), result.kpi, *today);
  }
  return result;
}

}  // namespace

base::Result<std::vector<GoldenResult>> run_golden(std::string_view text, const std::string& file,
                                                   const std::vector<Definition>& definitions) {
  toml::table table;
  try {
    table = toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    return base::Error{base::Code::kConfig,
                       fmt::format("{}:{}: {}", file, error.source().begin.line, error.description())};
  }
  std::vector<GoldenResult> results;
  const auto* cases = table["golden"].as_array();
  if (cases == nullptr) return wrong(file, table, "there is no [[golden]] case");
  for (const auto& golden : *cases) {
    MIZAN_ASSIGN(auto result, run_one(*golden.as_table(), file, definitions));
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace mizan::kpi
