#include <unistd.h>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/service.hpp"

namespace mizan::app {
namespace {

void run(const Globals& globals) {
  // A hub that runs in a terminal ends with it.
  Interrupt interrupt(::isatty(STDIN_FILENO) == 0);
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kWrite, system_clock()));
  Service service(session);
  or_fail(service.open(session.config().listen_port));
  fmt::print(stderr, "mizan: serving on {}://{}:{}/v1 and reading {} sources; Ctrl-C ends it\n",
             session.config().tls ? "https" : "http", session.config().listen_address, service.port(),
             session.source_configs().size());
  or_fail(service.run(interrupt));
  fmt::print(stderr, "mizan: stopped; everything taken in is in {}\n", session.config().store.string());
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
