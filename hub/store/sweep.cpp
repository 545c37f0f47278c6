// Reading every case once, in the order in which the records lie on disk.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "store/store_impl.hpp"

namespace mizan::store {
namespace {

using model::Kind;
using model::LinkedCase;
using model::Record;
using model::SourceCase;

bool wanted(const FieldChoice* choice, Kind kind, model::FieldId field) {
  if (choice == nullptr) return true;
  const auto& fields = (*choice)[static_cast<std::size_t>(kind)];
  return field < fields.size() && fields.test(field);
}

std::vector<Column> chosen_columns(Kind kind, const FieldChoice* choice) {
  std::vector<Column> columns;
  for (const auto& column : columns_of(kind)) {
    if (wanted(choice, kind, column.field)) columns.push_back(column);
  }
  return columns;
}

std::string listed(const std::vector<Column>& columns) {
  std::string list;
  for (const auto& column : columns) list += fmt::format(", r.\"{}\"", column.name);
  return list;
}

/// Records that are no longer needed, to be filled again: their memory is what a sweep would spend its time
/// on.
class SparePile {
 public:
  Record take() {
    if (spare_.empty()) return {};
    auto record = std::move(spare_.back());
    spare_.pop_back();
    return record;
  }
  void give(LinkedCase& linked) {
    for (auto& each : linked.cases) {
      spare_.push_back(std::move(each.record));
      for (auto& child : each.children) spare_.push_back(std::move(child));
    }
    linked.cases.clear();
    if (spare_.size() > kMost) spare_.resize(kMost);
  }

 private:
  static constexpr std::size_t kMost = 4096;
  std::vector<Record> spare_;
};

/// Reads the child records of one kind: in step with the case table, or of one case.
class Children {
 public:
  static base::Result<Children> of(const Database& db, Kind kind, const FieldChoice* choice) {
    Children made(kind, chosen_columns(kind, choice), wanted(choice, kind, model::field::case_id));
    const auto select = fmt::format("SELECT r.ref, r.key, r.revision{} FROM {} AS r WHERE r.ref ",
                                    listed(made.columns_), table_of(kind));
    MIZAN_ASSIGN(made.in_step_, db.prepare(select + ">= ?1 AND r.ref < ?2 ORDER BY r.ref, r.key"));
    MIZAN_ASSIGN(made.of_one_, db.prepare(select + "= ?1 ORDER BY r.key"));
    return made;
  }

  base::Result<> start(std::int64_t from, std::int64_t to) {
    in_step_.bind(1, from).bind(2, to);
    return next();
  }

  /// Those of a case that comes later than every one asked for before.
  base::Result<> take(std::int64_t ref, SourceCase& into, SparePile& spare) {
    while (more_ && in_step_.integer(0) < ref) MIZAN_TRY(next());
    while (more_ && in_step_.integer(0) == ref) {
      into.children.push_back(read(in_step_, into, spare));
      MIZAN_TRY(next());
    }
    return {};
  }

  base::Result<> find(std::int64_t ref, SourceCase& into, SparePile& spare) {
    const ResetGuard guard(of_one_);
    of_one_.bind(1, ref);
    while (true) {
      MIZAN_ASSIGN(const bool row, of_one_.step());
      if (!row) return {};
      into.children.push_back(read(of_one_, into, spare));
    }
  }

 private:
  Children(Kind kind, std::vector<Column> columns, bool names_case)
      : kind_(kind), columns_(std::move(columns)), names_case_(names_case) {}

  Record read(const Statement& row, const SourceCase& of, SparePile& spare) const {
    auto record = spare.take();
    record.reset(kind_, row.text(1), row.integer(2));
    read_fields(row, columns_, 3, record);
    if (names_case_) record.set_text(model::field::case_id, of.record.key);
    return record;
  }

  base::Result<> next() {
    MIZAN_ASSIGN(more_, in_step_.step());
    return {};
  }

  Kind kind_;
  std::vector<Column> columns_;
  bool names_case_;
  Statement in_step_;
  Statement of_one_;
  bool more_ = false;
};

/// The sweep itself: case records in step with their children, then the linked cases of several records.
class CaseSweep {
 public:
  CaseSweep(const Database& db, const Sweep& what) : db_(db), what_(what) {}

  base::Result<> run(const CaseVisitor& visit) {
    MIZAN_TRY(prepare());
    MIZAN_TRY(visit_single(visit));
    return visit_shared(visit);
  }

