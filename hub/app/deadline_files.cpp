#include "app/deadline_files.hpp"

#include <algorithm>
#include <vector>

#include "app/session.hpp"
#include "app/text_file.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

fs::path folder_of(const HubConfig& config) {
  return (config.tables.empty() ? shipped_tables() : config.tables) / "deadlines";
}

fs::path table_of(const HubConfig& config) {
  return folder_of(config) / "pakistan.csv";
}

/// The holidays of a hub, as KPIs count by them.
class HubDays : public kpi::WorkingDays {
 public:
  explicit HubDays(deadlines::Calendar calendar) : calendar_(std::move(calendar)) {}

  base::Day last_day(base::Day start, std::int32_t days, std::string_view province) const override {
    return calendar_.due_on(start, days, true, province);
  }
  std::string basis() const override { return calendar_.basis(); }

 private:
  deadlines::Calendar calendar_;
};

}  // namespace

bool has_deadlines(const HubConfig& config) {
  std::error_code none;
  return fs::exists(table_of(config), none);
}

base::Result<deadlines::DeadlineTable> read_deadlines(const HubConfig& config) {
  const auto file = table_of(config);
  MIZAN_ASSIGN(const auto text, read_text(file));
  return deadlines::DeadlineTable::parse_csv(text, file.string());
}

base::Result<deadlines::Calendar> read_calendar(const HubConfig& config) {
  std::vector<fs::path> files;
  for (const auto& folder : {folder_of(config), config.file.parent_path() / "deadlines"}) {
    std::error_code none;
    auto entries = fs::directory_iterator(folder, none);
    for (const auto& entry : entries) {
      if (entry.path().filename().string().starts_with("holidays") && entry.path().extension() == ".csv")
        files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  deadlines::Calendar calendar;
  for (const auto& file : files) {
    MIZAN_ASSIGN(const auto text, read_text(file));
    MIZAN_TRY(calendar.add_csv(text, file.string()));
  }
  return calendar;
}

base::Result<std::vector<kpi::Definition>> read_hub_definitions(const HubConfig& config) {
  MIZAN_ASSIGN(auto definitions,
               read_definitions((config.tables.empty() ? shipped_tables() : config.tables) / "kpis"));
  MIZAN_ASSIGN(auto calendar, read_calendar(config));
  kpi::count_by(std::make_shared<HubDays>(std::move(calendar)), definitions);
  return definitions;
}

base::Result<std::shared_ptr<const due::Rules>> read_due_rules(const HubConfig& config) {
  if (!has_deadlines(config)) return std::shared_ptr<const due::Rules>();
  MIZAN_ASSIGN(auto table, read_deadlines(config));
  MIZAN_ASSIGN(auto calendar, read_calendar(config));
  MIZAN_ASSIGN(auto rules, due::Rules::of(std::move(table), std::move(calendar)));
  return std::shared_ptr<const due::Rules>(std::make_shared<due::Rules>(std::move(rules)));
}

}  // namespace mizan::app
