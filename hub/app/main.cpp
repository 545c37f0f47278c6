// The program `mizan`: one tool for whoever runs the hub.
#include <CLI/CLI.hpp>
#include <csignal>

#include "app/command.hpp"
#include "ops/log.hpp"

int main(int argc, char** argv) {
  // A limit on the size of files is then an error of the store, as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  CLI::App app("Mizan: the integration hub for the criminal-justice chain", "mizan");
  mizan::app::Globals globals;
  globals.log_level = "warn";
  app.add_option("--config", globals.config, "the hub's config file")->capture_default_str();
  app.add_option("--format", globals.format, "how data are printed: table, json or csv")
      ->capture_default_str()
      ->check(CLI::IsMember({"table", "json", "csv"}));
  app.add_option("--log", globals.log_level, "debug, info, warn or error")->capture_default_str();
  app.require_subcommand(1);
  app.fallthrough();
  app.parse_complete_callback([&] { mizan::app::or_fail(mizan::ops::set_up_log(globals.log_level)); });
  mizan::app::add_demo_command(app, globals);
  mizan::app::add_ingest_commands(app, globals);
  mizan::app::add_validate_command(app, globals);
  mizan::app::add_mapping_commands(app, globals);
  mizan::app::add_adapter_commands(app, globals);
  mizan::app::add_kpi_commands(app, globals);
  mizan::app::add_look_commands(app, globals);
  mizan::app::add_quarantine_commands(app, globals);
  mizan::app::add_run_command(app, globals);
  mizan::app::add_feed_commands(app, globals);
  mizan::app::add_simulate_command(app, globals);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "mizan: {}\n", error.what());
    return 1;
  }
  return 0;
}