 private:
  base::Result<> prepare() {
    columns_ = chosen_columns(Kind::kCase, what_.fields);
    MIZAN_ASSIGN(const auto last, db_.query_integer("SELECT max(ref) FROM case_ref"));
    from_ = last * what_.part / what_.parts + 1;
    to_ = what_.part + 1 == what_.parts ? std::numeric_limits<std::int64_t>::max()
                                        : last * (what_.part + 1) / what_.parts + 1;
    for (int k = static_cast<int>(Kind::kAccused); k <= model::kKindCount; ++k) {
      const auto kind = static_cast<Kind>(k);
      // Most sources send few kinds; looking in an empty table for every case would cost as much as a full
      // one.
      MIZAN_ASSIGN(const auto some,
                   db_.query_integer(fmt::format("SELECT EXISTS (SELECT 1 FROM {})", table_of(kind))));
      if (some == 0) continue;
      MIZAN_ASSIGN(auto children, Children::of(db_, kind, what_.fields));
      MIZAN_TRY(children.start(from_, to_));
      children_.push_back(std::move(children));
    }
    return {};
  }

  std::string select_cases() const {
    return fmt::format(
        "SELECT r.ref, f.source, r.key, r.revision, r.linked_case{} FROM rec_case AS r CROSS JOIN case_ref "
        "AS f "
        "ON f.ref = r.ref ",
        listed(columns_));
  }

  SourceCase read_case(const Statement& row) {
    SourceCase each{model::SourceId{static_cast<std::int32_t>(row.integer(1))}, spare_.take(), {}};
    each.record.reset(Kind::kCase, row.text(2), row.integer(3));
    read_fields(row, columns_, 5, each.record);
    return each;
  }

  base::Result<> visit_single(const CaseVisitor& visit) {
    MIZAN_TRY(find_shared());
    MIZAN_ASSIGN(auto rows, db_.prepare(select_cases() + "WHERE r.ref >= ?1 AND r.ref < ?2 ORDER BY r.ref"));
    rows.bind(1, from_).bind(2, to_);
    LinkedCase linked;
    while (true) {
      MIZAN_ASSIGN(const bool row, rows.step());
      if (!row) return {};
      linked.id = model::LinkedCaseId{rows.integer(4)};
      if (std::binary_search(shared_.begin(), shared_.end(), linked.id.value)) continue;
      linked.cases.push_back(read_case(rows));
      for (auto& kind : children_) MIZAN_TRY(kind.take(rows.integer(0), linked.cases.back(), spare_));
      MIZAN_TRY(visit(linked));
      spare_.give(linked);
    }
  }

  // Ascending, for they are looked up by halving.
  base::Result<> find_shared() {
    MIZAN_ASSIGN(auto query, db_.prepare("SELECT linked_case FROM rec_case GROUP BY linked_case HAVING "
                                         "count(*) > 1 ORDER BY linked_case"));
    while (true) {
      MIZAN_ASSIGN(const bool row, query.step());
      if (!row) return {};
      shared_.push_back(query.integer(0));
    }
  }

  base::Result<> visit_shared(const CaseVisitor& visit) {
    MIZAN_ASSIGN(auto rows,
                 db_.prepare(select_cases() + "WHERE r.linked_case = ?1 ORDER BY f.source, r.key"));
    LinkedCase linked;
    const auto parts = static_cast<std::size_t>(what_.parts);
    for (auto i = static_cast<std::size_t>(what_.part); i < shared_.size(); i += parts) {
      linked.id = model::LinkedCaseId{shared_[i]};
      rows.bind(1, shared_[i]);
      while (true) {
        MIZAN_ASSIGN(const bool row, rows.step());
        if (!row) break;
        linked.cases.push_back(read_case(rows));
        for (auto& kind : children_) MIZAN_TRY(kind.find(rows.integer(0), linked.cases.back(), spare_));
      }
      rows.reset();
      MIZAN_TRY(visit(linked));
      spare_.give(linked);
    }
    return {};
  }

  const Database& db_;
  const Sweep& what_;
  std::vector<Column> columns_;
  std::int64_t from_ = 0;
  std::int64_t to_ = 0;
  std::vector<Children> children_;
  std::vector<std::int64_t> shared_;
  SparePile spare_;
};

}  // namespace

base::Result<> Store::for_each_case(const CaseVisitor& visit, const Sweep& what) {
  // One moment for all tables, whatever a writer does meanwhile.
  MIZAN_ASSIGN(const auto few, FewPages::kept(impl_->db));
  MIZAN_TRY(impl_->db.execute("SAVEPOINT sweep"));
  auto done = CaseSweep(impl_->db, what).run(visit);
  auto released = impl_->db.execute("RELEASE sweep");
  if (!done) return done;
  return released;
}

}  // namespace mizan::store
