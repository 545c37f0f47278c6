#include "support/truth.hpp"

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/json.hpp"
#include "support/hub_folder.hpp"

namespace mizan::test {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

/// kpi|stat|province|member|period → value.
using Values = std::map<std::string, double>;

// The hub prints four decimals.
constexpr double kRounding = 0.00006;
constexpr int kShown = 20;

std::string name(const std::string& kpi, const std::string& stat, const std::string& province,
                 const std::string& member, const std::string& period) {
  return kpi + "|" + stat + "|" + province + "|" + member + "|" + period;
}

json asked(const fs::path& config, const std::vector<std::string>& words) {
  std::vector<std::string> command = {
      mizan_program().string(), "--config", config.string(), "--format", "json", "kpi"};
  command.insert(command.end(), words.begin(), words.end());
  const auto ended = run(command);
  if (!ended.ok()) throw std::runtime_error("mizan kpi " + words[0] + ": " + ended.story());
  return base::parse_json(ended.out);
}

Values hub_values(const fs::path& config) {
  Values values;
  for (const auto& more : {std::vector<std::string>{}, {"caseload", "--by", "prosecutor"}}) {
    std::vector<std::string> words = {"values", "--every", "month", "--every", "year"};
    words.insert(words.end(), more.begin(), more.end());
    for (const auto& row : asked(config, words)) {
      if (row["value"].is_null()) continue;
      values[name(row["kpi"], row["stat"], row["province"], row["member"], row["period"])] =
          row["value"].get<double>();
    }
  }
  return values;
}

Values truth_values(const fs::path& truth) {
  std::ifstream in(truth);
  const auto all = base::parse_json(std::string(std::istreambuf_iterator<char>(in), {}));
  Values values;
  for (const auto& row : all["kpis"]) {
    const auto kpi = row["kpi"].get<std::string>();
    const bool mix = kpi == "outcome_mix";
    // The hub names the class of an outcome as a statistic; the total over classes is not a value of its own.
    if (row["value"].is_null() || (mix && row["dimension"] != "class")) continue;
    values[mix ? name(kpi, row["member"], row["province"], "_T", row["period"])
               : name(kpi, row["stat"], row["province"], row["member"], row["period"])] =
        row["value"].get<double>();
  }
  return values;
}

}  // namespace

std::string wrong_values(const fs::path& config, const fs::path& truth, std::size_t at_least) {
  const auto hub = hub_values(config);
  const auto expected = truth_values(truth);
  std::string wrong;
  int count = 0;
  for (const auto& [key, value] : expected) {
    const auto found = hub.find(key);
    if (found != hub.end() && std::abs(found->second - value) < kRounding) continue;
    if (++count <= kShown) {
      wrong += key + ": the truth is " + std::to_string(value) + ", the hub says " +
               (found == hub.end() ? "nothing" : std::to_string(found->second)) + "\n";
    }
  }
  if (count > 0) wrong += std::to_string(count) + " of " + std::to_string(expected.size()) + " are wrong\n";
  if (expected.size() < at_least)
    wrong += "the truth states " + std::to_string(expected.size()) + " values\n";
  return wrong;
}

}  // namespace mizan::test
