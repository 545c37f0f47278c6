#include "registry_hub.hpp"
#include "base/json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mizan::test {
namespace fs = std::filesystem;

RegistryHub::RegistryHub(const std::string& name) : hub_(name) {
  hub_.put("data/a.csv", "no,district,instituted,fir_year\n1,Lahore,2024-01-02,2023\n");
  fs::create_directories(hub_.path() / "builds");
  for (const auto* version : {"1.0.0", "1.1.0", "1.2.0", "oops"})
    fs::copy_file(
        fs::path(MIZAN_BINARY_DIR) / "plugins" / "builds" / (std::string("counted-") + version + ".so"),
        build(version));
  source();
}

std::string RegistryHub::build(const std::string& version) const {
  return (hub_.path() / "builds" / ("counted-" + version + ".so")).string();
}

void RegistryHub::source(const std::string& more, const std::string& adapter) const {
  hub_.put("sources/zhob.toml",
           "format = 1\nname = \"zhob\"\nadapter = \"" + adapter + "\"\n" + more +
               "[source]\nprovince = \"BA\"\npopulations = []\nobserves = [\"case.district\"]\n");
}

std::string RegistryHub::good(const std::string& words) const {
  const auto ran = hub_.run(words);
  EXPECT_EQ(ran.exit_code, 0) << words << ": " << ran.err << ran.out;
  return ran.out;
}

std::string RegistryHub::bad(const std::string& words) const {
  const auto ran = hub_.run(words);
  EXPECT_EQ(ran.exit_code, 2) << words << ": " << ran.err << ran.out;
  EXPECT_EQ(ran.messages().size(), 1U) << ran.err;
  return ran.err;
}

void RegistryHub::trust(const std::string& name) const {
  const auto stem = (hub_.path() / name).string();
  good("adapter key " + stem);
  good("adapter trust " + stem + ".pub --name " + name);
}

void RegistryHub::sign(const std::string& version, const std::string& key) const {
  good("adapter sign " + build(version) + " --key " + (hub_.path() / key).string() + ".key");
}

Ran RegistryHub::install(const std::string& version) const {
  return hub_.run("adapter install " + build(version));
}

void RegistryHub::sign_and_install(const std::string& version, const std::string& key) const {
  sign(version, key);
  const auto ran = install(version);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

std::string RegistryHub::version_read() const {
  const auto ran = hub_.run("ingest");
  for (const auto& message : ran.messages()) {
    if (message.find("mizan: zhob: ") == 0) return message;
  }
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  auto version = hub_.text(
      "SELECT adapter_version FROM run JOIN source s ON s.id = run.source WHERE s.name = 'zhob' ORDER BY "
      "run.id DESC LIMIT 1");
  if (!version.empty()) version.pop_back();
  return version;
}

std::string RegistryHub::listed(const std::string& column) const {
  for (const auto& row : base::parse_json(good("--format json source list"))) {
    if (row["source"] == "zhob") return row[column].get<std::string>();
  }
  return "not listed";
}

std::string RegistryHub::checkpoint() const {
  return hub_.text(
      "SELECT token FROM checkpoint JOIN source s ON s.id = checkpoint.source WHERE s.name = 'zhob'");
}

}  // namespace mizan::test
