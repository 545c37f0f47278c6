// `mizan hubs`: the hubs whose KPI cells this one takes.
#include "adapter/never_stop.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/deadline_files.hpp"
#include "app/peer_fetch.hpp"

namespace mizan::app {
namespace {

struct Taken {
  HubConfig config;
  std::vector<PeerConfig> peers;
};

Taken read_config(const Globals& globals, const std::string& name) {
  Taken taken{value_or_fail(read_hub_config(globals.config)), {}};
  for (auto& peer : value_or_fail(read_peer_configs(taken.config.hubs)))
    if (name.empty() || peer.name == name) taken.peers.push_back(std::move(peer));
  if (!name.empty() && taken.peers.empty())
    fail({base::Code::kNotFound,
          fmt::format("there is no hub \"{}\" in {}", name, taken.config.hubs.string())});
  return taken;
}

std::string moment(base::Micros at) {
  return at == 0 ? std::string() : base::to_rfc3339(at);
}

void list(const Globals& globals) {
  const auto taken = read_config(globals, {});
  const auto now = system_clock().now();
  Table table({{"hub"}, {"provinces"}, {"cells known at"}, {"last answer"}, {"silent"}, {"url"}});
  for (const auto& peer : taken.peers) {
    const auto state = PeerCells(taken.config.hub_cells, peer.name).state();
    const bool silent = now - state.checked_at > peer.silent_hours * base::Micros{3'600'000'000};
    table.add({peer.name, fmt::format("{}", fmt::join(peer.provinces, " ")), moment(state.known_at),
               moment(state.checked_at), silent ? "silent" : "", peer.url});
  }
  print(table, globals);
}

// All are asked, whatever one of them answers.
void fetch(const Globals& globals, const std::string& name) {
  const auto taken = read_config(globals, name);
  const auto definitions = value_or_fail(read_hub_definitions(taken.config));
  std::optional<base::Error> failed;
  for (const auto& peer : taken.peers) {
    auto opened = open_peer(peer, taken.config.hub_cells, definitions, system_clock());
    const auto news = opened ? opened->once(adapter::NeverStop()) : base::Result<bool>(opened.error());
    if (!news) {
      fmt::print(stderr, "mizan: {}\n", news.error().message);
      failed = news.error();
    } else {
      fmt::print("{}: its cells are {}\n", peer.name, *news ? "others, and taken" : "as before");
    }
  }
  if (failed) std::exit(exit_code(failed->code));
}

}  // namespace

void add_hubs_commands(Command& program, Globals& globals) {
  static std::string name;
  auto& hubs = program.add_command("hubs", "Other hubs whose KPI cells this one adds up");
  auto& all = hubs.add_command("list", "Which there are, and how old what is held of each is");
  all.footer = "Example:\n  mizan hubs list --format json";
  all.action = [&globals] { list(globals); };
  auto& take = hubs.add_command("fetch", "Take their newest cells now; `mizan run` does it by itself");
  take.add_option("name", &name, "only this one");
  take.footer =
      "Examples:\n  mizan hubs fetch\n  mizan hubs fetch punjab\n\nEach is a file of the folder hubs "
      "(docs/merging-hubs.md). What cannot be taken is a sentence, and what was held stays.";
  take.action = [&globals] { fetch(globals, name); };
}

}  // namespace mizan::app
