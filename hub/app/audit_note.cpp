#include "app/audit_note.hpp"

#include "app/command.hpp"
#include "app/os_user.hpp"
#include "store/audit_trail.hpp"

namespace mizan::app {
namespace {

// A store of an older version is brought up to date by whoever writes, which is this program then.
store::Store open_trail(const std::string& path) {
  auto beside = store::Store::open(path, store::OpenMode::kAside);
  if (beside) return std::move(*beside);
  return value_or_fail(store::Store::open(path, store::OpenMode::kWrite));
}

}  // namespace

audit::Entry told_of(std::string did, std::string what, std::string outcome) {
  return {0, system_clock().now(), "os:" + os_user(), std::move(did), std::move(what), std::move(outcome)};
}

void note_in_audit(const HubConfig& config, std::string did, std::string what) {
  std::error_code lacks;
  if (!std::filesystem::exists(config.store, lacks)) return;
  auto store = open_trail(config.store.string());
  or_fail(store::append_audit(store, told_of(std::move(did), std::move(what), "begun")));
}

}  // namespace mizan::app
