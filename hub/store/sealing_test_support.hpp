#pragma once
// For the tests of this folder: a store with a case that is to be sealed, beside another.
#include <gmock/gmock.h>

#include <fstream>

#include "base/digest.hpp"
#include "store/sealing.hpp"
#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {

inline constexpr const char* kFir = "PB|LAHORE|GULBERG|4711|2024";

class SealingTest : public StoreTest {
 protected:
  static SealDigest under(const std::string& key) {
    return [key](std::string_view text) {
      return base::to_hex(base::sha256(key + std::string(text))).substr(0, 16);
    };
  }

  Store open_guarded() {
    auto store = open();
    const auto guarded = Sealing(store).guard(under("key"));
    EXPECT_TRUE(guarded) << guarded.error().message;
    return store;
  }

  // A case that changed, with a hearing that went and one that stands, beside another case.
  void fill(Store& store) {
    start(store);
    auto first = court_case("SECRET-1", kFir, "COURT-OF-SECRET");
    first.raw = R"({"k":"RAW-OF-SECRET"})";
    first.findings = {{"odd_date", model::field::fir_on_id, "FINDING-OF-SECRET"}};
    apply(store, {std::move(first), court_case("OPEN-1", "PB|LAHORE|GULBERG|4712|2024"),
                  hearing("H-SECRET-1", "SECRET-1", 7), hearing("H-OPEN-1", "OPEN-1", 7),
                  hearing("H-SECRET-2", "SECRET-1", 8)});
    apply(store,
          {court_case("SECRET-1", kFir, "LATER-COURT-OF-SECRET"), Delete{model::Kind::kHearing, "H-SECRET-2"},
           Quarantined{{"bad_date", 0, "a.csv:9", "about SECRET-1"},
                       R"({"case":"SECRET-1","note":"QUARANTINE-OF-SECRET"})"},
           Quarantined{{"bad_date", 0, "a.csv:10", "about another"}, R"({"case":"OPEN-1"})"}});
    ASSERT_TRUE(store.database().execute("DELETE FROM pending_change"));
  }

  SealRow seal(Store& store, const std::optional<SealedPart>& part = {},
               const std::string& reason = "court-order") {
    const auto id = store.find_case("court", "SECRET-1")->value();
    const auto row = Sealing(store).seal(id, part, {reason, "LHC 1/2026", "os:x", 1000}, {"digest"},
                                         {0, 1000, "os:x", "seal add", "case", "done"});
    EXPECT_TRUE(row) << row.error().message;
    return row ? *row : SealRow();
  }
  // As the KPIs do when they have counted the changes.
  static void count_away(Store& store) {
    ASSERT_TRUE(store.database().execute("DELETE FROM pending_change"));
    const auto purged = Sealing(store).purge();
    ASSERT_TRUE(purged) << purged.error().message;
  }

  std::vector<std::string> found_in_files(const std::vector<std::string>& texts) const {
    std::vector<std::string> found;
    for (const auto* ending : {"", "-wal", "-shm"}) {
      std::ifstream in(path() + ending, std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(in), {});
      for (const auto& text : texts)
        if (bytes.find(text) != std::string::npos) found.push_back(text + ending);
    }
    return found;
  }
};

}  // namespace mizan::store
