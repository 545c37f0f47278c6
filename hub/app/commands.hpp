#pragma once
#include <string>

namespace CLI {
class App;
}

namespace mizan::app {

/// What every command is given.
struct Globals {
  std::string config = "mizan.toml";
  std::string format = "table";
  std::string log_level;
};

/// Each adds its commands to the program; a command that fails prints one line to stderr and ends the program
/// with its exit code (docs/operations.md).
void add_ingest_commands(CLI::App& app, Globals& globals);
void add_validate_command(CLI::App& app, Globals& globals);
void add_mapping_commands(CLI::App& app, Globals& globals);
void add_adapter_commands(CLI::App& app, Globals& globals);
void add_kpi_commands(CLI::App& app, Globals& globals);
/// Under `kpi`.
void add_verify_command(CLI::App& kpi, Globals& globals);
void add_diff_command(CLI::App& kpi, Globals& globals);
void add_look_commands(CLI::App& app, Globals& globals);
void add_quarantine_commands(CLI::App& app, Globals& globals);
void add_simulate_command(CLI::App& app, Globals& globals);
void add_demo_command(CLI::App& app, Globals& globals);
void add_run_command(CLI::App& app, Globals& globals);
void add_feed_commands(CLI::App& app, Globals& globals);

}  // namespace mizan::app
