#pragma once
// Private to this folder: the tables that do not follow from the field dictionary, as SQL. Those of which an
// older store may have none stand alone, for migrations.cpp.
#include <string_view>

namespace mizan::store {

inline constexpr std::string_view kTables = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, declaration TEXT NOT NULL,
                    read_at INTEGER NOT NULL DEFAULT 0);
CREATE TABLE run(
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
  status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'ok', 'partial', 'failed')),
  received INTEGER NOT NULL DEFAULT 0, accepted INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, vanished INTEGER NOT NULL DEFAULT 0,
  message TEXT NOT NULL DEFAULT '', adapter TEXT NOT NULL, adapter_version TEXT NOT NULL, mapping TEXT NOT NULL,
  CHECK (received = accepted + unchanged + quarantined));
CREATE TABLE receipt_day(
  source INTEGER NOT NULL, day INTEGER NOT NULL, received INTEGER NOT NULL, quarantined INTEGER NOT NULL,
  uncovered_received INTEGER NOT NULL DEFAULT 0, uncovered_quarantined INTEGER NOT NULL DEFAULT 0,
  counted_received INTEGER NOT NULL DEFAULT 0, counted_quarantined INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source, day)) WITHOUT ROWID;
CREATE TABLE batch(first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, accepted_at INTEGER NOT NULL,
                   run INTEGER NOT NULL);
CREATE TABLE checkpoint(source INTEGER PRIMARY KEY, token BLOB NOT NULL, version INTEGER NOT NULL);

CREATE TABLE linked_case(id INTEGER PRIMARY KEY, fir_key TEXT UNIQUE);
CREATE TABLE case_ref(ref INTEGER PRIMARY KEY, source INTEGER NOT NULL, key TEXT NOT NULL, own_case INTEGER,
                      UNIQUE (source, key));

CREATE TABLE superseded(
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, ref INTEGER NOT NULL, linked_case INTEGER, key TEXT NOT NULL,
  seq_from INTEGER NOT NULL, seq_to INTEGER NOT NULL, image BLOB NOT NULL,
  raw_block INTEGER, raw_at INTEGER);
CREATE INDEX superseded_by_ref ON superseded(ref);
CREATE INDEX superseded_by_case ON superseded(linked_case) WHERE linked_case IS NOT NULL;

CREATE TABLE raw_block(id INTEGER PRIMARY KEY, data BLOB NOT NULL, at INTEGER NOT NULL DEFAULT 0);
CREATE INDEX raw_block_by_at ON raw_block(at);
CREATE TABLE finding(kind INTEGER NOT NULL, ref INTEGER NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL,
                     code TEXT NOT NULL, field INTEGER NOT NULL, detail TEXT NOT NULL,
                     PRIMARY KEY (ref, kind, key, n)) WITHOUT ROWID;
CREATE TABLE quarantine(
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, first_run INTEGER NOT NULL, source INTEGER NOT NULL,
  received_at INTEGER NOT NULL, reason TEXT NOT NULL, field INTEGER NOT NULL, location TEXT NOT NULL,
  detail TEXT NOT NULL, raw TEXT NOT NULL, digest INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'redriven', 'discarded')));

CREATE TABLE pending_change(
  seq INTEGER PRIMARY KEY, source INTEGER NOT NULL, case_before INTEGER NOT NULL, case_after INTEGER NOT NULL,
  before BLOB, after BLOB, cause INTEGER);
CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, type TEXT NOT NULL,
                    subject TEXT NOT NULL, body TEXT NOT NULL);
)sql";

inline constexpr std::string_view kQuarantineIndex =
    "CREATE INDEX quarantine_by_digest ON quarantine(source, digest);";

// Cells by number, so that their many months stay small.
inline constexpr std::string_view kKpiTables = R"sql(
CREATE TABLE kpi_cell(
  id INTEGER PRIMARY KEY, kpi TEXT NOT NULL, province TEXT NOT NULL, dimension TEXT NOT NULL, member TEXT NOT NULL,
  UNIQUE (kpi, province, dimension, member));
CREATE TABLE kpi_bucket(
  cell INTEGER NOT NULL, component INTEGER NOT NULL, month INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (cell, component, month)) WITHOUT ROWID;
)sql";

// In the order of their files: what the cells are made by, so that a change of it can be told value by value.
inline constexpr std::string_view kDefinitionTable = R"sql(
CREATE TABLE kpi_definition(place INTEGER PRIMARY KEY, kpi TEXT NOT NULL, version INTEGER NOT NULL, text TEXT NOT NULL);
)sql";

inline constexpr std::string_view kFactsTables = R"sql(
CREATE TABLE kpi_name(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE kpi_facts(linked_case INTEGER PRIMARY KEY, wakes INTEGER, data BLOB NOT NULL);
CREATE INDEX kpi_facts_by_wakes ON kpi_facts(wakes) WHERE wakes IS NOT NULL;
)sql";

