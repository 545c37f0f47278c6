#include <unistd.h>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/service.hpp"
#include "ops/log.hpp"

namespace mizan::app {
namespace {

// In the form of the log, for whoever reads that.
[[noreturn]] void end_with(const base::Error& error) {
  ops::say("hub.failed_to_run", error.message);
  std::exit(exit_code(error.code));
}

void run(const Globals& globals) {
  // A hub that runs in a terminal ends with it.
  Interrupt interrupt(::isatty(STDIN_FILENO) == 0);
  auto opened = Session::open(globals.config, store::OpenMode::kWrite, system_clock());
  if (!opened) end_with(opened.error());
  auto& session = *opened;
  Service service(session);
  const auto& config = session.config();
  if (const auto ready = service.open(config.listen_port); !ready) end_with(ready.error());
  ops::say("hub.serving", fmt::format("serving on {}://{}:{}/v1 and reading {} sources; Ctrl-C ends it",
                                      config.tls ? "https" : "http", config.listen_address, service.port(),
                                      session.source_configs().size()));
  if (const auto done = service.run(interrupt); !done) end_with(done.error());
  ops::say("hub.stopped", fmt::format("stopped; everything taken in is in {}", config.store.string()));
}

}  // namespace

void add_run_command(Command& program, Globals& globals) {
  auto& command = program.add_command(
      "run", "The service: read every source when due, keep the KPIs, serve API and feed");
  command.footer =
      "Examples:\n  mizan --config /etc/mizan/mizan.toml run\n  mizan --log info run\n\nEach source is read "
      "every poll_seconds of its file. The API listens on [listen] of the config, loopback by default.";
  command.action = [&globals] { run(globals); };
}

}  // namespace mizan::app
