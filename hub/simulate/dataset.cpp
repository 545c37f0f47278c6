#include "simulate/dataset.hpp"

#include <fmt/format.h>

#include <system_error>

#include "simulate/generator.hpp"
#include "simulate/simulate.hpp"
#include "simulate/truth_file.hpp"

namespace mizan::simulate {
namespace {

constexpr std::int64_t kMostCases = 50'000'000;
constexpr std::int64_t kProgressEvery = 5'000;

base::Error bad(std::string_view option, std::string_view rule) {
  return {base::Code::kConfig, fmt::format("simulate: {} {}", option, rule)};
}

struct Run {
  const Options& options;
  const ProgressFn& progress;
  std::int64_t done = 0;
  std::int64_t bytes = 0;
};

base::Result<std::unique_ptr<Truth>> write_province(Run& run, int province, std::int64_t records) {
  const auto& info = provinces()[static_cast<std::size_t>(province)];
  const bool csv = writes_csv(run.options, info);
  Generator generator(run.options, province, records, csv);
  auto truth = std::make_unique<Truth>(run.options, generator.geography(), csv);
  MIZAN_ASSIGN(auto writer, open_export(run.options, generator.geography()));
  auto next_report = kProgressEvery;
  while (!generator.done()) {
    const auto group = generator.next();
    writer->write(group);
    truth->add(group);
    if (!run.progress || generator.made() < next_report) continue;
    run.progress(run.done + generator.made(), run.options.cases);
    next_report += kProgressEvery;
  }
  MIZAN_TRY(writer->finish());
  run.done += records;
  run.bytes += writer->bytes();
  return truth;
}

}  // namespace

std::optional<Layout> find_layout(std::string_view name) {
  if (name == "mixed") return Layout::kMixed;
  if (name == "csv") return Layout::kCsv;
  if (name == "ndjson") return Layout::kNdjson;
  return std::nullopt;
}

base::Result<void> check_options(const Options& options) {
  if (options.cases < 1 || options.cases > kMostCases) return bad("cases", "must be 1 to 50 million");
  if (!(options.defect_rate >= 0 && options.defect_rate <= 1)) return bad("defect rate", "must be 0 to 1");
  if (options.provinces < 1 || options.provinces > 4) return bad("provinces", "must be 1 to 4");
  if (options.listing_days < 20 || options.listing_days > 400)
    return bad("listing-days", "must be 20 to 400");
  if (options.out.empty()) return bad("output folder", "is missing");
  if (options.lead_days < 0 || options.lead_days > 3650) return bad("lead days", "must be 0 to 3650");
  const auto earliest = *base::make_day(1960, 1, 1);
  const auto latest = *base::make_day(2199, 12, 31);
  if (options.from < earliest || options.to > latest) return bad("window", "must lie in 1960 to 2199");
  if (options.to < options.from || options.to - options.from > 7320)
    return bad("window", "must be 1 day to 20 years");
  return {};
}

bool writes_csv(const Options& options, const ProvinceInfo& province) {
  if (options.layout == Layout::kMixed) return province.family == Family::kA;
  return options.layout == Layout::kCsv;
}

std::vector<std::int64_t> records_of_provinces(const Options& options) {
  std::vector<std::int64_t> records;
  auto left = options.cases;
  for (int i = options.provinces - 1; i > 0; --i) {
    records.insert(records.begin(), options.cases * volume_percent(i, options.provinces) / 100);
    left -= records.front();
  }
  records.insert(records.begin(), left);
  return records;
}

base::Result<std::unique_ptr<ExportWriter>> open_export(const Options& options, const Geography& geography) {
  const auto folder = options.out / geography.province().folder;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return base::Error{base::Code::kConfig,
                       fmt::format("cannot make {}: {}", folder.string(), error.message())};
  const ExportPlan plan{folder, &geography, options.to + 1, options.json_array};
  return writes_csv(options, geography.province()) ? open_csv_export(plan) : open_json_export(plan);
}

Summary summarize(const Options& options, const std::vector<std::unique_ptr<Truth>>& truths,
                  std::int64_t bytes) {
  Summary summary{options.to + 1, {}, bytes};
  for (const auto& truth : truths) summary.provinces.push_back(truth->summary());
  return summary;
}

base::Result<Summary> write_dataset(const Options& options, const ProgressFn& progress) {
  MIZAN_TRY(check_options(options));
  Run run{options, progress};
  std::vector<std::unique_ptr<Truth>> truths;
  const auto records = records_of_provinces(options);
  for (int i = 0; i < options.provinces; ++i) {
    MIZAN_ASSIGN(auto truth, write_province(run, i, records[static_cast<std::size_t>(i)]));
    truths.push_back(std::move(truth));
  }
  MIZAN_TRY(write_truth(options, truths));
  if (progress) progress(options.cases, options.cases);
  return summarize(options, truths, run.bytes);
}

}  // namespace mizan::simulate
