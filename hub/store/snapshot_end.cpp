// What a snapshot that was read to its end says of the records that the source has.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "store/hashed_records.hpp"
#include "store/in_transaction_impl.hpp"
#include "store/record_writer.hpp"

namespace mizan::store {
namespace {

using model::Kind;

// `place`: the kind in the lowest bits, then the source case.
constexpr unsigned kKindBits = 4;
static_assert(model::kKindCount < 1 << kKindBits);

HashedRecord held(Kind kind, std::int64_t ref, std::string_view key) {
  return {record_hash(kind, key),
          static_cast<std::uint64_t>(ref) << kKindBits | static_cast<std::uint64_t>(kind)};
}
Kind kind_of(const HashedRecord& record) {
  return static_cast<Kind>(record.place & ((1U << kKindBits) - 1));
}
std::int64_t ref_of(const HashedRecord& record) {
  return static_cast<std::int64_t>(record.place >> kKindBits);
}

base::Result<std::string> key_of(Store::Impl& impl, const HashedRecord& record) {
  const auto kind = kind_of(record);
  MIZAN_ASSIGN(auto* query, impl.statement(fmt::format("SELECT key FROM {} WHERE ref = ?1", table_of(kind))));
  const ResetGuard guard(*query);
  query->bind(1, ref_of(record));
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return std::string();
    if (record_hash(kind, query->text(0)) == record.hash) return std::string(query->text(0));
  }
}

// How many there are.
base::Result<std::int64_t> gather_held(Store::Impl& impl, model::SourceId source, HashedRecords& all) {
  std::int64_t number = 0;
  for (int k = 1; k <= model::kKindCount; ++k) {
    const auto kind = static_cast<Kind>(k);
    MIZAN_ASSIGN(auto query, impl.db.prepare(fmt::format(
                                 "SELECT r.ref, r.key FROM {} AS r JOIN case_ref AS f USING (ref) "
                                 "WHERE f.source = ?1",
                                 table_of(kind))));
    query.bind(1, std::int64_t{source.value});
    while (true) {
      MIZAN_ASSIGN(const bool row, query.step());
      if (!row) break;
      all.add(held(kind, query.integer(0), query.text(1)));
      ++number;
    }
  }
  return number;
}

/// What a snapshot showed, against what the source has.
struct Comparison {
  std::int64_t all = 0;
  std::int64_t missing_at_most = 0;  ///< more are not plausible
  std::int64_t gone = 0;
  std::vector<HashedRecord> missing;  ///< those that are gone, if they may be
  std::int64_t repeated = 0;
  std::optional<HashedRecord> first_repeated;  ///< of those that are held
};

std::int64_t repeated_in(std::span<const HashedRecord> sorted) {
  std::int64_t repeated = 0;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const bool again = sorted[i].hash == sorted[i - 1].hash;
    if (again && (i == 1 || sorted[i - 2].hash != sorted[i].hash)) ++repeated;
  }
  return repeated;
}

// Both are sorted.
void compare(std::span<const HashedRecord> seen, std::span<const HashedRecord> held, Comparison& found) {
  found.repeated += repeated_in(seen);
  auto at = seen.begin();
  for (const auto& record : held) {
    at = std::find_if(at, seen.end(), [&](const auto& each) { return each.hash >= record.hash; });
    if (at == seen.end() || at->hash != record.hash) {
      if (++found.gone <= found.missing_at_most) found.missing.push_back(record);
    } else if (!found.first_repeated && seen.end() - at > 1 && (at + 1)->hash == record.hash) {
      found.first_repeated = record;
    }
  }
}

base::Result<Comparison> compare_with_held(Store::Impl& impl, model::SourceId source,
                                           SourceSnapshot& snapshot) {
  HashedRecords all(impl.db.folder());
  Comparison found;
  MIZAN_ASSIGN(found.all, gather_held(impl, source, all));
  found.missing_at_most = found.all * snapshot.plausible_percent / 100;
  for (std::size_t part = 0; part < HashedRecords::kParts; ++part) {
    MIZAN_ASSIGN(const auto of_seen, snapshot.seen.part(part));
    MIZAN_ASSIGN(const auto of_all, all.part(part));
    compare(of_seen, of_all, found);
  }
  return found;
}

base::Result<bool> has_repeated(HashedRecords& seen) {
  for (std::size_t part = 0; part < HashedRecords::kParts; ++part) {
    MIZAN_ASSIGN(const auto sorted, seen.part(part));
    if (repeated_in(sorted) > 0) return true;
  }
  return false;
}

