// The tables of the KPI engine and of the feed. What is in a cell is the engine's affair.
#include <fmt/format.h>

#include "base/text.hpp"
#include "store/receipts.hpp"
#include "store/store_impl.hpp"

namespace mizan::store {
base::Result<KpiState> Store::kpi_state() {
  KpiState state;
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT name, value FROM meta WHERE name LIKE 'kpi_%'"));
  const ResetGuard guard(*query);
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return state;
    const auto name = query->text(0);
    const auto value = query->text(1);
    if (name == "kpi_position") state.position = base::parse_int(value).value_or(0);
    if (name == "kpi_rebuild") state.rebuild_needed = value != "0";
    if (name == "kpi_definitions") state.definitions = value;
    if (name == "kpi_facts") state.facts = value;
    if (name == "kpi_reach") state.reach = value;
  }
}

base::Result<std::vector<DefinitionRow>> Store::kpi_definitions() {
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT kpi, version, text FROM kpi_definition ORDER BY place"));
  const ResetGuard guard(*query);
  std::vector<DefinitionRow> rows;
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return rows;
    rows.push_back({std::string(query->text(0)), query->integer(1), std::string(query->text(2))});
  }
}

namespace {

base::Result<CellRow> find_cell(Store::Impl& impl, std::int64_t id) {
  MIZAN_ASSIGN(auto* query,
               impl.statement("SELECT kpi, province, dimension, member FROM kpi_cell WHERE id = ?1"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, id).step());
  if (!row) return base::Error{base::Code::kStore, "a KPI cell has no name: run `mizan kpi rebuild`"};
  CellRow cell;
  cell.number = id;
  cell.kpi = query->text(0);
  cell.province = query->text(1);
  cell.dimension = query->text(2);
  cell.member = query->text(3);
  return cell;
}

}  // namespace

// Rows of one cell follow each other, so its name is looked up once.
base::Result<> Store::load_cells(const std::function<base::Result<>(const CellRow&)>& visit) {
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT cell, component, month, data FROM kpi_bucket ORDER BY "
                                             "cell, component, month"));
  const ResetGuard guard(*query);
  CellRow cell;
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return {};
    if (query->integer(0) != cell.number) {
      MIZAN_ASSIGN(cell, find_cell(*impl_, query->integer(0)));
    }
    cell.component = static_cast<std::int32_t>(query->integer(1));
    cell.month = static_cast<std::int32_t>(query->integer(2));
    cell.data = query->blob(3);
    MIZAN_TRY(visit(cell));
  }
}

