// Instances: made of right and of wrong settings, many, two at once, for hubs of other versions.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "base/json.hpp"
#include "conformance/process_state.hpp"
#include "conformance/reading.hpp"

namespace mizan::conformance {
namespace {

constexpr const char* kNever = "Zq7never";  // a value that no message may quote

// Each setting of the wrong type, one at a time; and what is no JSON object at all.
std::vector<std::string> wrong_settings(const std::string& good) {
  std::vector<std::string> all = {"",
                                  "{",
                                  "[]",
                                  "null",
                                  "\"x\"",
                                  good.substr(0, good.size() / 2),
                                  "{\"" + std::string(kNever) + "\": 1}",
                                  std::string("\xff\xfe{}"),
                                  std::string(1U << 20U, '['),
                                  std::string(1U << 20U, 'x')};
  const auto json = base::parse_json(good);
  if (!json.is_object()) return all;
  for (const auto& [key, value] : json.items()) {
    auto wrong = json;
    wrong[key] = value.is_string() ? nlohmann::json(7) : nlohmann::json(kNever);
    all.push_back(base::json_text(wrong));
  }
  return all;
}

Outcome refuses_wrong_settings(const Subject& subject) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    for (const auto& settings : wrong_settings(subject.settings)) {
      Probe probe(plugin, subject);
      const auto status = probe.create(settings);
      if (!probe.violations().empty()) return failed(probe.violations().front());
      const auto shown = settings.substr(0, 60);
      if (status == MIZAN_OK) return failed(fmt::format("it takes the settings {} for right", shown));
      if (status != MIZAN_E_CONFIG)
        return failed(fmt::format(
            "it refuses the settings {} with status {} where MIZAN_E_CONFIG (1) is meant", shown, status));
      if (probe.message().empty())
        return failed(fmt::format("it refuses the settings {} without a sentence", shown));
      if (probe.message().find(kNever) != std::string::npos && settings.find("\": 1}") == std::string::npos)
        return failed("it quotes the value of a setting, which may be a secret, in its error");
    }
    return passed();
  });
}

Outcome leaves_nothing_behind(const Subject& subject) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    const auto make = [&](int times) {
      for (int i = 0; i < times; ++i) {
        Probe probe(plugin, subject);
        if (const auto status = probe.create(); status != MIZAN_OK) return why_not("create", status, probe);
      }
      return std::string();
    };
    // The first ones fill caches that stay.
    if (const auto trouble = make(100); !trouble.empty()) return skipped(trouble);
    const auto before = process_state();
    static_cast<void>(make(900));
    const auto after = process_state();
    if (after.open_files > before.open_files)
      return failed(fmt::format("900 instances made and destroyed leave {} files open",
                                after.open_files - before.open_files));
    if (after.threads > before.threads)
      return failed(
          fmt::format("900 instances made and destroyed leave {} threads", after.threads - before.threads));
    constexpr std::int64_t kSlack = 4 << 20;
    if (after.own_memory > before.own_memory + kSlack)
      return failed(fmt::format("900 instances made and destroyed leave {} KiB of memory",
                                (after.own_memory - before.own_memory) / 1024));
    return passed("900 instances");
  });
}

Outcome shares_nothing(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    Probe one(plugin, subject);
    Probe two(plugin, subject);
    mizan_status made = MIZAN_OK;
    std::thread([&] { made = one.create(); }).join();
    if (made != MIZAN_OK || two.create() != MIZAN_OK) return failed("two instances cannot be at once");
    if (one.read() != MIZAN_OK || two.read() != MIZAN_OK)
      return failed("of two instances at once one does not read");
    one.destroy();
    const std::unordered_set<std::uint64_t> second(two.seen().records.begin(), two.seen().records.end());
    if (second != whole.set)
      return failed("an instance reads something else after another instance has read: they share state");
    return passed();
  });
}

Outcome works_for_later_hubs(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    Manner manner;
    manner.newer_bytes = 48;
    const auto later = read_whole(plugin, subject, manner);
    if (!later.trouble.empty()) return failed("for a hub of a later minor version: " + later.trouble);
    if (later.set != whole.set) return failed("for a hub of a later minor version it reads something else");
    return passed();
  });
}

Outcome misses_extensions_in_words(const Subject& subject) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    Manner manner;
    manner.extensions = false;
    const auto read = read_whole(plugin, subject, manner);
    if (read.status == MIZAN_OK) return passed("it needs none");
    if (read.status == MIZAN_E_UNSUPPORTED) return passed();
    return failed(
        fmt::format("where the hub offers no extension it ends with status {} where MIZAN_E_UNSUPPORTED (9) "
                    "is meant",
                    read.status));
  });
}

constexpr std::array kChecks = {
    Check{"create.refuses-wrong-settings",
          "Settings that are wrong are refused as MIZAN_E_CONFIG, with a sentence and without their values.",
          &refuses_wrong_settings},
    Check{"create.leaves-nothing", "A thousand instances leave no file, thread or memory behind.",
          &leaves_nothing_behind},
    Check{"create.shares-nothing",
          "Two instances at once do not see each other; any thread may make and destroy them.",
          &shares_nothing},
    Check{"host.later-minor", "It works for a hub whose structs have grown at the tail.",
          &works_for_later_hubs},
    Check{"host.no-extensions", "Where the hub offers no extension it works, or says MIZAN_E_UNSUPPORTED.",
          &misses_extensions_in_words},
};

}  // namespace

std::span<const Check> instance_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
