#include "audit/entry.hpp"

#include <fmt/format.h>

namespace mizan::audit {
namespace {

constexpr std::string_view kMark = "mizan audit 1\n";

void add(std::string& bytes, std::string_view part) {
  bytes += fmt::format("{}:", part.size());
  bytes += part;
}

}  // namespace

base::Sha256 beginning() {
  return base::sha256(kMark);
}

base::Sha256 link(const base::Sha256& before, const Entry& entry) {
  std::string bytes(kMark);
  bytes.append(reinterpret_cast<const char*>(before.data()), before.size());
  add(bytes, std::to_string(entry.number));
  add(bytes, std::to_string(entry.at));
  for (const auto* part : {&entry.who, &entry.did, &entry.what, &entry.outcome}) add(bytes, *part);
  return base::sha256(bytes);
}

}  // namespace mizan::audit