// What a past moment needs besides the records: what each source declared, how far it had been read, and what
// had been received.
inline constexpr std::string_view kPastTables = R"sql(
CREATE TABLE source_history(source INTEGER NOT NULL, from_at INTEGER NOT NULL, declaration TEXT NOT NULL);
CREATE INDEX source_history_by_source ON source_history(source);
CREATE TABLE source_read(source INTEGER NOT NULL, day INTEGER NOT NULL, at INTEGER NOT NULL,
                         PRIMARY KEY (source, day)) WITHOUT ROWID;
CREATE TABLE receipt_log(at INTEGER NOT NULL, source INTEGER NOT NULL, day INTEGER NOT NULL, received INTEGER NOT NULL,
                         quarantined INTEGER NOT NULL);
)sql";

// Items of a source that its adapter's process ended in (adapter_deaths.hpp).
inline constexpr std::string_view kDeathTable = R"sql(
CREATE TABLE adapter_death(source INTEGER NOT NULL, place TEXT NOT NULL, state INTEGER NOT NULL,
                           deaths INTEGER NOT NULL, how TEXT NOT NULL, PRIMARY KEY (source, place)) WITHOUT ROWID;
)sql";

// Where a case record counts with another case than that of its own FIR, and why.
inline constexpr std::string_view kLinkTables = R"sql(
CREATE TABLE case_link(
  ref INTEGER PRIMARY KEY, linked_case INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, own_fir TEXT,
  by TEXT NOT NULL, since TEXT NOT NULL, why TEXT NOT NULL);
)sql";

// The numbers of courts (kind 0) and prosecutions (1) that case records name, as digests, once links by them
// are wanted.
inline constexpr std::string_view kNumberTable = R"sql(
CREATE TABLE case_number(number INTEGER NOT NULL, ref INTEGER NOT NULL, kind INTEGER NOT NULL DEFAULT 0,
                         PRIMARY KEY (number, ref)) WITHOUT ROWID;
CREATE INDEX case_number_by_ref ON case_number(ref);
)sql";

// Who may ask over HTTP (access_tokens.hpp), and what was seen and changed (audit_trail.hpp).
inline constexpr std::string_view kAccessTables = R"sql(
CREATE TABLE access_token(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, digest BLOB NOT NULL, role TEXT NOT NULL, scope TEXT NOT NULL,
  issued_at INTEGER NOT NULL, issued_by TEXT NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER NOT NULL,
  revoked_by TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE audit_entry(
  number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, did TEXT NOT NULL, what TEXT NOT NULL,
  outcome TEXT NOT NULL, chain BLOB NOT NULL);
)sql";

// Who signed which figures of a reconciliation, who took that back, and when such a figure became another:
// rows are added and never changed.
inline constexpr std::string_view kSignatureTables = R"sql(
CREATE TABLE reconciliation_signature(
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, period TEXT NOT NULL, province TEXT NOT NULL,
  district TEXT NOT NULL, holder TEXT NOT NULL, office TEXT NOT NULL, by TEXT NOT NULL, figures TEXT NOT NULL,
  digest TEXT NOT NULL);
CREATE TABLE reconciliation_withdrawal(signature INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL,
                                       why TEXT NOT NULL);
CREATE TABLE reconciliation_restatement(
  id INTEGER PRIMARY KEY, signature INTEGER NOT NULL, stage TEXT NOT NULL, at INTEGER NOT NULL, was INTEGER NOT NULL,
  now INTEGER NOT NULL, movers TEXT NOT NULL);
)sql";

// What the feed was told of what is due (due_memory.hpp).
inline constexpr std::string_view kDueTable = R"sql(
CREATE TABLE due_told(
  linked_case INTEGER NOT NULL, kind INTEGER NOT NULL, last INTEGER NOT NULL, nth INTEGER NOT NULL,
  told INTEGER NOT NULL, PRIMARY KEY (linked_case, kind, last, nth)) WITHOUT ROWID;
)sql";

// What the store was called in cursors before it went on from an earlier state (epochs.hpp).
inline constexpr std::string_view kEpochTable = R"sql(
CREATE TABLE earlier_epoch(epoch TEXT PRIMARY KEY, last_event INTEGER NOT NULL, last_seq INTEGER NOT NULL) WITHOUT ROWID;
)sql";

// Cases that nobody may look at any more (sealing.hpp): who ordered it, by what they are known again, and
// what the evidence was.
inline constexpr std::string_view kSealTables = R"sql(
CREATE TABLE seal(
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, reason TEXT NOT NULL, "order" TEXT NOT NULL,
  by TEXT NOT NULL, linked_case INTEGER NOT NULL, whole INTEGER NOT NULL, records INTEGER NOT NULL,
  lifted_at INTEGER NOT NULL DEFAULT 0, lifted_by TEXT NOT NULL DEFAULT '', lifted_order TEXT NOT NULL DEFAULT '');
CREATE TABLE sealed_key(digest BLOB PRIMARY KEY, seal INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE seal_evidence(seal INTEGER NOT NULL, n INTEGER NOT NULL, digest BLOB NOT NULL,
                           PRIMARY KEY (seal, n)) WITHOUT ROWID;
)sql";

}  // namespace mizan::store
