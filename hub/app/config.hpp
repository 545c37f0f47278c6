#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/tls_files.hpp"
#include "app/adapters_config.hpp"
#include "base/error.hpp"
#include "model/kpi_result.hpp"
#include "services/config.hpp"

namespace mizan::app {

struct AccessConfig;

/// mizan.toml, read and checked. Relative paths are taken from the folder of the file.
struct HubConfig {
  std::filesystem::path file;
  std::filesystem::path store = "mizan.db";
  std::filesystem::path sources = "sources";  ///< folder of source files
  std::filesystem::path plugins;              ///< folder of adapter plugins; empty: beside the program
  std::filesystem::path tables;               ///< shipped config folder: kpis, offences …; empty: found
  std::filesystem::path places =
      "places";  ///< the hub's own place tables and reviewed spellings; need not be there
  std::filesystem::path links = "links.csv";  ///< reviewed links between records; need not be there
  std::filesystem::path pseudonym_key = "pseudonym.key";  ///< made at first use, readable by its owner alone
  std::filesystem::path releases = "releases";            ///< folder of what was released
  std::filesystem::path hubs = "hubs";  ///< folder of files, each of another hub whose KPI cells are taken
  std::filesystem::path hub_cells = "hub-cells";  ///< what is held of them
  std::filesystem::path webhooks =
      "webhooks";  ///< folder of files, each of a receiver that the feed is posted to
  std::filesystem::path webhook_places = "webhook-places";  ///< how far each has been told
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 8420;
  bool allow_remote = false;              ///< without it a listener binds to loopback only
  std::optional<api::TlsFiles> tls = {};  ///< [listen.tls]
  std::string log_level = "info";
  std::vector<model::Granularity> published = {model::Granularity::kMonth};
  bool publish_records = false;  ///< the records themselves are given to other hubs
  std::string publish_cells;     ///< what this hub is called in its KPI cells; empty: it gives none
  std::int64_t records_per_transaction = 0;  ///< about; 0: what is fast
  std::int64_t history_days = 0;             ///< how long the past can be told; 0: from the beginning
  std::int64_t raw_days = 0;                 ///< how long raw texts are kept; 0: for ever
  std::int64_t feed_days = 0;                ///< how long events of the feed are kept; 0: for ever
  AdaptersConfig adapters;
  std::shared_ptr<const AccessConfig> access;  ///< never null once read
};

/// Where a source's adapter runs, and what its worker process may use.
struct WorkerConfig {
  bool in_process = false;  ///< isolation = "in-process": inside the hub, with all its rights
  std::int64_t memory_mib = 8192;
  std::int64_t cpu_seconds = 7200;     ///< of processor time, one run
  std::int64_t silence_seconds = 900;  ///< without a word of the adapter, within a run
  bool network = false;
  bool programs = false;  ///< may start programs
};

/// One file of the sources folder: which adapter reads which system, by which mapping. Without a mapping, for
/// an adapter that makes fields by itself, the file has the tables [source], [values] and [codes] of its own.
struct SourceConfig {
  std::filesystem::path file;
  std::string name;               ///< unique in the hub; letters, digits, '-' and '_'
  std::string adapter;            ///< "csv", "json", "sql" …, or the path of a plugin
  AdapterPin pin;                 ///< which build of it
  std::filesystem::path mapping;  ///< empty: none
  std::int64_t poll_seconds = 60;
  std::int64_t expected_hours = 0;  ///< something new is expected within this time; 0: nothing is
  WorkerConfig worker;
  services::ServicesConfig services;  ///< [secrets], [credentials], [http]: what the hub does for its adapter
  std::string settings_json = "{}";   ///< [settings], handed to the adapter
};

/// The file that says what a source's values mean: its mapping, else its source file.
inline const std::filesystem::path& meaning_file(const SourceConfig& source) {
  return source.mapping.empty() ? source.file : source.mapping;
}

/// Reads mizan.toml. One error names file, line and key; unknown keys and an unknown `format` are refused.
base::Result<HubConfig> read_hub_config(const std::filesystem::path& file);

/// Reads every *.toml of the folder, in the order of their names; two sources of one name are an error.
base::Result<std::vector<SourceConfig>> read_source_configs(const std::filesystem::path& folder);
base::Result<SourceConfig> read_source_config(const std::filesystem::path& file);

}  // namespace mizan::app
