// What a whole read gives.
#include <fmt/format.h>
#include <mizan/abi/mizan_fields.h>

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "adapter/checks.hpp"
#include "base/digest.hpp"
#include "conformance/reading.hpp"
#include "model/field.hpp"

namespace mizan::conformance {
namespace {

using adapter::text_of;

Outcome keeps_the_boundary(const Subject& subject) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    Probe probe(plugin, subject);
    if (const auto status = probe.create(); status != MIZAN_OK)
      return failed(why_not("create", status, probe));
    if (const auto status = probe.check(); status != MIZAN_OK) return failed(why_not("check", status, probe));
    const auto status = probe.read();
    if (!probe.violations().empty()) return failed(probe.violations().front());
    if (status != MIZAN_OK) return failed(why_not("read", status, probe));
    if (probe.seen().records.empty())
      return warned("it gives no record: check it with settings that give some");
    return passed(fmt::format("{} records, {} rejected, {} checkpoints", probe.seen().records.size(),
                              probe.seen().rejects, probe.seen().marks.size()));
  });
}

/// What is remembered of the records of a read, and what was wrong with them.
class Ledger {
 public:
  void take(const mizan_record& record) {
    const auto kind = static_cast<model::Kind>(record.kind);
    if (kind == model::Kind::kCase) cases_.insert(base::digest64(text_of(record.key)));
    if (text_of(record.key).empty()) ++wrong_[fmt::format("a {} has no key", model::kind_name(kind))];
    bool names_case = kind == model::Kind::kCase || record.op == MIZAN_DELETE;
    for (std::uint32_t i = 0; i < record.field_count; ++i) {
      const auto& field = record.fields[i];
      look_at(field, kind);
      if (field.id != MIZAN_F_CASE || field.type != MIZAN_TEXT) continue;
      names_case = true;
      named_.insert(base::digest64(text_of(field.value.text)));
    }
    if (!names_case) ++wrong_[fmt::format("a {} names no case", model::kind_name(kind))];
    look_at_order(record);
  }

  /// Rules that were broken, and how often.
  const std::map<std::string, std::size_t>& wrong() const { return wrong_; }
  const std::map<std::string, std::size_t>& backwards() const { return backwards_; }
  std::size_t cases_named() const { return named_.size(); }
  std::size_t cases_not_given() const {
    return static_cast<std::size_t>(std::count_if(named_.begin(), named_.end(),
                                                  [&](std::uint64_t key) { return !cases_.contains(key); }));
  }

 private:
  void look_at(const mizan_field& field, model::Kind kind) {
    constexpr std::uint16_t kPrivate = 0x8000;
    if (field.id >= kPrivate) return;
    const auto* info = model::find_field(static_cast<model::FieldId>(field.id));
    if (info == nullptr) {
      ++wrong_[fmt::format("there is no field {}", field.id)];
    } else if (!info->belongs_to(kind)) {
      ++wrong_[fmt::format("a {} has no field {}", model::kind_name(kind), info->name)];
    } else if (info->type == model::FieldType::kDate &&
               (field.type == MIZAN_INT || field.type == MIZAN_BOOL)) {
      ++wrong_[fmt::format("{} is a day and was given as a number: use MIZAN_DATE", info->name)];
    }
  }

  void look_at_order(const mizan_record& record) {
    const auto key = base::digest64(text_of(record.key)) + record.kind;
    const auto [found, fresh] = last_.try_emplace(key, record.revision, record.changed_at);
    if (fresh) return;
    auto& [revision, changed_at] = found->second;
    if (record.revision < revision) ++backwards_["the revision of a key goes back"];
    if (record.changed_at != 0 && record.changed_at < changed_at)
      ++backwards_["the time of change of a key goes back"];
    revision = record.revision;
    changed_at = record.changed_at;
  }

  std::unordered_set<std::uint64_t> cases_;
  std::unordered_set<std::uint64_t> named_;
  std::unordered_map<std::uint64_t, std::pair<std::int64_t, std::int64_t>> last_;
  std::map<std::string, std::size_t> wrong_;
  std::map<std::string, std::size_t> backwards_;
};

