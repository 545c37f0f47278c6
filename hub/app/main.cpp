// The program `mizan`: one tool for whoever runs the hub.
#include <csignal>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "ops/log.hpp"

int main(int argc, char** argv) {
  using namespace mizan::app;
  // A limit on the size of files is then an error of the store, as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  Command program("mizan", "Mizan: the integration hub for the criminal-justice chain");
  Globals globals;
  globals.log_level = "warn";
  program.add_option("--config", &globals.config, "the hub's config file").show_default();
  program.add_option("--format", &globals.format, "how data are printed: table, json or csv")
      .show_default()
      .one_of({"table", "json", "csv"});
  program.add_option("--log", &globals.log_level, "debug, info, warn or error").show_default();
  std::string log_form = "text";
  program.add_option("--log-form", &log_form, "text, or json: one object a line")
      .show_default()
      .one_of({"text", "json"});
  program.action = [&] {
    const auto form = log_form == "json" ? mizan::ops::LogForm::kJson : mizan::ops::LogForm::kText;
    or_fail(mizan::ops::set_up_log(globals.log_level, form));
  };
  add_demo_command(program, globals);
  add_ingest_commands(program, globals);
  add_validate_command(program, globals);
  add_mapping_commands(program, globals);
  add_adapter_commands(program, globals);
  add_kpi_commands(program, globals);
  add_coverage_commands(program, globals);
  add_look_commands(program, globals);
  add_quarantine_commands(program, globals);
  add_deadline_commands(program, globals);
  add_due_command(program, globals);
  add_link_commands(program, globals);
  add_places_commands(program, globals);
  add_reconcile_commands(program, globals);
  add_offence_commands(program, globals);
  add_retention_command(program, globals);
  add_token_commands(program, globals);
  add_audit_commands(program, globals);
  add_plan_command(program, globals);
  add_seal_commands(program, globals);
  add_backup_commands(program, globals);
  add_run_command(program, globals);
  add_feed_commands(program, globals);
  add_release_commands(program, globals);
  add_hubs_commands(program, globals);
  add_webhook_commands(program, globals);
  add_simulate_command(program, globals);
  return run_program(program,
                     argc > 0 ? std::vector<std::string>(argv + 1, argv + argc) : std::vector<std::string>());
}
