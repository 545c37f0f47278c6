#include "api/disagreements.hpp"

#include "model/codes.hpp"

#include <gtest/gtest.h>

namespace mizan::api {
namespace {

namespace field = model::field;
using model::Record;

TEST(SharedValues, AreWhatSeveralHoldersSayInTheOrderOfTheProcess) {
  const std::vector<store::SourceRow> sources = {{{1}, "courts", R"({"holder": "court"})"},
                                                 {{2}, "station", R"({"holder": "police"})"},
                                                 {{3}, "registry", R"({"holder": "court"})"}};
  model::LinkedCase linked;
  Record court(model::Kind::kCase, "C");
  court.set_date(field::fir_on_id, base::Day{100});
  court.set_text(field::fir_no_id, "9");
  court.set_text(field::disposal_id, model::kUnmapped);
  Record registry(model::Kind::kCase, "R");
  registry.set_text(field::fir_no_id, "10");
  Record police(model::Kind::kCase, "P");
  police.set_date(field::fir_on_id, base::Day{101});
  police.set_text(field::fir_no_id, "9");
  police.set_text(field::sections_id, "302 PPC");
  linked.cases = {{{1}, court, {}}, {{2}, police, {}}, {{3}, registry, {}}};
  const auto shared = shared_values(linked, sources);
  ASSERT_EQ(shared.size(), 2U);
  EXPECT_EQ(shared[0].field, "fir_no");
  EXPECT_FALSE(shared[0].differs) << "a holder's word is that of its first record";
  EXPECT_EQ(shared[1].field, "fir_on");
  EXPECT_TRUE(shared[1].differs);
  ASSERT_EQ(shared[1].values.size(), 2U);
  EXPECT_EQ(shared[1].values[0].source, "station");
  EXPECT_EQ(shared[1].values[0].value, "1970-04-12");
  EXPECT_EQ(shared[1].values[1].value, "1970-04-11");
}

}  // namespace
}  // namespace mizan::api
