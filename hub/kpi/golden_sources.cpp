// The sources of a golden case: what they see, where and until when (KPIS rule 6).
#include <fmt/format.h>

#include <algorithm>

#include "kpi/golden_impl.hpp"

namespace mizan::kpi {
namespace {

using model::Holder;

constexpr Holder kHolders[] = {Holder::kCourt, Holder::kPolice, Holder::kProsecution, Holder::kPrison};

SourceState numbered(std::string name, Holder holder, std::size_t number) {
  SourceState source;
  source.declaration.id = {static_cast<std::int32_t>(number)};
  source.declaration.name = std::move(name);
  source.declaration.holder = holder;
  return source;
}

// A population, or "kind.field".
bool see(model::SourceDeclaration& source, std::string_view what) {
  if (const auto population = model::find_population(what)) {
    source.populations.set(static_cast<std::size_t>(*population));
    return true;
  }
  const auto dot = std::min(what.find('.'), what.size());
  const auto kind = model::find_kind(what.substr(0, dot));
  const auto* info = dot < what.size() ? model::find_field(what.substr(dot + 1)) : nullptr;
  if (!kind || info == nullptr || !info->belongs_to(*kind)) return false;
  source.observes[static_cast<std::size_t>(*kind)].set(info->id);
  return true;
}

base::Result<> read_sees(const toml::table& table, model::SourceDeclaration& source,
                         const std::string& file) {
  const auto* list = table["sees"].as_array();
  if (list == nullptr) {
    source.see_everything();
    return {};
  }
  for (const auto& node : *list) {
    if (!see(source, node.value_or(std::string())))
      return wrong(file, node, "sees: write a population, or \"kind.field\"");
  }
  return {};
}

base::Result<SourceState> read_source(const toml::table& table, std::size_t number, const std::string& file) {
  const auto holder = model::find_holder(table["holder"].value_or(std::string("court")));
  if (!holder) return wrong(file, table, "holder: is none of police, prosecution, court, prison");
  auto source = numbered(table["name"].value_or(std::string()), *holder, number);
  if (source.declaration.name.empty()) return wrong(file, table, "source: write { name = …, holder = … }");
  source.declaration.province = table["province"].value_or(std::string());
  if (const auto date = table["horizon"].value<toml::date>()) source.horizon = day_of(*date);
  MIZAN_TRY(read_sees(table, source.declaration, file));
  return source;
}

std::vector<SourceState> one_of_each_holder() {
  std::vector<SourceState> sources;
  for (const auto holder : kHolders) {
    sources.push_back(numbered(std::string(model::holder_name(holder)), holder, sources.size() + 1));
    sources.back().declaration.see_everything();
  }
  return sources;
}

}  // namespace

base::Result<std::vector<SourceState>> read_golden_sources(const toml::table& golden,
                                                           const std::string& file) {
  std::vector<SourceState> sources;
  const auto* list = golden["source"].as_array();
  if (list == nullptr) {
    sources = one_of_each_holder();
  } else {
    for (const auto& node : *list) {
      if (!node.is_table()) return wrong(file, node, "source: write { name = …, holder = … }");
      MIZAN_ASSIGN(auto source, read_source(*node.as_table(), sources.size() + 1, file));
      sources.push_back(std::move(source));
    }
  }
  for (auto& source : sources) {
    const auto newest = golden["newest"][source.declaration.name].value_or(std::string());
    source.newest_change = base::parse_rfc3339(newest).value_or(0);
  }
  return sources;
}

base::Result<model::SourceId> source_of_record(const toml::table& record,
                                               const std::vector<SourceState>& sources,
                                               const std::string& file) {
  const auto name = record["source"].value_or(std::string());
  const auto holder = record["holder"].value_or(std::string("court"));
  const auto found = std::find_if(sources.begin(), sources.end(), [&](const SourceState& source) {
    const auto& declaration = source.declaration;
    return name.empty() ? model::holder_name(declaration.holder) == holder : declaration.name == name;
  });
  if (found == sources.end())
    return wrong(file, record,
                 name.empty() ? fmt::format("holder: no source is of \"{}\"", holder)
                              : fmt::format("source: \"{}\" is none", name));
  return found->declaration.id;
}

}  // namespace mizan::kpi
