// What the plugin says of itself once it is loaded; no instance is made.
#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <regex>
#include <thread>

#include "base/json.hpp"
#include "conformance/check.hpp"
#include "conformance/loaded.hpp"

namespace mizan::conformance {
namespace {

constexpr std::chrono::milliseconds kLoadTime{100};

Outcome loads(const Subject& subject) {
  const auto begin = std::chrono::steady_clock::now();
  const auto library = adapter::Library::open(subject.plugin);
  if (!library) return failed(library.error().message);
  const auto took = std::chrono::steady_clock::now() - begin;
  if (took < kLoadTime) return passed();
  return warned(fmt::format("it took {} ms to load",
                            std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
}

Outcome describes_itself(const Subject& subject) {
  return with_plugin(subject, [](const mizan_adapter_plugin& plugin) {
    static const std::regex kId("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    static const std::regex kVersion(R"((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)([-+][0-9A-Za-z.+-]+)?)");
    const std::string id = plugin.id;
    if (id.size() > 64 || !std::regex_match(id, kId))
      return failed(
          "its id is not of lower-case letters, digits and single '-', beginning with a letter, 64 at most");
    if (!std::regex_match(plugin.version, kVersion))
      return failed("its version is no semantic version, such as 1.0.0");
    if (plugin.checkpoint_version == 0) return failed("its checkpoint_version is 0; the first is 1");
    if (plugin.abi_minor > MIZAN_ABI_MINOR)
      return warned(fmt::format("it was built for ABI {}.{}, this hub speaks {}.{}", MIZAN_ABI_MAJOR,
                                plugin.abi_minor, MIZAN_ABI_MAJOR, MIZAN_ABI_MINOR));
    return passed();
  });
}

Outcome has_a_schema(const Subject& subject) {
  return with_plugin(subject, [](const mizan_adapter_plugin& plugin) {
    const auto schema = base::parse_json(plugin.config_schema);
    if (!schema.is_object()) return failed("its config_schema is no JSON object");
    if (schema.value("type", nlohmann::json()) != "object")
      return failed("its config_schema does not say \"type\": \"object\", and settings are one");
    if (schema.contains("properties") && !schema["properties"].is_object())
      return failed("\"properties\" of its config_schema is no object");
    if (schema.value("additionalProperties", nlohmann::json(true)) != false)
      return warned("its config_schema does not refuse unknown settings (\"additionalProperties\": false)");
    return passed();
  });
}

Outcome is_one(const Subject& subject) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    const mizan_adapter_plugin* other = nullptr;
    std::thread([&] {
      if (const auto again = adapter::Library::open(subject.plugin)) other = &again->plugin();
    }).join();
    return other == &plugin ? passed() : failed("loaded again from another thread it is somewhere else");
  });
}

Outcome knows_its_extensions(const Subject& subject) {
  return with_plugin(subject, [](const mizan_adapter_plugin& plugin) {
    if (plugin.extension == nullptr) return passed("it offers none");
    for (const auto* id :
         {"", "mizan.nothing/1", "mizan.needs", "mizan.needs/2", "mizan.needs/1 ", "MIZAN.NEEDS/1"}) {
      if (plugin.extension(id) != nullptr)
        return failed(fmt::format("it answers to the extension \"{}\", which does not exist", id));
    }
    return passed();
  });
}

constexpr std::array kChecks = {
    Check{"plugin.loads", "It loads, in less than a tenth of a second.", &loads},
    Check{"plugin.describes-itself",
          "Its id, version and versions of checkpoints are of the form that they must have.",
          &describes_itself},
    Check{"plugin.has-a-schema", "Its settings have a JSON Schema.", &has_a_schema},
    Check{"plugin.is-one", "Loaded twice, from two threads, it is the same.", &is_one},
    Check{"plugin.extensions", "It answers NULL to extensions that it does not know.", &knows_its_extensions},
};

}  // namespace

std::span<const Check> descriptor_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
