#include "api/audit_writer.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "store/audit_trail.hpp"

namespace mizan::api {
namespace {

constexpr access::RateRule kRefusals = {60, 60};
constexpr std::size_t kDigestLetters = 16;

// Parameters that say what was looked at. What a page answered with cases it has understood, so none is free
// text.
constexpr const char* kTold[] = {"period",   "from",   "to",      "by",      "province",
                                 "district", "stage",  "station", "between", "known_at",
                                 "version",  "source", "limit",   "format"};

}  // namespace

base::Result<> AuditWriter::append(const audit::Entry& entry) {
  if (!store_) {
    MIZAN_ASSIGN(store_, store::Store::open(store_path_, store::OpenMode::kAside));
  }
  return store::append_audit(*store_, entry);
}

base::Result<> AuditWriter::write(const audit::Entry& entry) {
  const std::lock_guard lock(mutex_);
  return append(entry);
}

bool AuditWriter::note_refusal(audit::Entry entry) {
  const bool many = limiter_.take("refusals", kRefusals, entry.at) != 0;
  const std::lock_guard lock(mutex_);
  if (many) {
    ++left_out_;
    return true;
  }
  if (left_out_ > 0) entry.outcome += fmt::format(", as were {} before that are not listed", left_out_);
  if (!append(entry)) return false;
  left_out_ = 0;
  return true;
}

std::string told_of(const Request& request, std::string_view endpoint) {
  std::string text(endpoint);
  if (request.path.size() > 2) text += " " + request.path[2];
  for (const auto* name : kTold) {
    if (const auto value = request.get(name); !value.empty()) text += fmt::format(" {}={}", name, value);
  }
  const auto member = request.get("member");
  // A prosecutor's number may be a name where a source has no numbers.
  const bool person = access::grain_of(request.get("by"), request.get("province")) == access::Grain::kPerson;
  if (!member.empty())
    text +=
        " member=" + (person ? "#" + base::to_hex(base::sha256(member)).substr(0, kDigestLetters) : member);
  return text;
}

}  // namespace mizan::api
