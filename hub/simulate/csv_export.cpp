#include "simulate/export_writer.hpp"
#include "simulate/out_file.hpp"

namespace mizan::simulate {
namespace {

constexpr std::string_view kCaseHeader =
    "case_id,fir_no,fir_year,fir_date,district,police_station,sections,court,court_case_no,date_institution,"
    "date_charge,prosecutor_id,judge_id,accused_name,disposal,date_disposal,revision,updated_at\n";
constexpr std::string_view kHearingHeader =
    "hearing_id,case_id,date,purpose,result,adjourn_reason,adjourn_side,next_date,prosecutor_id,present\n";

void put_date(OutFile& out, const DateField& field) {
  switch (field.flaw) {
    case DateField::Flaw::kNone:
      out.put_dmy(field.day);
      break;
    case DateField::Flaw::kAbsent:
      break;
    case DateField::Flaw::kImpossible:
      out.put("31-02-").put_int(base::split_day(field.day).year);
      break;
    case DateField::Flaw::kSentinel:
      out.put("01-01-1900");
      break;
  }
}

void put_quoted(OutFile& out, std::string_view text) {
  const bool quote = text.find(',') != std::string_view::npos;
  if (quote) out.put('"');
  out.put(text);
  if (quote) out.put('"');
}

class CsvExport final : public ExportWriter {
 public:
  CsvExport(const ExportPlan& plan, OutFile cases, OutFile hearings)
      : geography_(plan.geography),
        cases_(std::move(cases)),
        hearings_(std::move(hearings)),
        stamp_(plan.stamp) {
    cases_.put(kCaseHeader);
    hearings_.put(kHearingHeader);
  }

  void write(const CaseGroup& group) override {
    for (const auto& record : group.records) {
      put_case(group, record, false);
      if (record.repeated) put_case(group, record, false);
      for (const auto& hearing : record.hearings) {
        put_hearing(record, hearing);
        if (hearing.repeated) put_hearing(record, hearing);
      }
    }
    if (group.defect == Defect::kTornRow) put_torn(group.records.front());
    if (group.defect == Defect::kKeylessRow) put_case(group, group.records.front(), true);
  }

  std::int64_t bytes() const override { return cases_.bytes() + hearings_.bytes(); }

  base::Result<void> finish() override {
    MIZAN_TRY(hearings_.commit());
    return cases_.commit();
  }

 private:
  std::string_view code() const { return geography_->province().code; }
  Family family() const { return geography_->province().family; }

  void put_case_id(OutFile& out, std::int64_t number) { out.put(code()).put("-C").put_padded(number, 7); }

  void put_code(OutFile& out, std::span<const Code> codes, CodeIndex index) {
    if (index != kNoCode) out.put(codes[index].native(family()));
  }

  void put_case(const CaseGroup& group, const CourtRecord& record, bool keyless) {
    if (!keyless) put_case_id(cases_, record.number);
    put_fir(group);
    put_court(record);
    cases_.put(",Accused ").put_int(record.number).put(',');
    put_code(cases_, disposals(), record.disposal);
    put_date(cases_.put(','), record.disposed);
    cases_.put(',').put_int(record.revision).put(',').put_iso(stamp_).put(" 09:00:00\n");
    cases_.row_done();
  }

  void put_fir(const CaseGroup& group) {
    const auto& station = geography_->stations()[group.station];
    cases_.put(',');
    if (group.has_fir) cases_.put_int(group.fir_no);
    cases_.put(',');
    if (group.has_fir && group.fir_year != 0) cases_.put_int(group.fir_year);
    put_date(cases_.put(','), group.fir);
    cases_.put(',').put(geography_->district(station.district)).put(',');
    if (group.has_fir) cases_.put(station.name);
    put_quoted(cases_.put(','), section_text(group.sections));
  }

  void put_court(const CourtRecord& record) {
    const bool in_court = record.court_case_no != 0;
    cases_.put(',');
    if (in_court) cases_.put(geography_->courts()[record.court].name);
    cases_.put(',');
    if (in_court) cases_.put_int(record.court_case_no).put('/').put_int(record.court_case_year);
    put_date(cases_.put(','), record.instituted);
    put_date(cases_.put(','), record.charged);
    cases_.put(',').put(geography_->prosecutors()[record.prosecutor]).put(',');
    if (in_court) cases_.put(geography_->judges()[record.court]);
  }

  void put_hearing(const CourtRecord& record, const Hearing& hearing) {
    auto& out = hearings_;
    if (!hearing.keyless) out.put(code()).put("-H").put_padded(hearing.number, 8);
    out.put(',');
    if (hearing.of_no_case) {
      out.put(code()).put("-X").put_padded(record.number, 7);
    } else {
      put_case_id(out, record.number);
    }
    put_date(out.put(','), hearing.held);
    put_code(out.put(','), purposes(), hearing.purpose);
    put_code(out.put(','), outcomes(), hearing.result);
    put_code(out.put(','), adjourn_reasons(), hearing.reason);
    put_code(out.put(','), adjourn_sides(), hearing.side);
    put_date(out.put(','), hearing.next);
    out.put(',').put(geography_->prosecutors()[hearing.prosecutor]).put(hearing.present ? ",Y\n" : ",N\n");
    out.row_done();
  }

  void put_torn(const CourtRecord& record) {
    cases_.put(code()).put("-T").put_padded(record.number, 7).put(",17,20\n");
  }

  const Geography* geography_;
  OutFile cases_;
  OutFile hearings_;
  base::Day stamp_;
};

}  // namespace

base::Result<std::unique_ptr<ExportWriter>> open_csv_export(const ExportPlan& plan) {
  MIZAN_ASSIGN(auto cases, OutFile::create(plan.folder / "cases.csv"));
  MIZAN_ASSIGN(auto hearings, OutFile::create(plan.folder / "hearings.csv"));
  return std::make_unique<CsvExport>(plan, std::move(cases), std::move(hearings));
}

}  // namespace mizan::simulate
