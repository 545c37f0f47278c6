// Tokens in the store.
#include "store/access_tokens.hpp"

#include "store/audit_trail.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

TokenRow token(const std::string& id, const std::string& name, base::Micros from, base::Micros to) {
  return {id, name, std::string(32, id[0]), "monitor", "{}", from, "root", to};
}

const audit::Entry kTold{0, 1, "os:root", "token add", "lahore", "done"};

TEST_F(StoreTest, ATokenIsFoundListedAndRevoked) {
  auto store = open();
  ASSERT_TRUE(add_token(store, token("a", "lahore", 10, 100), kTold));
  ASSERT_TRUE(add_token(store, token("b", "kasur", 20, 100), kTold));
  const auto found = find_token(store, "a");
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->name, "lahore");
  EXPECT_EQ((*found)->digest, std::string(32, 'a'));
  EXPECT_FALSE(*find_token(store, "lahore")) << "by its id alone";
  EXPECT_EQ((*tokens(store))[0].name, "kasur");
  ASSERT_TRUE(revoke_token(store, "lahore", 30, "root", kTold));
  EXPECT_EQ((*find_token(store, "a"))->revoked_at, 30);
  EXPECT_EQ((*find_token(store, "b"))->revoked_at, 0);
  const auto again = revoke_token(store, "lahore", 31, "root", kTold);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, base::Code::kNotFound);
  EXPECT_EQ((*find_token(store, "a"))->revoked_at, 30);
  EXPECT_EQ(audit_head(store)->number, 3)
      << "two given out, one taken back; what did not happen has no entry";
}

TEST_F(StoreTest, OfTokensThatHoldOneHasAName) {
  auto store = open();
  ASSERT_TRUE(add_token(store, token("a", "lahore", 10, 100), kTold));
  EXPECT_FALSE(add_token(store, token("b", "lahore", 99, 200), kTold));
  EXPECT_TRUE(add_token(store, token("c", "lahore", 100, 200), kTold)) << "the first has expired";
  ASSERT_TRUE(revoke_token(store, "c", 101, "root", kTold));
  EXPECT_TRUE(add_token(store, token("d", "lahore", 102, 200), kTold));
}

}  // namespace
}  // namespace mizan::store