std::string listed(const std::map<std::string, std::size_t>& rules) {
  std::string text;
  for (const auto& [rule, times] : rules)
    text += fmt::format("{}{} ({} times)", text.empty() ? "" : "; ", rule, times);
  return text;
}

template <class Look>
Outcome with_ledger(const Subject& subject, Look&& look) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    Ledger ledger;
    Manner manner;
    manner.on_record = [&](const mizan_record& record) { ledger.take(record); };
    const auto whole = read_whole(plugin, subject, manner);
    return whole.trouble.empty() ? look(ledger) : skipped(whole.trouble);
  });
}

Outcome gives_sound_records(const Subject& subject) {
  return with_ledger(subject, [](const Ledger& ledger) {
    return ledger.wrong().empty() ? passed() : failed(listed(ledger.wrong()));
  });
}

Outcome gives_the_cases(const Subject& subject) {
  return with_ledger(subject, [](const Ledger& ledger) {
    if (ledger.cases_not_given() == 0) return passed();
    return warned(
        fmt::format("of {} cases that records name, {} are not given: right only for a source that another "
                    "one completes",
                    ledger.cases_named(), ledger.cases_not_given()));
  });
}

Outcome never_goes_back(const Subject& subject) {
  return with_ledger(subject, [](const Ledger& ledger) {
    return ledger.backwards().empty() ? passed() : failed(listed(ledger.backwards()));
  });
}

Outcome is_repeatable(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    const auto again = read_whole(plugin, subject);
    if (!again.trouble.empty()) return failed("the second time, " + again.trouble);
    return again.set == whole.set
               ? passed()
               : failed(fmt::format(
                     "read twice from the beginning, it gives {} different records and then {}, not the same",
                     whole.set.size(), again.set.size()));
  });
}

Outcome covers_all_by_checkpoints(const Subject& subject) {
  return with_whole_read(subject, [](const mizan_adapter_plugin&, const WholeRead& whole) {
    if (whole.seen.marks.empty())
      return failed("it gives records and no checkpoint: it would read everything anew each time");
    const auto uncovered = whole.seen.records.size() - whole.seen.marks.back().records;
    return uncovered == 0
               ? passed()
               : failed(fmt::format("{} records come after the last checkpoint, so nothing remembers them",
                                    uncovered));
  });
}

Outcome completes_its_snapshots(const Subject& subject) {
  return with_whole_read(subject, [](const mizan_adapter_plugin&, const WholeRead& whole) {
    bool within = false;
    for (const int phase : whole.seen.phases) {
      if ((phase == MIZAN_SNAPSHOT_BEGIN) == within)
        return failed(within ? "a snapshot begins within another"
                             : "a snapshot is completed that never began");
      within = phase == MIZAN_SNAPSHOT_BEGIN;
    }
    if (within) return failed("a read that ends well leaves its snapshot incomplete");
    return whole.seen.phases.empty() ? passed("it gives no snapshots") : passed();
  });
}

constexpr std::array kChecks = {
    Check{"read.keeps-the-boundary", "It reads, and every call of the hub keeps the boundary's rules.",
          &keeps_the_boundary},
    Check{"read.sound-records",
          "Each has a key and fields of its kind, and names its case if it belongs to one.",
          &gives_sound_records},
    Check{"read.gives-the-cases", "The cases that records name are given too.", &gives_the_cases},
    Check{"read.never-goes-back", "Revisions and times of change never go back for a key.", &never_goes_back},
    Check{"read.repeatable", "Read again from the beginning, it gives the same records.", &is_repeatable},
    Check{"read.checkpoints", "The last checkpoint covers all that was read.", &covers_all_by_checkpoints},
    Check{"read.snapshots", "Snapshots begin and are completed.", &completes_its_snapshots},
};

}  // namespace

std::span<const Check> read_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
