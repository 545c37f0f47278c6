#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/store_impl.hpp"

namespace mizan::store {

/// How one item of a batch ended.
enum class Ending { kAccepted, kUnchanged };

/// Writes records of one source inside an open transaction: finds what was there, keeps its image, puts the
/// new, and leaves a note for the KPI engine. Private to the store.
class RecordWriter {
 public:
  /// `cause`: why, where it is not the source that changes something.
  RecordWriter(Store::Impl& impl, model::SourceId source,
               std::optional<model::ChangeReason> cause = std::nullopt)
      : impl_(impl), source_(source), cause_(cause) {}

  base::Result<Ending> upsert(const Upsert& item, std::int64_t raw_block, std::int64_t raw_at);
  /// True: the record is of a sealed case, and nothing of it may be kept.
  base::Result<bool> is_sealed(const Upsert& item);
  /// True: what was rejected names a sealed case.
  base::Result<bool> names_sealed(const Quarantined& item);
  /// The case of a FIR, and the one that a source case is by itself; made if need be.
  base::Result<std::int64_t> linked_by_fir(std::string_view fir_key);
  base::Result<std::int64_t> linked_for_own(std::int64_t ref);
  /// Lets a current case record count with another case.
  base::Result<> move_case(std::int64_t ref, std::int64_t linked);
  /// Other findings on a record that stays as it is.
  base::Result<> replace_findings(const Upsert& item, std::int64_t ref);
  base::Result<Ending> remove(model::Kind kind, std::string_view key);
  base::Result<> remove_at(model::Kind kind, std::int64_t ref, std::string_view key);
  /// Where one record came to stand under several cases during a first load: the newest stays.
  base::Result<> keep_newest(model::Kind kind, std::string_view key);

 private:
  struct Found {
    std::int64_t revision = 0;
    model::Sequence seq = 0;
    std::int64_t digest = 0;
    std::int64_t linked = 0;
    std::int64_t raw_block = 0;
    std::int64_t raw_at = 0;
  };
  /// A row on its way in.
  struct Row {
    std::int64_t ref = 0;
    std::int64_t linked = 0;
    std::int64_t digest = 0;
    std::int64_t raw_block = 0;
    std::int64_t raw_at = 0;
  };

  base::Result<std::string> source_name();
  base::Result<bool> seal_too(const std::string& digest, std::int64_t seal);

  KindStatements& of(model::Kind kind) { return impl_.kinds[static_cast<std::size_t>(kind)]; }
  base::Result<std::int64_t> ref_of(std::string_view case_key);
  base::Result<std::int64_t> mint_ref(std::string_view case_key);
  base::Result<std::optional<std::int64_t>> known_ref(std::string_view case_key);
  base::Result<std::int64_t> linked_for(std::int64_t ref, const std::optional<std::string>& fir_key);
  base::Result<std::optional<std::int64_t>> linked_otherwise(std::int64_t ref,
                                                             const std::optional<std::string>& fir_key);
  base::Result<std::int64_t> linked_of(std::int64_t ref);
  base::Result<std::vector<std::int64_t>> refs_by_key(model::Kind kind, std::string_view key);
  base::Result<std::optional<Found>> find(model::Kind kind, std::int64_t ref, std::string_view key);
  /// Keeps the image of the row as superseded at `seq` and returns it.
  base::Result<std::string> supersede(model::Kind kind, std::int64_t ref, std::string_view key,
                                      const Found& found, model::Sequence seq);
  base::Result<std::optional<std::string>> take_from_other_case(const model::Record& record, std::int64_t ref,
                                                                model::Sequence seq,
                                                                std::int64_t& case_before);
  base::Result<> put(Statement& statement, const model::Record& record, const Row& row, model::Sequence seq);
  base::Result<bool> put_if_new(const Upsert& item, const Row& row);
  base::Result<> put_findings(const Upsert& item, std::int64_t ref);
  base::Result<> clear_findings(model::Kind kind, std::int64_t ref, std::string_view key);
  base::Result<> note(model::Sequence seq, std::int64_t case_before, std::int64_t case_after,
                      const std::optional<std::string>& before, const std::optional<std::string>& after);

  Store::Impl& impl_;
  model::SourceId source_;
  std::optional<model::ChangeReason> cause_;
  std::string source_name_;  // once it was asked for
};

}  // namespace mizan::store
