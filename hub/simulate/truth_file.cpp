#include "simulate/truth_file.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "simulate/out_file.hpp"

namespace mizan::simulate {
namespace {

using nlohmann::ordered_json;

ordered_json to_json(const RowCounts& rows) {
  return {{"written", rows.written},
          {"accepted", rows.accepted},
          {"unchanged", rows.unchanged},
          {"rejected", rows.rejected}};
}

ordered_json to_json(const Balance& balance) {
  return {{"instituted", balance.instituted}, {"disposed", balance.disposed}, {"dormant", balance.dormant},
          {"moved_out", balance.moved_out},   {"undated", balance.undated},   {"pending", balance.pending}};
}

ordered_json codes_json(const Truth& truth) {
  auto list = ordered_json::array();
  for (const auto& use : truth.code_use()) {
    ordered_json one = {{"field", use.field}, {"numerator", use.unmapped}, {"denominator", use.all}};
    if (use.all > 0) one["value"] = base::parse_ordered_json(round_value(use.unmapped * 100, use.all));
    list.push_back(std::move(one));
  }
  return list;
}

ordered_json province_json(const Truth& truth) {
  const auto& summary = truth.summary();
  return {{"code", summary.code},
          {"folder", summary.folder},
          {"firs", summary.firs},
          {"rows", {{"case", to_json(summary.cases)}, {"hearing", to_json(summary.hearings)}}},
          {"balance", to_json(truth.balance())},
          {"unmapped_codes", codes_json(truth)},
          {"defects", summary.defects}};
}

std::string number_or_null(const std::optional<std::int64_t>& number) {
  return number ? fmt::to_string(*number) : "null";
}

// By hand: thousands of rows, one a line, so that differences between two runs can be read.
void put_row(OutFile& out, const TruthRow& row) {
  out.put(
      fmt::format(R"({{"kpi":"{}","stat":"{}","province":"{}","dimension":"{}","member":"{}","period":"{}",)",
                  row.kpi, row.stat, row.province, row.dimension, row.member, row.period));
  out.put(fmt::format(R"("value":{},"numerator":{},"denominator":{}}})", row.value,
                      number_or_null(row.numerator), number_or_null(row.denominator)));
}

ordered_json head_json(const Options& options) {
  return {{"format", "mizan-truth/1"},
          {"seed", options.seed},
          {"cases", options.cases},
          {"defect_rate", options.defect_rate},
          {"from", base::to_iso(options.from)},
          {"to", base::to_iso(options.to)},
          {"today", base::to_iso(options.to + 1)}};
}

}  // namespace

base::Result<void> write_truth(const Options& options, const std::vector<std::unique_ptr<Truth>>& truths) {
  MIZAN_ASSIGN(auto out, OutFile::create(options.out / "truth.json"));
  auto head = head_json(options);
  for (const auto& truth : truths) head["provinces"].push_back(province_json(*truth));
  auto text = base::json_text(head, 1);
  text.resize(text.rfind('}') - 1);  // the rows come before the closing brace
  out.put(text).put(",\n \"kpis\": [\n");
  bool first = true;
  for (const auto& row : truth_rows(options, truths)) {
    if (!first) out.put(",\n");
    first = false;
    put_row(out, row);
    out.row_done();
  }
  out.put("\n]}\n");
  return out.commit();
}

}  // namespace mizan::simulate