namespace {

base::Result<> put_meta(Store::Impl& impl, std::string_view name, std::string_view value) {
  MIZAN_ASSIGN(auto* put,
               impl.statement("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET value = "
                              "excluded.value"));
  return put->bind(1, name).bind(2, value).run();
}

base::Result<std::int64_t> find_or_add_cell(Store::Impl& impl, const CellRow& cell) {
  const auto bind = [&](Statement& statement) {
    statement.bind(1, std::string_view(cell.kpi)).bind(2, std::string_view(cell.province));
    statement.bind(3, std::string_view(cell.dimension)).bind(4, std::string_view(cell.member));
  };
  MIZAN_ASSIGN(auto* insert, impl.statement("INSERT INTO kpi_cell(kpi, province, dimension, member) VALUES "
                                            "(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING"));
  bind(*insert);
  MIZAN_TRY(insert->run());
  if (impl.db.changed_rows() == 1) return impl.db.last_row();
  MIZAN_ASSIGN(auto* find, impl.statement("SELECT id FROM kpi_cell WHERE kpi = ?1 AND province = ?2 AND "
                                          "dimension = ?3 AND member = ?4"));
  const ResetGuard guard(*find);
  bind(*find);
  MIZAN_TRY(find->step());
  return find->integer(0);
}

bool same_cell(const CellRow& a, const CellRow& b) {
  return a.kpi == b.kpi && a.dimension == b.dimension && a.member == b.member && a.province == b.province;
}

// Rows of one cell mostly follow each other, so its number is looked up once.
base::Result<> put_cells(Store::Impl& impl, const std::vector<CellRow>& cells) {
  MIZAN_ASSIGN(auto* put, impl.statement("INSERT OR REPLACE INTO kpi_bucket VALUES (?1, ?2, ?3, ?4)"));
  MIZAN_ASSIGN(auto* remove,
               impl.statement("DELETE FROM kpi_bucket WHERE cell = ?1 AND component = ?2 AND month = ?3"));
  const CellRow* last = nullptr;
  std::int64_t id = 0;
  for (const auto& cell : cells) {
    if (last == nullptr || !same_cell(*last, cell)) {
      MIZAN_ASSIGN(id, find_or_add_cell(impl, cell));
    }
    last = &cell;
    auto& statement = cell.data.empty() ? *remove : *put;
    statement.bind(1, id).bind(2, std::int64_t{cell.component}).bind(3, std::int64_t{cell.month});
    if (!cell.data.empty()) statement.bind_blob(4, cell.data);
    MIZAN_TRY(statement.run());
  }
  return {};
}

base::Result<> put_definitions(Store::Impl& impl, const std::vector<DefinitionRow>& definitions) {
  MIZAN_TRY(impl.db.execute("DELETE FROM kpi_definition"));
  MIZAN_ASSIGN(auto* put, impl.statement("INSERT INTO kpi_definition VALUES (?1, ?2, ?3, ?4)"));
  std::int64_t place = 0;
  for (const auto& each : definitions) {
    put->bind(1, place++).bind(2, std::string_view(each.kpi)).bind(3, each.version);
    MIZAN_TRY(put->bind(4, std::string_view(each.text)).run());
  }
  return {};
}

base::Result<> put_events(Store::Impl& impl, const std::vector<Event>& events) {
  MIZAN_ASSIGN(auto* put,
               impl.statement("INSERT INTO outbox(at, type, subject, body) VALUES (?1, ?2, ?3, ?4)"));
  for (const auto& event : events) {
    put->bind(1, event.at).bind(2, std::string_view(event.type)).bind(3, std::string_view(event.subject));
    MIZAN_TRY(put->bind(4, std::string_view(event.body)).run());
  }
  return {};
}

base::Result<> put_names(Store::Impl& impl, const std::vector<NameRow>& names) {
  MIZAN_ASSIGN(auto* put, impl.statement("INSERT INTO kpi_name VALUES (?1, ?2)"));
  for (const auto& name : names) MIZAN_TRY(put->bind(1, name.id).bind(2, std::string_view(name.text)).run());
  return {};
}

}  // namespace

struct KpiWriter::Open {
  Store::Impl& impl;
  Transaction transaction;
};

KpiWriter::KpiWriter(std::unique_ptr<Open> open) : open_(std::move(open)) {}
KpiWriter::~KpiWriter() = default;
KpiWriter::KpiWriter(KpiWriter&&) noexcept = default;

base::Result<KpiWriter> KpiWriter::begin(Store& store) {
  MIZAN_ASSIGN(auto transaction, Transaction::begin(store.impl_->db));
  return KpiWriter(std::make_unique<Open>(Open{*store.impl_, std::move(transaction)}));
}

base::Result<> KpiWriter::drop_facts() {
  return open_->impl.db.execute("DELETE FROM kpi_facts");
}

base::Result<> KpiWriter::put_facts(const FactsRow& row) {
  if (row.data.empty()) {
    MIZAN_ASSIGN(auto* remove, open_->impl.statement("DELETE FROM kpi_facts WHERE linked_case = ?1"));
    return remove->bind(1, row.id.value).run();
  }
  MIZAN_ASSIGN(auto* put, open_->impl.statement("INSERT OR REPLACE INTO kpi_facts VALUES (?1, ?2, ?3)"));
  put->bind(1, row.id.value).bind_blob(3, row.data);
  row.wakes == base::kFarFuture ? put->bind_null(2) : put->bind(2, std::int64_t{row.wakes.value});
  return put->run();
}

