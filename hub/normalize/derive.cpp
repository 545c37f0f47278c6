#include "normalize/derive.hpp"

#include "normalize/values.hpp"

namespace mizan::normalize {
namespace {

namespace field = model::field;
using model::Finding;

constexpr std::size_t kMaxDetail = 200;

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += "; ";
    out += part;
    if (out.size() > kMaxDetail) break;
  }
  return std::string(cut_text(out, kMaxDetail));
}

std::vector<std::string> unknown_sections(const ParsedSections& parsed, const OffenceTable& table) {
  std::vector<std::string> unknown;
  for (const auto& [law, section, clause, text] : parsed.sections) {
    if (table.find(law, section, clause) != nullptr) continue;
    auto& name = unknown.emplace_back(law);
    name.append(" ").append(section);
    if (!clause.empty()) name.append("(").append(clause).append(")");
  }
  return unknown;
}

}  // namespace

OffenceDeriver::Meaning OffenceDeriver::work_out(std::string_view text) const {
  const auto parsed = parse_sections(text, laws_);
  const auto summary = summarise(parsed.sections, *table_);
  Meaning meaning{std::string(summary.group()), {}, summary.flags(), summary.max_years,
                  summary.main != nullptr,      {}};
  if (summary.main != nullptr) meaning.iccs = summary.main->iccs;
  if (!parsed.leftovers.empty() || parsed.truncated || parsed.sections.empty())
    meaning.findings.push_back({"sections_unread", field::sections_id, joined(parsed.leftovers)});
  if (summary.unknown > 0) {
    meaning.findings.push_back(
        {"unknown_section", field::sections_id, joined(unknown_sections(parsed, *table_))});
  }
  if (!meaning.known) meaning.findings.push_back({"offence_unclassified", field::sections_id, {}});
  return meaning;
}

void OffenceDeriver::derive(model::Record& record, std::vector<Finding>& findings) {
  const auto text = record.text(field::sections_id);
  if (!text || !table_) return;
  auto found = known_.find(*text);
  if (found == known_.end()) {
    if (known_.size() >= kKept) known_.clear();
    found = known_.emplace(*text, work_out(*text)).first;
  }
  const auto& meaning = found->second;
  record.set_text(field::offence_group_id, meaning.group);
  if (!meaning.iccs.empty()) record.set_text(field::iccs_id, meaning.iccs);
  if (meaning.known) record.set_integer(field::max_years_id, meaning.max_years);
  if (meaning.known) record.set_text(field::offence_flags_id, meaning.flags);
  findings.insert(findings.end(), meaning.findings.begin(), meaning.findings.end());
}

}  // namespace mizan::normalize
