#include "simulate/export_writer.hpp"
#include "simulate/out_file.hpp"

namespace mizan::simulate {
namespace {

// No name, code or section of ours holds a quote, a backslash or a control character: nothing needs an
// escape.
void put_text(OutFile& out, std::string_view text) {
  out.put('"').put(text).put('"');
}

void put_date(OutFile& out, const DateField& field) {
  switch (field.flaw) {
    case DateField::Flaw::kNone:
      out.put('"').put_iso(field.day).put('"');
      break;
    case DateField::Flaw::kAbsent:
      out.put("null");
      break;
    case DateField::Flaw::kImpossible:
      out.put('"').put_int(base::split_day(field.day).year).put("-02-31\"");
      break;
    case DateField::Flaw::kSentinel:
      out.put("\"1900-01-01\"");
      break;
  }
}

class JsonExport final : public ExportWriter {
 public:
  JsonExport(const ExportPlan& plan, OutFile out)
      : geography_(plan.geography), out_(std::move(out)), stamp_(plan.stamp), array_(plan.json_array) {
    if (array_) out_.put("[\n");
  }

  void write(const CaseGroup& group) override {
    for (const auto& record : group.records) {
      put_document(group, record, false);
      if (record.repeated) put_document(group, record, false);
    }
    // A torn object would make a whole array unreadable, so there the row is an object that lacks its key as
    // well.
    if (group.defect == Defect::kTornRow && !array_)
      out_.put("{\"caseId\":\"").put(code()).put("-T\",\"fir\":{\"no\n");
    if (group.defect == Defect::kTornRow && array_) put_document(group, group.records.front(), true);
    if (group.defect == Defect::kKeylessRow) put_document(group, group.records.front(), true);
  }

  std::int64_t bytes() const override { return out_.bytes(); }

  base::Result<void> finish() override {
    if (array_) out_.put("\n]\n");
    return out_.commit();
  }

 private:
  std::string_view code() const { return geography_->province().code; }

  void put_code(std::span<const Code> codes, CodeIndex index) {
    if (index == kNoCode) {
      out_.put("null");
    } else {
      put_text(out_, codes[index].native(geography_->province().family));
    }
  }

  void put_case_id(std::int64_t number) {
    out_.put("\"caseId\":\"").put(code()).put("-C").put_padded(number, 7).put("\",");
  }

  // A document without its key brings no hearings either.
  void put_document(const CaseGroup& group, const CourtRecord& record, bool keyless) {
    if (array_ && !first_) out_.put(",\n");
    first_ = false;
    out_.put('{');
    if (!keyless) put_case_id(record.number);
    out_.put("\"revision\":").put_int(record.revision).put(",\"updatedAt\":\"").put_iso(stamp_);
    out_.put("T09:00:00+05:00\",");
    put_fir(group);
    put_court(record);
    out_.put("\"accused\":{\"name\":\"Accused ").put_int(record.number).put("\"},");
    put_disposal(record);
    out_.put("\"hearings\":[");
    if (!keyless) put_hearings(record);
    out_.put(array_ ? "]}" : "]}\n");
    out_.row_done();
  }

  void put_fir(const CaseGroup& group) {
    const auto& station = geography_->stations()[group.station];
    if (group.has_fir) {
      out_.put("\"fir\":{\"no\":").put_int(group.fir_no).put(",\"year\":");
      group.fir_year != 0 ? out_.put_int(group.fir_year) : out_.put("null");
      put_date(out_.put(",\"registered\":"), group.fir);
      out_.put("},");
    } else {
      out_.put("\"fir\":null,");
    }
    put_text(out_.put("\"district\":"), geography_->district(station.district));
    out_.put(",\"policeStation\":");
    group.has_fir ? put_text(out_, station.name) : void(out_.put("null"));
    put_text(out_.put(",\"offences\":"), section_text(group.sections));
    out_.put(',');
  }

  void put_court(const CourtRecord& record) {
    const bool in_court = record.court_case_no != 0;
    if (in_court) {
      put_text(out_.put("\"court\":{\"name\":"), geography_->courts()[record.court].name);
      out_.put(",\"caseNo\":\"").put_int(record.court_case_no).put('/').put_int(record.court_case_year);
      out_.put("\"},");
    } else {
      out_.put("\"court\":null,");
    }
    put_date(out_.put("\"instituted\":"), record.instituted);
    put_date(out_.put(",\"charged\":"), record.charged);
    put_text(out_.put(",\"prosecutor\":"), geography_->prosecutors()[record.prosecutor]);
    out_.put(",\"judge\":");
    in_court ? put_text(out_, geography_->judges()[record.court]) : void(out_.put("null"));
    out_.put(',');
  }

  void put_disposal(const CourtRecord& record) {
    if (record.disposal == kNoCode) {
      out_.put("\"disposal\":null,");
      return;
    }
    out_.put("\"disposal\":{\"result\":");
    put_code(disposals(), record.disposal);
    put_date(out_.put(",\"date\":"), record.disposed);
    out_.put("},");
  }

  void put_hearings(const CourtRecord& record) {
    bool first = true;
    for (const auto& hearing : record.hearings) {
      put_hearing(hearing, first);
      if (hearing.repeated) put_hearing(hearing, first);
    }
  }

  void put_hearing(const Hearing& hearing, bool& first) {
    out_.put(first ? "{" : ",{");
    first = false;
    if (!hearing.keyless)
      out_.put("\"id\":\"").put(code()).put("-H").put_padded(hearing.number, 8).put("\",");
    put_date(out_.put("\"date\":"), hearing.held);
    out_.put(",\"purpose\":");
    put_code(purposes(), hearing.purpose);
    out_.put(",\"result\":");
    put_code(outcomes(), hearing.result);
    out_.put(",\"reason\":");
    put_code(adjourn_reasons(), hearing.reason);
    out_.put(",\"side\":");
    put_code(adjourn_sides(), hearing.side);
    put_date(out_.put(",\"nextDate\":"), hearing.next);
    put_text(out_.put(",\"prosecutor\":"), geography_->prosecutors()[hearing.prosecutor]);
    out_.put(",\"present\":").put(hearing.present ? "true}" : "false}");
  }

  const Geography* geography_;
  OutFile out_;
  base::Day stamp_;
  bool array_;
  bool first_ = true;
};

}  // namespace

base::Result<std::unique_ptr<ExportWriter>> open_json_export(const ExportPlan& plan) {
  MIZAN_ASSIGN(auto out, OutFile::create(plan.folder / (plan.json_array ? "cases.json" : "cases.ndjson")));
  return std::make_unique<JsonExport>(plan, std::move(out));
}

}  // namespace mizan::simulate
