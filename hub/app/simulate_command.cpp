#include "app/command.hpp"
#include "app/command_line.hpp"
#include "ops/progress.hpp"
#include "simulate/simulate.hpp"

namespace mizan::app {
namespace {

struct Words {
  simulate::Options options;
  std::string layout = "mixed";
  std::string out;
};

void simulate_data(const Globals& globals, Words& words) {
  const auto layout = simulate::find_layout(words.layout);
  if (!layout) fail({base::Code::kConfig, "--layout is mixed, csv or ndjson"});
  words.options.layout = *layout;
  words.options.out = words.out;
  ops::Progress progress("simulating", words.options.cases);
  const auto summary = value_or_fail(simulate::write_dataset(
      words.options, [&](std::int64_t done, std::int64_t) { progress.update(done); }));
  progress.finish();
  Table table({{"province"}, {"folder"}, {"cases", true}, {"hearings", true}});
  for (const auto& province : summary.provinces) {
    table.add({province.code, province.folder, fmt::format("{}", province.cases.written),
               fmt::format("{}", province.hearings.written)});
  }
  print(table, globals);
}

}  // namespace

void add_simulate_command(Command& program, Globals& globals) {
  static Words words;
  auto& command = program.add_command(
      "simulate", "Write simulated provinces to disk, with a file of the true KPI values");
  command.add_option("out", &words.out, "folder to write to").required();
  command.add_option("--seed", &words.options.seed, "the same seed gives the same bytes");
  command.add_option("--cases", &words.options.cases, "court records of all provinces");
  command.add_option("--defects", &words.options.defect_rate, "share of FIRs with a defect, 0 to 1");
  command.add_option("--provinces", &words.options.provinces, "1 to 4");
  command.add_option("--layout", &words.layout, "mixed, csv or ndjson");
  command.add_option("--listing-days", &words.options.listing_days,
                     "days from one hearing of a case to the next on average, 20 to 400");
  command.footer =
      "Examples:\n  mizan simulate data --cases 20000\n  mizan simulate bench --cases 1000000 --defects 0 "
      "--layout csv";
  command.action = [&globals] { simulate_data(globals, words); };
}

}  // namespace mizan::app