base::Result<> KpiWriter::commit(const KpiCommit& commit) {
  auto& impl = open_->impl;
  if (commit.replace_cells) MIZAN_TRY(impl.db.execute("DELETE FROM kpi_bucket; DELETE FROM kpi_cell"));
  MIZAN_TRY(put_names(impl, commit.names));
  MIZAN_TRY(put_cells(impl, commit.cells));
  MIZAN_TRY(put_events(impl, commit.events));
  MIZAN_ASSIGN(auto* consumed, impl.statement("DELETE FROM pending_change WHERE seq <= ?1"));
  MIZAN_TRY(consumed->bind(1, commit.position).run());
  if (commit.receipts_counted) MIZAN_TRY(note_counted(impl));
  MIZAN_TRY(put_meta(impl, "kpi_position", fmt::format("{}", commit.position)));
  MIZAN_TRY(put_meta(impl, "kpi_definitions", commit.definitions));
  MIZAN_TRY(put_meta(impl, "kpi_facts", commit.facts));
  MIZAN_TRY(put_meta(impl, "kpi_reach", commit.reach));
  if (commit.recounted || commit.replace_cells) {
    MIZAN_TRY(put_meta(impl, "kpi_rebuild", "0"));
    MIZAN_TRY(put_definitions(impl, commit.made_by));
  }
  return open_->transaction.commit();
}

base::Result<> Store::load_names(const std::function<base::Result<>(const NameRow&)>& visit) {
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT id, text FROM kpi_name ORDER BY id"));
  const ResetGuard guard(*query);
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return {};
    MIZAN_TRY(visit({query->integer(0), std::string(query->text(1))}));
  }
}

base::Result<std::optional<std::string>> Store::facts(model::LinkedCaseId id) {
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT data FROM kpi_facts WHERE linked_case = ?1"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, id.value).step());
  if (!row) return std::optional<std::string>();
  return std::optional(std::string(query->blob(0)));
}

base::Result<> Store::for_each_facts(const FactsVisitor& visit, int part, int parts) {
  MIZAN_ASSIGN(const auto highest, last_facts());
  const auto last = highest.value;
  MIZAN_ASSIGN(const auto few, FewPages::kept(impl_->db));
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT linked_case, data FROM kpi_facts WHERE linked_case > ?1 "
                                             "AND linked_case <= ?2 ORDER BY linked_case"));
  const ResetGuard guard(*query);
  query->bind(1, last * part / parts).bind(2, last * (part + 1) / parts);
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return {};
    MIZAN_TRY(visit({model::LinkedCaseId{query->integer(0)}, query->blob(1)}));
  }
}

base::Result<model::LinkedCaseId> Store::last_facts() {
  MIZAN_ASSIGN(const auto last, impl_->db.query_integer("SELECT max(linked_case) FROM kpi_facts"));
  return model::LinkedCaseId{last};
}

base::Result<std::vector<model::LinkedCaseId>> Store::woken_by(base::Day day) {
  std::vector<model::LinkedCaseId> cases;
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT linked_case FROM kpi_facts WHERE wakes <= ?1"));
  const ResetGuard guard(*query);
  query->bind(1, std::int64_t{day.value});
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return cases;
    cases.push_back({query->integer(0)});
  }
}

base::Result<> Store::begin_epoch() {
  auto epoch = new_epoch();
  MIZAN_TRY(put_meta(*impl_, "epoch", epoch));
  impl_->epoch = std::move(epoch);
  return {};
}

base::Result<std::int64_t> Store::outbox_head() {
  MIZAN_ASSIGN(auto* query, impl_->statement("SELECT max(id) FROM outbox"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->step());
  return row ? query->integer(0) : std::int64_t{0};
}

base::Result<std::vector<Event>> Store::outbox_after(std::int64_t id, int limit) {
  std::vector<Event> events;
  MIZAN_ASSIGN(auto* query,
               impl_->statement("SELECT id, at, type, subject, body FROM outbox WHERE id > ?1 ORDER BY id "
                                "LIMIT ?2"));
  const ResetGuard guard(*query);
  query->bind(1, id).bind(2, std::int64_t{limit});
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return events;
    events.push_back({query->integer(0), query->integer(1), std::string(query->text(2)),
                      std::string(query->text(3)), std::string(query->text(4))});
  }
}

}  // namespace mizan::store
