// What records say of cases, by the hub's own rules and the source's tables.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "conformance/reading.hpp"
#include "normalize/lifecycle.hpp"
#include "pipeline/ingest_runner.hpp"

namespace mizan::conformance {
namespace {

constexpr std::size_t kMostLinked = 50'000;  // records that are put together to cases

/// Everything that was read, as the normalizer takes it.
struct Reading {
  std::size_t received = 0;
  std::size_t accepted = 0;
  std::size_t deleted = 0;
  std::map<std::string, std::size_t> rejected;  // by reason
  std::map<std::string, std::size_t> unmapped;  // by field
  std::map<std::string, std::size_t> disorder;  // by finding
  std::map<std::pair<model::Kind, model::FieldId>, std::size_t> seen;
  std::map<std::string, model::SourceCase> cases;
  std::size_t linked = 0;
  bool snapshot = false;
  std::size_t rejects = 0;
};

bool is_disorder(const std::string& finding) {
  return finding.find("_before_") != std::string::npos || finding.find("_after_") != std::string::npos ||
         finding == "custody_reversed";
}

std::string name_of(model::FieldId id) {
  const auto* field = model::find_field(id);
  return field == nullptr ? "" : std::string(field->name);
}

void note(const normalize::Accepted& accepted, Reading& out) {
  ++out.accepted;
  for (const auto& finding : accepted.findings) {
    if (finding.code == "unmapped_code") ++out.unmapped[name_of(finding.field)];
    if (is_disorder(finding.code)) ++out.disorder[finding.code];
  }
  const auto& record = accepted.record;
  if (out.linked++ >= kMostLinked) return;
  const auto key = record.kind == model::Kind::kCase
                       ? record.key
                       : std::string(record.text(model::field::case_id).value_or(""));
  auto& source_case = out.cases[key];
  if (record.kind == model::Kind::kCase) {
    source_case.record = record;
  } else {
    source_case.children.push_back(record);
  }
}

void note(const normalize::RawRecord& raw, normalize::Normalizer& normalizer, base::Day today, Reading& out) {
  ++out.received;
  for (const auto& field : raw.fields) ++out.seen[{static_cast<model::Kind>(raw.kind), field.id}];
  const auto outcome = normalizer.normalize(raw, today);
  if (const auto* accepted = std::get_if<normalize::Accepted>(&outcome)) note(*accepted, out);
  if (std::holds_alternative<normalize::Deleted>(outcome)) ++out.deleted;
  if (const auto* rejected = std::get_if<normalize::Rejected>(&outcome))
    ++out.rejected[rejected->rejection.reason];
}

// A hearing before its case was instituted, and the like: between records.
void look_across(Reading& out) {
  for (const auto& [key, source_case] : out.cases) {
    if (source_case.record.key.empty()) continue;
    for (const auto& found : normalize::check_case({{1}, {source_case}})) ++out.disorder[found.finding.code];
  }
}

template <class Look>
Outcome with_reading(const Subject& subject, Look&& look) {
  if (!subject.meaning)
    return skipped("it needs a source file (--source), which says what codes and fields mean");
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    Reading reading;
    normalize::Normalizer normalizer(subject.meaning->rules);
    normalize::RawRecord raw;
    Manner manner;
    manner.on_record = [&](const mizan_record& record) {
      pipeline::to_raw(record, raw);
      note(raw, normalizer, subject.meaning->today, reading);
    };
    const auto whole = read_whole(plugin, subject, manner);
    if (!whole.trouble.empty()) return skipped(whole.trouble);
    reading.snapshot = !whole.seen.phases.empty();
    reading.rejects = whole.seen.rejects;
    look_across(reading);
    return look(reading);
  });
}

std::string listed(const std::map<std::string, std::size_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, count);
  return text;
}

Outcome keeps_books(const Subject& subject) {
  return with_reading(subject, [](const Reading& reading) {
    std::size_t rejected = 0;
    for (const auto& [reason, count] : reading.rejected) rejected += count;
    if (reading.accepted + reading.deleted + rejected != reading.received)
      return failed("records are neither accepted nor rejected, which is a mistake of the hub's: report it");
    if (rejected == 0)
      return passed(fmt::format("{} accepted, {} deleted, {} not read", reading.accepted, reading.deleted,
                                reading.rejects));
    const auto text = fmt::format("of {} records {} would be quarantined: {}", reading.received, rejected,
                                  listed(reading.rejected));
    return 2 * rejected >= reading.received ? failed(text) : warned(text);
  });
}

Outcome keeps_the_order(const Subject& subject) {
  return with_reading(subject, [](const Reading& reading) {
    return reading.disorder.empty()
               ? passed()
               : warned("dates contradict the order of a case: " + listed(reading.disorder));
  });
}

Outcome maps_its_codes(const Subject& subject) {
  return with_reading(subject, [](const Reading& reading) {
    return reading.unmapped.empty()
               ? passed()
               : warned("values have no entry in their code table: " + listed(reading.unmapped));
  });
}

Outcome covers_what_it_declares(const Subject& subject) {
  return with_reading(subject, [&](const Reading& reading) {
    std::string never;
    std::string undeclared;
    const auto add = [](std::string& list, model::Kind kind, const model::FieldInfo& field) {
      list += fmt::format("{}{}.{}", list.empty() ? "" : ", ", model::kind_name(kind), field.name);
    };
    for (int k = 1; k <= model::kKindCount; ++k) {
      const auto kind = static_cast<model::Kind>(k);
      for (const auto& field : model::all_fields()) {
        const bool seen = reading.seen.contains({kind, field.id});
        const bool declared = subject.meaning->declaration.sees(kind, field.id);
        if (declared && !seen) add(never, kind, field);
        if (seen && !declared && field.id != model::field::case_id &&
            field.type != model::FieldType::kIdentity)
          add(undeclared, kind, field);
      }
    }
    if (!undeclared.empty())
      return failed("it gives what the source file does not say it observes: " + undeclared);
    return never.empty() ? passed() : warned("nothing has what the source file says it observes: " + never);
  });
}

Outcome shows_deletions(const Subject& subject) {
  return with_reading(subject, [](const Reading& reading) {
    if (reading.snapshot) return passed("it gives snapshots");
    return reading.deleted > 0
               ? passed(fmt::format("{} deletions", reading.deleted))
               : warned("it gives no snapshot and deleted nothing: what vanishes at the source would stay");
  });
}

constexpr std::array kChecks = {
    Check{"justice.books", "Every record is accepted, deletes something or is quarantined with a reason.",
          &keeps_books},
    Check{"justice.order", "Dates keep the order of a case: FIR, institution, hearings, disposal.",
          &keeps_the_order},
    Check{"justice.codes", "Every code has an entry in the source's tables.", &maps_its_codes},
    Check{"justice.coverage", "What the source file says it observes is what comes.",
          &covers_what_it_declares},
    Check{"justice.deletions", "What vanishes at the source is seen.", &shows_deletions},
};

}  // namespace

std::span<const Check> justice_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
