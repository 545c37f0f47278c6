// What assemble() reads: records without the other fields give the same facts.
#include "kpi/agreement.hpp"
#include "kpi/facts.hpp"

namespace mizan::kpi {

namespace field = model::field;

const std::array<model::FieldSet, model::kKindCount + 1>& fields_of_facts() {
  using Fields = std::array<model::FieldSet, model::kKindCount + 1>;
  static const Fields kFields = [] {
    using model::Kind;
    Fields fields;
    const auto read = [&](Kind kind, std::initializer_list<model::FieldId> ids) {
      for (const auto id : ids) fields[static_cast<std::size_t>(kind)].set(id);
    };
    // Every coded field, for the share of values that no table holds, and every date, for what is wrong with
    // it.
    for (const auto& info : model::all_fields()) {
      for (int k = 1; k <= model::kKindCount; ++k) {
        const bool read_all = info.type == model::FieldType::kCode || info.type == model::FieldType::kDate;
        if (read_all && info.belongs_to(static_cast<Kind>(k))) read(static_cast<Kind>(k), {info.id});
      }
    }
    for (const auto id : compared_fields()) read(Kind::kCase, {id});
    for (const auto* name : {"offence_flags", "max_years"}) read(Kind::kCase, {model::find_field(name)->id});
    read(Kind::kReport, {field::sent_on_id, field::received_on_id, field::decided_on_id, field::objections_id,
                         field::resubmitted_on_id, field::filed_on_id, field::prosecutor_id});
    read(Kind::kBail, {field::filed_on_id, field::decided_on_id, field::opposed_id, field::prosecutor_id});
    read(Kind::kAppeal, {field::accused_id, field::filed_on_id, field::decided_on_id});
    read(Kind::kCase,
         {field::police_station_id, field::fir_no_id, field::fir_on_id, field::court_id,
          field::court_case_no_id, field::instituted_on_id, field::prosecutor_id, field::disposed_on_id,
          field::dormant_on_id, field::revived_on_id, field::intimated_on_id, field::charged_on_id,
          field::juvenile_id, field::sections_id, model::find_field("offence_group")->id});
    read(Kind::kAccused, {field::disposed_on_id, field::absconding_id, field::sentence_months_id,
                          field::cnic_id, field::person_name_id, field::father_name_id});
    read(Kind::kCharge, {field::accused_id, field::disposed_on_id, field::sentence_months_id});
    read(Kind::kHearing,
         {field::court_id, field::held_on_id, field::next_on_id, field::prosecutor_id,
          field::prosecutor_present_id, field::pw_summoned_id, field::pw_attended_id, field::pw_examined_id});
    return fields;
  }();
  return kFields;
}

}  // namespace mizan::kpi