// What no earlier run brought cannot have vanished since.
base::Result<bool> is_first_run(Store::Impl& impl, model::SourceId source, RunId run) {
  MIZAN_ASSIGN(auto* query,
               impl.statement("SELECT EXISTS (SELECT 1 FROM batch JOIN run ON run.id = batch.run "
                              "WHERE run.source = ?1 AND run.id <> ?2)"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, std::int64_t{source.value}).bind(2, run.value).step());
  return row && query->integer(0) == 0;
}

// Of these rejections, those that are not known since the source was last read to its end, and that nobody
// discarded: the positions in the list.
base::Result<std::vector<std::size_t>> new_among(Store::Impl& impl, model::SourceId source, RunId run,
                                                 const std::vector<std::int64_t>& rejections) {
  std::vector<std::size_t> found;
  MIZAN_ASSIGN(
      auto* known,
      impl.statement(
          "SELECT 1 FROM quarantine WHERE source = ?1 AND digest = ?2 AND (state = 'discarded' OR "
          "state = 'open' AND first_run <= (SELECT max(id) FROM run WHERE source = ?1 AND status = 'ok' "
          "AND id < ?3)) LIMIT 1"));
  for (std::size_t i = 0; i < rejections.size(); ++i) {
    const ResetGuard guard(*known);
    known->bind(1, std::int64_t{source.value}).bind(2, rejections[i]).bind(3, run.value);
    MIZAN_ASSIGN(const bool row, known->step());
    if (!row) found.push_back(i);
  }
  return found;
}

base::Error implausible(const Comparison& found, int plausible_percent) {
  return {base::Code::kData,
          fmt::format("the snapshot lacks {} of the {} records held, more than the {} % taken for plausible: "
                      "nothing was deleted; look whether the export was cut short",
                      found.gone, found.all, plausible_percent)};
}

// Of a source's first run nothing can be missing, so that nothing need be compared, unless a key is to be
// named.
base::Result<bool> shows_nothing_new(Store::Impl& impl, model::SourceId source, RunId run,
                                     SourceSnapshot& snapshot) {
  if (!snapshot.whole_run) return false;
  MIZAN_ASSIGN(const bool first, is_first_run(impl, source, run));
  if (!first) return false;
  MIZAN_ASSIGN(const bool repeated, has_repeated(snapshot.seen));
  return !repeated;
}

// Kind by kind, in the order in which records are held.
base::Result<> remove_all(Store::Impl& impl, model::SourceId source, std::vector<HashedRecord> missing) {
  std::ranges::sort(missing, {},
                    [](const HashedRecord& each) { return std::pair(kind_of(each), each.place); });
  RecordWriter writer(impl, source);
  for (const auto& record : missing) {
    MIZAN_ASSIGN(const auto key, key_of(impl, record));
    MIZAN_TRY(writer.remove_at(kind_of(record), ref_of(record), key));
  }
  return {};
}

}  // namespace

base::Result<SnapshotEnd> Store::complete_snapshot(model::SourceId source, RunId run, SourceSnapshot snapshot,
                                                   base::Micros at) {
  auto& impl = *impl_;
  MIZAN_ASSIGN(const bool nothing_new, shows_nothing_new(impl, source, run, snapshot));
  if (nothing_new) return SnapshotEnd{};
  MIZAN_ASSIGN(auto found, compare_with_held(impl, source, snapshot));
  SnapshotEnd end;
  end.repeated = found.repeated;
  if (found.first_repeated) {
    MIZAN_ASSIGN(const auto key, key_of(impl, *found.first_repeated));
    end.first_repeated = fmt::format("{} {}", model::kind_name(kind_of(*found.first_repeated)), key);
  }
  if (found.gone > 0) {
    MIZAN_ASSIGN(end.unreadable, new_among(impl, source, run, snapshot.unreadable));
    if (!end.unreadable.empty()) {
      end.kept = found.gone;
      return end;
    }
  }
  if (found.gone > found.missing_at_most) return implausible(found, snapshot.plausible_percent);
  end.vanished = found.gone;
  return in_transaction<SnapshotEnd>(impl, [&]() -> base::Result<SnapshotEnd> {
    const auto before = impl.head;
    MIZAN_TRY(remove_all(impl, source, std::move(found.missing)));
    MIZAN_TRY(put_batch_row(impl, before, at, run));
    MIZAN_ASSIGN(auto* note, impl.statement("UPDATE run SET vanished = vanished + ?2 WHERE id = ?1"));
    MIZAN_TRY(note->bind(1, run.value).bind(2, end.vanished).run());
    return end;
  });
}

}  // namespace mizan::store
