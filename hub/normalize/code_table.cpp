#include "normalize/code_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/toml/toml.hpp>

#include "base/text.hpp"
#include "normalize/csv.hpp"

namespace mizan::normalize {
namespace {

using base::Code;
using base::Error;

std::string_view field_name(model::FieldId field) {
  const auto* info = model::find_field(field);
  return info != nullptr ? info->name : "?";
}

std::optional<std::string_view> look_up(const ViewMap& map, std::string_view text) {
  const auto found = map.find(text);
  if (found == map.end()) return std::nullopt;
  return std::string_view(found->second);
}

bool has_blank_runs(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool blank = text[i] == ' ';
    if ((text[i] >= '\t' && text[i] <= '\r') || (blank && i + 1 < text.size() && text[i + 1] == ' '))
      return true;
  }
  return false;
}

}  // namespace

// Checks and collects the entries of one table.
class CodeTableBuilder {
 public:
  explicit CodeTableBuilder(model::FieldId field) : field_(field) {}

  base::Result<void> add(std::string_view native, std::string_view common, std::string_view where) {
    const auto exact = base::collapse_spaces(native);
    if (exact.empty()) return wrong(where, "a native code is empty");
    if (!is_common_code(field_, common)) {
      return wrong(where, fmt::format("'{}' is no common code of this field", common));
    }
    return exact.back() == '*' ? add_prefix(exact, common, where) : add_exact(exact, common, where);
  }

  CodeTable finish() {
    std::sort(table_.prefixes_.begin(), table_.prefixes_.end(), [](const auto& a, const auto& b) {
      return a.first.size() != b.first.size() ? a.first.size() > b.first.size() : a.first < b.first;
    });
    // A spelling whose letters mean two things in different case is found by exact text alone.
    for (const auto& spelling : ambiguous_) table_.folded_.erase(spelling);
    return std::move(table_);
  }

 private:
  Error wrong(std::string_view where, std::string_view what) const {
    return Error{Code::kConfig, fmt::format("{}: {}: {}", where, field_name(field_), what)};
  }

  base::Result<void> add_exact(const std::string& exact, std::string_view common, std::string_view where) {
    if (!table_.exact_.emplace(exact, common).second) {
      return wrong(where, fmt::format("'{}' is already in the table", exact));
    }
    const auto [found, is_new] = table_.folded_.emplace(base::to_lower(exact), common);
    if (!is_new && found->second != common) ambiguous_.push_back(found->first);
    return {};
  }

  base::Result<void> add_prefix(const std::string& exact, std::string_view common, std::string_view where) {
    auto prefix = base::to_lower(std::string_view(exact).substr(0, exact.size() - 1));
    for (const auto& [known, _] : table_.prefixes_) {
      if (known == prefix) return wrong(where, fmt::format("'{}' is already in the table", exact));
    }
    table_.prefixes_.emplace_back(std::move(prefix), common);
    return {};
  }

  model::FieldId field_;
  CodeTable table_;
  std::vector<std::string> ambiguous_;
};

base::Result<CodeTable> CodeTable::parse_csv(std::string_view text, std::string_view file,
                                             model::FieldId field) {
  MIZAN_ASSIGN(const auto table, read_csv(text, file, {"native", "common"}));
  const auto native = table.column("native");
  const auto common = table.column("common");
  CodeTableBuilder builder(field);
  for (const auto& row : table.rows) {
    MIZAN_TRY(builder.add(table.cell(row, native), table.cell(row, common), table.where(row)));
  }
  return builder.finish();
}

std::optional<std::string_view> CodeTable::find(std::string_view native) const {
  native = base::trim(native);
  std::string collapsed;
  if (has_blank_runs(native)) native = collapsed = base::collapse_spaces(native);
  if (const auto found = look_up(exact_, native)) return found;
  const auto folded = base::to_lower(native);
  if (const auto found = look_up(folded_, folded)) return found;
  for (const auto& [prefix, common] : prefixes_) {
    if (folded.starts_with(prefix)) return std::string_view(common);
  }
  return std::nullopt;
}

base::Result<std::map<model::FieldId, CodeTable>> parse_code_toml(std::string_view text,
                                                                  std::string_view file) {
  std::map<model::FieldId, CodeTable> tables;
  const auto parsed = toml_file::parse(text);
  if (parsed.mistake)
    return Error{Code::kConfig,
                 fmt::format("{}:{}: {}", file, parsed.mistake->line, parsed.mistake->message)};
  for (const auto& [name, node] : parsed.table) {
    const auto* info = model::find_field(name.str());
    const auto* entries = node.as_table();
    const auto where = fmt::format("{}:{}", file, node.source().begin.line);
    if (info == nullptr || info->type != model::FieldType::kCode || entries == nullptr) {
      return Error{Code::kConfig, fmt::format("{}: '{}' is no coded field", where, name.str())};
    }
    CodeTableBuilder builder(info->id);
    for (const auto& [native, common] : *entries) {
      const auto line = fmt::format("{}:{}", file, native.source().begin.line);
      MIZAN_TRY(builder.add(native.str(), common.value_or(std::string_view{}), line));
    }
    tables.emplace(info->id, builder.finish());
  }
  return tables;
}

void CodeTables::add(std::optional<model::Kind> kind, model::FieldId field, CodeTable table) {
  tables_.insert_or_assign({kind ? static_cast<int>(*kind) : 0, field}, std::move(table));
}

const CodeTable* CodeTables::find(model::Kind kind, model::FieldId field) const {
  auto found = tables_.find({static_cast<int>(kind), field});
  if (found == tables_.end()) found = tables_.find({0, field});
  return found != tables_.end() ? &found->second : nullptr;
}

}  // namespace mizan::normalize
