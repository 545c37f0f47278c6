// What became of the schema from version to version. Each step is in the transaction of all.
#include <fmt/format.h>

#include "store/schema.hpp"
#include "store/table_texts.hpp"

namespace mizan::store {
namespace {

// Version 1 kept the KPI cells by name. They can be counted again from the records.
base::Result<> from_1_to_2(const Database& db) {
  return db.execute("DROP TABLE kpi_cell;" + std::string(kKpiTables) +
                    "INSERT OR REPLACE INTO meta VALUES ('kpi_rebuild', '1');");
}

// Version 2 kept an entry of the quarantine for each time it was received.
base::Result<> from_2_to_3(const Database& db) {
  return db.execute("ALTER TABLE quarantine ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;" +
                    std::string(kQuarantineIndex));
}

// Version 3 did not know since when an entry of the quarantine stands.
base::Result<> from_3_to_4(const Database& db) {
  return db.execute(
      "ALTER TABLE quarantine ADD COLUMN first_run INTEGER NOT NULL DEFAULT 0;"
      "UPDATE quarantine SET first_run = run");
}

// Version 4 did not know which receipts come again, nor which ones the KPIs have counted: all of them.
base::Result<> from_4_to_5(const Database& db) {
  return db.execute(
      "ALTER TABLE source ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE receipt_day ADD COLUMN uncovered_received INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE receipt_day ADD COLUMN uncovered_quarantined INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE receipt_day ADD COLUMN counted_received INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE receipt_day ADD COLUMN counted_quarantined INTEGER NOT NULL DEFAULT 0;"
      "UPDATE receipt_day SET counted_received = received, counted_quarantined = quarantined");
}

// Version 5 kept no facts. They are made of the records, and the cells of them.
base::Result<> from_5_to_6(const Database& db) {
  return db.execute(std::string(kFactsTables) + "INSERT OR REPLACE INTO meta VALUES ('kpi_rebuild', '1');");
}

// Version 6 kept of sources and receipts what was known last. It counts as known since the beginning; of
// receipts the day is known.
base::Result<> from_6_to_7(const Database& db) {
  return db.execute(
      std::string(kPastTables) +
      "INSERT INTO source_history SELECT id, 0, declaration FROM source;"
      "INSERT INTO source_read SELECT id, (read_at / 1000000 + 18000) / 86400, read_at FROM source WHERE "
      "read_at > 0;"
      "INSERT INTO receipt_log SELECT (day * 86400 - 18000) * 1000000, source, day, received, quarantined "
      "FROM receipt_day");
}

// Version 7 did not count which items end an adapter.
base::Result<> from_7_to_8(const Database& db) {
  return db.execute(std::string(kDeathTable));
}

// Version 8 knew the definitions that its cells are made by as a digest.
base::Result<> from_8_to_9(const Database& db) {
  return db.execute(std::string(kDefinitionTable));
}

// Version 9 did not know the raw text of what a record was before, nor when a raw text had come.
base::Result<> from_9_to_10(const Database& db) {
  return db.execute(
      "ALTER TABLE superseded ADD COLUMN raw_block INTEGER;"
      "ALTER TABLE superseded ADD COLUMN raw_at INTEGER;"
      "ALTER TABLE raw_block ADD COLUMN at INTEGER NOT NULL DEFAULT 0;"
      "UPDATE raw_block SET at = coalesce((SELECT max(accepted_at) FROM batch), 0);"
      "CREATE INDEX raw_block_by_at ON raw_block(at)");
}

// Version 10 kept no native spelling of stations and courts, and knew no change that the hub's tables made.
base::Result<> from_10_to_11(const Database& db) {
  MIZAN_TRY(
      db.execute("ALTER TABLE pending_change ADD COLUMN cause INTEGER;"
                 "ALTER TABLE rec_case ADD COLUMN police_station_native TEXT;"
                 "ALTER TABLE rec_case ADD COLUMN court_native TEXT;"
                 "ALTER TABLE rec_hearing ADD COLUMN court_native TEXT"));
  return make_views_anew(db);
}

// Version 11 linked records by their FIR alone.
base::Result<> from_11_to_12(const Database& db) {
  MIZAN_TRY(db.execute(std::string(kLinkTables)));
  return db.execute(std::string(kNumberTable));
}

// Version 12 knew nobody who asks, and kept no trail of who saw what.
base::Result<> from_12_to_13(const Database& db) {
  return db.execute(std::string(kAccessTables));
}

// Version 13 knew of no signatures.
base::Result<> from_13_to_14(const Database& db) {
  return db.execute(std::string(kSignatureTables));
}

// Version 14 told nobody of what is due. What is due now is told as a whole, once, at the next counting.
base::Result<> from_14_to_15(const Database& db) {
  return db.execute(std::string(kDueTable));
}

// Version 15 had one name in cursors, and lost those that it had before.
base::Result<> from_15_to_16(const Database& db) {
  return db.execute(std::string(kEpochTable));
}

// Version 16 knew of courts' numbers alone. A store that comes from before version 12 has the table as it is
// now.
base::Result<> from_16_to_17(const Database& db) {
  MIZAN_ASSIGN(const auto kinds,
               db.query_integer("SELECT count(*) FROM pragma_table_info('case_number') WHERE name = 'kind'"));
  if (kinds == 0) MIZAN_TRY(db.execute("ALTER TABLE case_number ADD COLUMN kind INTEGER NOT NULL DEFAULT 0"));
  MIZAN_TRY(db.execute("ALTER TABLE rec_case ADD COLUMN prosecution_no TEXT"));
  return make_views_anew(db);
}

// Version 17 sealed nothing.
base::Result<> from_17_to_18(const Database& db) {
  return db.execute(std::string(kSealTables));
}

}  // namespace

base::Result<> migrate(const Database& db) {
  MIZAN_ASSIGN(const auto version, db.query_integer("PRAGMA user_version"));
  if (version >= kSchemaVersion) return {};
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  if (version < 2) MIZAN_TRY(from_1_to_2(db));
  if (version < 3) MIZAN_TRY(from_2_to_3(db));
  if (version < 4) MIZAN_TRY(from_3_to_4(db));
  if (version < 5) MIZAN_TRY(from_4_to_5(db));
  if (version < 6) MIZAN_TRY(from_5_to_6(db));
  if (version < 7) MIZAN_TRY(from_6_to_7(db));
  if (version < 8) MIZAN_TRY(from_7_to_8(db));
  if (version < 9) MIZAN_TRY(from_8_to_9(db));
  if (version < 10) MIZAN_TRY(from_9_to_10(db));
  if (version < 11) MIZAN_TRY(from_10_to_11(db));
  if (version < 12) MIZAN_TRY(from_11_to_12(db));
  if (version < 13) MIZAN_TRY(from_12_to_13(db));
  if (version < 14) MIZAN_TRY(from_13_to_14(db));
  if (version < 15) MIZAN_TRY(from_14_to_15(db));
  if (version < 16) MIZAN_TRY(from_15_to_16(db));
  if (version < 17) MIZAN_TRY(from_16_to_17(db));
  if (version < 18) MIZAN_TRY(from_17_to_18(db));
  MIZAN_TRY(db.execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion)));
  return transaction.commit();
}

}  // namespace mizan::store
