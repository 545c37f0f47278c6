#pragma once
// For the tests of this folder: sources of three holders, and cases in few words.
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "reconcile/counts.hpp"
#include "reconcile/differences.hpp"

namespace mizan::reconcile {

inline const base::Day kToday = *base::parse_iso_day("2026-06-30");
inline constexpr model::SourceId kPoliceSource{1};
inline constexpr model::SourceId kProsecutionSource{2};
inline constexpr model::SourceId kCourtSource{3};
inline constexpr model::SourceId kSecondPoliceSource{4};

inline Source source_of(model::SourceId id, model::Holder holder,
                        std::initializer_list<std::pair<model::Kind, model::FieldId>> sees,
                        std::initializer_list<model::Population> whole) {
  Source source;
  source.declaration.id = id;
  source.declaration.holder = holder;
  source.declaration.province = "PB";
  for (const auto& [kind, id_of_field] : sees)
    source.declaration.observes[static_cast<std::size_t>(kind)].set(id_of_field);
  for (const auto population : whole)
    source.declaration.populations.set(static_cast<std::size_t>(population));
  return source;
}

/// Police see FIRs and what they sent; prosecution what it received, filed and knows as disposed of; courts
/// what was instituted and disposed of. Nobody but the police sees the day of sending.
inline Sources three_holders() {
  namespace field = model::field;
  using model::Holder;
  using model::Kind;
  using model::Population;
  return Sources({source_of(kPoliceSource, Holder::kPolice,
                            {{Kind::kCase, field::fir_on_id}, {Kind::kReport, field::sent_on_id}},
                            {Population::kFirs, Population::kSubmissions}),
                  source_of(kProsecutionSource, Holder::kProsecution,
                            {{Kind::kCase, field::fir_on_id},
                             {Kind::kReport, field::received_on_id},
                             {Kind::kReport, field::filed_on_id},
                             {Kind::kCase, field::disposed_on_id},
                             {Kind::kCase, field::disposal_id}},
                            {Population::kSubmissions}),
                  source_of(kCourtSource, Holder::kCourt,
                            {{Kind::kCase, field::instituted_on_id},
                             {Kind::kCase, field::disposed_on_id},
                             {Kind::kCase, field::disposal_id}},
                            {Population::kCases}),
                  source_of(kSecondPoliceSource, Holder::kPolice, {{Kind::kCase, field::fir_on_id}}, {})});
}

/// "fir_on=2026-03-02 district=KASUR" as a record's fields.
inline void put_fields(model::Record& record, std::string_view words) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    const auto word = words.substr(0, end);
    words.remove_prefix(std::min(end + 1, words.size()));
    const auto equals = word.find('=');
    const auto* info = model::find_field(word.substr(0, equals));
    ASSERT_NE(info, nullptr) << word;
    const auto value = word.substr(equals + 1);
    if (info->type == model::FieldType::kDate)
      record.set_date(info->id, *base::parse_iso_day(value));
    else if (info->type == model::FieldType::kInt)
      record.set_integer(info->id, std::stoi(std::string(value)));
    else
      record.set_text(info->id, value);
  }
}

/// A case record of a source, with its reports.
struct Told {
  model::SourceId source;
  std::string key;
  std::string fields;
  std::vector<std::pair<std::string, std::string>> reports = {};  ///< key, fields
};

inline model::LinkedCase linked_case(std::int64_t id, const std::vector<Told>& all) {
  model::LinkedCase linked{model::LinkedCaseId{id}, {}};
  for (const auto& told : all) {
    model::SourceCase each{told.source, model::Record(model::Kind::kCase, told.key), {}};
    put_fields(each.record, "province=PB " + told.fields);
    for (const auto& [key, fields] : told.reports) {
      model::Record report(model::Kind::kReport, key);
      put_fields(report, fields);
      each.children.push_back(std::move(report));
    }
    linked.cases.push_back(std::move(each));
  }
  return linked;
}

}  // namespace mizan::reconcile
