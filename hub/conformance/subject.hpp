#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "adapter/host_services.hpp"
#include "adapter/worker_process.hpp"
#include "model/source.hpp"
#include "normalize/normalizer.hpp"

namespace mizan::conformance {

/// What the hub knows of the source that the adapter reads, where there is a source file.
struct Meaning {
  normalize::SourceRules rules;
  model::SourceDeclaration declaration;
  base::Day today;
};

/// What is checked.
struct Subject {
  std::filesystem::path plugin;                   ///< absolute
  std::string settings = "{}";                    ///< one JSON object, as the adapter is given it
  std::filesystem::path worker = {};              ///< mizan-worker; empty: nothing is compared with it
  adapter::WorkerLimits limits = {};              ///< of that worker
  adapter::HostServices* services = nullptr;      ///< who answers what the adapter asks; null: nobody
  std::optional<Meaning> meaning = std::nullopt;  ///< nothing: rules of justice are not looked at
  std::uint64_t seed = 1;                         ///< of everything random
};

}  // namespace mizan::conformance
