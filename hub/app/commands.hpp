#pragma once
#include <string>

namespace mizan::app {

struct Command;

/// What every command is given.
struct Globals {
  std::string config = "mizan.toml";
  std::string format = "table";
  std::string log_level;
};

/// Each adds its commands to the program; a command that fails prints one line to stderr and ends the program
/// with its exit code (docs/operations.md).
void add_ingest_commands(Command& program, Globals& globals);
void add_validate_command(Command& program, Globals& globals);
void add_mapping_commands(Command& program, Globals& globals);
void add_adapter_commands(Command& program, Globals& globals);
void add_kpi_commands(Command& program, Globals& globals);
/// Under `kpi`.
void add_verify_command(Command& kpi, Globals& globals);
void add_explain_command(Command& kpi, Globals& globals);
void add_diff_command(Command& kpi, Globals& globals);
void add_cells_commands(Command& kpi, Globals& globals);
void add_lint_commands(Command& kpi, Globals& globals);
void add_look_commands(Command& program, Globals& globals);
void add_quarantine_commands(Command& program, Globals& globals);
void add_deadline_commands(Command& program, Globals& globals);
void add_due_command(Command& program, Globals& globals);
void add_link_commands(Command& program, Globals& globals);
void add_places_commands(Command& program, Globals& globals);
void add_reconcile_commands(Command& program, Globals& globals);
void add_offence_commands(Command& program, Globals& globals);
/// Under `reconcile`.
void add_reconcile_lists(Command& reconcile, Globals& globals);
void add_sign_commands(Command& reconcile, Globals& globals);
void add_simulate_command(Command& program, Globals& globals);
void add_demo_command(Command& program, Globals& globals);
void add_coverage_commands(Command& program, Globals& globals);
void add_retention_command(Command& program, Globals& globals);
void add_token_commands(Command& program, Globals& globals);
void add_audit_commands(Command& program, Globals& globals);
/// Also `restore`.
void add_backup_commands(Command& program, Globals& globals);
void add_plan_command(Command& program, Globals& globals);
void add_seal_commands(Command& program, Globals& globals);
void add_run_command(Command& program, Globals& globals);
void add_feed_commands(Command& program, Globals& globals);
void add_release_commands(Command& program, Globals& globals);
void add_hubs_commands(Command& program, Globals& globals);
void add_webhook_commands(Command& program, Globals& globals);

}  // namespace mizan::app
