#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "store/store_impl.hpp"

namespace mizan::store {
namespace {

using model::Kind;
using model::LinkedCase;
using model::Record;
using model::SourceCase;

constexpr int kFirstField = 4;

/// A source case while it is put together.
struct Member {
  model::SourceId source;
  std::string key;
  std::optional<Record> record;
  std::vector<Record> children;
};

using Members = std::map<std::int64_t, Member>;  // by ref

Record with_case(Record record, std::string_view case_key) {
  record.set_text(model::field::case_id, case_key);
  return record;
}

void order_children(std::vector<Record>& children) {
  std::sort(children.begin(), children.end(), [](const Record& a, const Record& b) {
    return std::tie(a.kind, a.key) < std::tie(b.kind, b.key);
  });
}

LinkedCase assembled(model::LinkedCaseId id, Members&& members) {
  LinkedCase linked{id, {}};
  for (auto& [ref, member] : members) {
    order_children(member.children);
    linked.cases.push_back({member.source, std::move(*member.record), std::move(member.children)});
  }
  std::sort(linked.cases.begin(), linked.cases.end(), [](const SourceCase& a, const SourceCase& b) {
    return std::tie(a.source, a.record.key) < std::tie(b.source, b.record.key);
  });
  return linked;
}

base::Result<Record> image_of(const Statement& row, int column) {
  auto record = Record::decode(row.blob(column));
  if (!record)
    return base::Error{base::Code::kStore, "store: a superseded record cannot be read; restore a backup"};
  return std::move(*record);
}

// Case records that belonged to the linked case at that moment.
base::Result<Members> members_at(Store::Impl& impl, model::LinkedCaseId id, model::Sequence at) {
  Members members;
  MIZAN_ASSIGN(auto* now, impl.statement("SELECT ref FROM rec_case WHERE linked_case = ?1 AND seq <= ?2"));
  {
    const ResetGuard guard(*now);
    now->bind(1, id.value).bind(2, at);
    while (true) {
      MIZAN_ASSIGN(const bool row, now->step());
      if (!row) break;
      const auto ref = now->integer(0);
      auto& load = impl.kinds[static_cast<std::size_t>(Kind::kCase)].load;
      const ResetGuard inner(load);
      MIZAN_ASSIGN(const bool found, load.bind(1, ref).step());
      if (found) members[ref].record = read_record(load, Kind::kCase, kFirstField);
    }
  }
  MIZAN_ASSIGN(auto* then,
               impl.statement("SELECT ref, image FROM superseded WHERE linked_case = ?1 AND seq_from <= ?2 "
                              "AND seq_to > ?2"));
  const ResetGuard guard(*then);
  then->bind(1, id.value).bind(2, at);
  while (true) {
    MIZAN_ASSIGN(const bool row, then->step());
    if (!row) return members;
    MIZAN_ASSIGN(members[then->integer(0)].record, image_of(*then, 1));
  }
}

base::Result<> name_member(Store::Impl& impl, std::int64_t ref, Member& member) {
  MIZAN_ASSIGN(auto* find, impl.statement("SELECT source, key FROM case_ref WHERE ref = ?1"));
  const ResetGuard guard(*find);
  MIZAN_ASSIGN(const bool row, find->bind(1, ref).step());
  if (!row) return base::Error{base::Code::kStore, "store: a case has no source; restore a backup"};
  member.source = model::SourceId{static_cast<std::int32_t>(find->integer(0))};
  member.key = find->text(1);
  return {};
}

base::Result<> add_children(Store::Impl& impl, std::int64_t ref, model::Sequence at, Member& member) {
  for (int k = static_cast<int>(Kind::kAccused); k <= model::kKindCount; ++k) {
    auto& load = impl.kinds[static_cast<std::size_t>(k)].load;
    const ResetGuard guard(load);
    load.bind(1, ref);
    while (true) {
      MIZAN_ASSIGN(const bool row, load.step());
      if (!row) break;
      if (load.integer(2) > at) continue;
      member.children.push_back(with_case(read_record(load, static_cast<Kind>(k), kFirstField), member.key));
    }
  }
  return {};
}

base::Result<> add_past_children(Store::Impl& impl, std::int64_t ref, model::Sequence at, Member& member) {
  MIZAN_ASSIGN(auto* then,
               impl.statement("SELECT image FROM superseded WHERE ref = ?1 AND kind <> 1 AND seq_from <= ?2 "
                              "AND seq_to > ?2"));
  const ResetGuard guard(*then);
  then->bind(1, ref).bind(2, at);
  while (true) {
    MIZAN_ASSIGN(const bool row, then->step());
    if (!row) return {};
    MIZAN_ASSIGN(auto record, image_of(*then, 0));
    member.children.push_back(with_case(std::move(record), member.key));
  }
}

}  // namespace

void read_fields(const Statement& row, const std::vector<Column>& columns, int first, Record& record) {
  int at = first;
  for (const auto& column : columns) {
    const int here = at++;
    if (row.is_null(here)) continue;
    if (is_number(column)) {
      record.set_integer(column.field, row.integer(here));
    } else if (column.native) {
      record.set_native(column.field, row.text(here));
    } else {
      record.set_text(column.field, row.text(here));
    }
  }
}

Record read_record(const Statement& row, Kind kind, int first_field) {
  Record record(kind, row.text(first_field - kFirstField));
  record.revision = row.integer(first_field - kFirstField + 1);
  read_fields(row, columns_of(kind), first_field, record);
  return record;
}

base::Result<model::Sequence> Store::head() {
  if (impl_->mode == OpenMode::kWrite) return impl_->head;
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT max(last_seq) FROM batch"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->step());
  return row ? query->integer(0) : model::Sequence{0};
}

base::Result<std::optional<LinkedCase>> Store::load_case(model::LinkedCaseId id, model::Sequence at) {
  MIZAN_ASSIGN(auto members, members_at(*impl_, id, at));
  if (members.empty()) return std::optional<LinkedCase>();
  for (auto& [ref, member] : members) {
    MIZAN_TRY(name_member(*impl_, ref, member));
    MIZAN_TRY(add_children(*impl_, ref, at, member));
    MIZAN_TRY(add_past_children(*impl_, ref, at, member));
  }
  return std::optional(assembled(id, std::move(members)));
}

base::Result<std::vector<model::RecordChange>> Store::changes_after(model::Sequence from) {
  std::vector<model::RecordChange> changes;
  MIZAN_ASSIGN(auto* query,
               impl_->statement("SELECT seq, source, case_before, case_after, before, after, cause FROM "
                                "pending_change WHERE seq > ?1 ORDER BY seq"));
  const ResetGuard guard(*query);
  query->bind(1, from);
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return changes;
    model::RecordChange change;
    change.sequence = query->integer(0);
    change.source = model::SourceId{static_cast<std::int32_t>(query->integer(1))};
    change.case_before = model::LinkedCaseId{query->integer(2)};
    change.case_after = model::LinkedCaseId{query->integer(3)};
    if (!query->is_null(4)) {
      MIZAN_ASSIGN(change.before, image_of(*query, 4));
    }
    if (!query->is_null(5)) {
      MIZAN_ASSIGN(change.after, image_of(*query, 5));
    }
    if (!query->is_null(6)) change.cause = static_cast<model::ChangeReason>(query->integer(6));
    changes.push_back(std::move(change));
  }
}

base::Result<std::optional<model::LinkedCaseId>> Store::find_case(std::string_view source,
                                                                  std::string_view key) {
  MIZAN_ASSIGN(auto* query,
               impl_->statement("SELECT c.linked_case FROM case_ref AS f JOIN source AS s ON s.id = f.source "
                                "JOIN rec_case AS c USING (ref) WHERE s.name = ?1 AND f.key = ?2"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, source).bind(2, key).step());
  if (!row) return std::optional<model::LinkedCaseId>();
  return std::optional(model::LinkedCaseId{query->integer(0)});
}

}  // namespace mizan::store
