// How often an item ended its adapter, in a row and in one state of its source.
#include "store/adapter_deaths.hpp"

#include <gtest/gtest.h>

#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

class AdapterDeaths : public StoreTest {
 protected:
  std::int64_t die(const std::string& place, std::int64_t state = 1, int source = 1) {
    const auto deaths =
        note_adapter_death(store_, model::SourceId{source}, state, {place, 1, "signal " + place});
    EXPECT_TRUE(deaths);
    return *deaths;
  }
  std::string known(std::int64_t state = 1, int source = 1) {
    std::string all;
    for (const auto& death : *adapter_deaths(store_, model::SourceId{source}, state))
      all += death.place + "=" + std::to_string(death.deaths) + " ";
    return all;
  }

  Store store_ = open();
};

TEST_F(AdapterDeaths, AreCountedInARow) {
  EXPECT_EQ(known(), "");
  EXPECT_EQ(die("a"), 1);
  EXPECT_EQ(die("a"), 2);
  EXPECT_EQ(die("b"), 1) << "another item breaks the row";
  EXPECT_EQ(die("a"), 1);
  ASSERT_TRUE(end_adapter_deaths(store_, model::SourceId{1}, 1));
  EXPECT_EQ(known(), "") << "and so does a read that ends otherwise";
}

TEST_F(AdapterDeaths, AnItemThatIsPassedOverStaysSo) {
  for (int i = 0; i < 3; ++i) die("a");
  die("b");
  ASSERT_TRUE(end_adapter_deaths(store_, model::SourceId{1}, 1));
  EXPECT_EQ(known(), "a=3 ");
}

TEST_F(AdapterDeaths, HoldForOneStateOfOneSource) {
  for (int i = 0; i < 3; ++i) die("a");
  EXPECT_EQ(die("a", 1, 2), 1) << "of another source";
  EXPECT_EQ(known(2), "");
  EXPECT_EQ(known(), "a=3 ") << "asking forgets nothing";
  EXPECT_EQ(die("c", 2), 1);
  EXPECT_EQ(known(), "") << "a death in another state does";
  EXPECT_EQ(known(1, 2), "a=1 ");
}

TEST_F(AdapterDeaths, TheLastOneSaysHow) {
  die("a");
  EXPECT_EQ(adapter_deaths(store_, model::SourceId{1}, 1)->at(0).how, "signal a");
}

}  // namespace
}  // namespace mizan::store
