// An attacker who has everything that the public was shown, knows how tables add up and that nothing is below
// 0, and works out by linear programs between which bounds each hidden small count lies.
#include <glpk.h>
#include <gtest/gtest.h>

#include <random>

#include "disclosure/protection.hpp"

namespace mizan::disclosure {
namespace {

using Random = std::mt19937;

std::int64_t between(Random& random, std::int64_t low, std::int64_t high) {
  return std::uniform_int_distribution<std::int64_t>(low, high)(random);
}

/// Cases of each province by district and offence group: tables are its sums.
struct World {
  struct Cell {
    std::int64_t convicted = 0;
    std::int64_t others = 0;
  };
  std::map<std::string, std::vector<std::vector<Cell>>> provinces;  // by district, by group
};

World::Cell random_cell(Random& random) {
  const auto count = [&]() -> std::int64_t {
    const auto kind = between(random, 0, 3);
    return kind == 0 ? 0 : kind == 1 ? between(random, 1, 4) : between(random, 0, 40);
  };
  return {count(), count()};
}

World random_world(Random& random) {
  World world;
  for (const auto* province : {"BA", "KP", "PB"}) {
    if (between(random, 0, 3) == 0) continue;
    auto& districts = world.provinces[province];
    districts.resize(static_cast<std::size_t>(between(random, 1, 6)));
    const auto groups = static_cast<std::size_t>(between(random, 1, 4));
    for (auto& district : districts) {
      for (std::size_t g = 0; g < groups; ++g) district.push_back(random_cell(random));
    }
  }
  return world;
}

// In some provinces records of one kind come late, or are corrected away.
void change(World& world, Random& random) {
  for (auto& [province, districts] : world.provinces) {
    if (between(random, 0, 1) == 0) continue;
    auto& district = districts[static_cast<std::size_t>(between(random, 0, std::ssize(districts) - 1))];
    auto& cell = district[static_cast<std::size_t>(between(random, 0, std::ssize(district) - 1))];
    auto& count = between(random, 0, 1) == 0 ? cell.convicted : cell.others;
    count = std::max<std::int64_t>(0, count + between(random, -4, 4));
  }
}

void add(Table& table, const Slice& slice, const World::Cell& cell) {
  auto& counts = table.slices[slice].counts;
  counts["numerator"] += cell.convicted;
  counts["rest"] += cell.others;
  counts["denominator"] += cell.convicted + cell.others;
}

Table table_of(const World& world, const std::string& period) {
  Table table{*model::parse_period(period), {}};
  for (const auto& [province, districts] : world.provinces) {
    for (std::size_t d = 0; d < districts.size(); ++d) {
      for (std::size_t g = 0; g < districts[d].size(); ++g) {
        const auto& cell = districts[d][g];
        add(table, {province, "district", province + std::to_string(d)}, cell);
        add(table, {province, "offence_group", "group" + std::to_string(g)}, cell);
        add(table, {province, "total", "_T"}, cell);
        add(table, {"_T", "total", "_T"}, cell);
      }
    }
  }
  return table;
}

/// What was shown of one table.
struct Seen {
  Table table;
  Slices hidden;
};

/// The unknowns and equations of all that was shown.
class Attacker {
 public:
  Attacker() : problem_(glp_create_prob(), &glp_delete_prob) {}

  void sees(const Seen& seen) {
    const auto vintage = seen_.size();
    seen_.push_back(seen);
    for (const auto& [slice, amounts] : seen.table.slices) {
      for (const auto& [name, count] : amounts.counts) {
        const auto column = glp_add_cols(problem_.get(), 1);
        columns_[{vintage, slice, name}] = column;
        const bool known = !seen.hidden.contains(slice);
        glp_set_col_bnds(problem_.get(), column, known ? GLP_FX : GLP_LO,
                         known ? static_cast<double>(count) : 0, 0);
      }
      equation({{{vintage, slice, "numerator"}, 1},
                {{vintage, slice, "rest"}, 1},
                {{vintage, slice, "denominator"}, -1}});
    }
    for (const auto* name : {"numerator", "rest", "denominator"}) add_up(vintage, name);
    if (vintage > 0) assume_one_way(vintage);
  }

  /// All that was seen, one table after the other.
  const std::vector<Seen>& seen() const { return seen_; }

  /// Between which bounds the count of that table lies.
  std::pair<double, double> bounds(std::size_t vintage, const Slice& slice, const std::string& name) {
    const auto column = columns_.at({vintage, slice, name});
    return {extreme(column, GLP_MIN), extreme(column, GLP_MAX)};
  }

 private:
  using Unknown = std::tuple<std::size_t, Slice, std::string>;

  void equation(const std::vector<std::pair<Unknown, double>>& terms) {
    std::vector<int> columns = {0};
    std::vector<double> factors = {0};
    for (const auto& [unknown, factor] : terms) {
      columns.push_back(columns_.at(unknown));
      factors.push_back(factor);
    }
    const auto row = glp_add_rows(problem_.get(), 1);
    glp_set_row_bnds(problem_.get(), row, GLP_FX, 0, 0);
    glp_set_mat_row(problem_.get(), row, static_cast<int>(columns.size()) - 1, columns.data(),
                    factors.data());
  }

  void add_up(std::size_t vintage, const std::string& name) {
    std::map<std::pair<std::string, std::string>, std::vector<std::pair<Unknown, double>>> sums;
    for (const auto& [slice, amounts] : seen_[vintage].table.slices) {
      const auto& [province, by, member] = slice;
      if (by != "total") sums[{province, by}].push_back({{vintage, slice, name}, 1});
      if (by == "total" && province != "_T") sums[{"_T", "total"}].push_back({{vintage, slice, name}, 1});
    }
    for (auto& [whole, terms] : sums) {
      terms.push_back({{vintage, {whole.first, "total", "_T"}, name}, -1});
      equation(terms);
    }
  }

  // A total that rose by some rose because parts of it rose, and none fell; one that is as it was has its
  // parts as they were.
  void assume_one_way(std::size_t vintage) {
    const auto& before = seen_[vintage - 1];
    const auto& now = seen_[vintage];
    for (const auto& [slice, amounts] : now.table.slices) {
      const Slice total{slice.province, "total", "_T"};
      if (slice.is_total() || now.hidden.contains(total) || before.hidden.contains(total)) continue;
      for (const auto& [name, count] : amounts.counts) {
        if (!went_one_way(before, now, slice.province, name)) continue;
        const auto by = change_of(before, now, total, name);
        between_vintages(vintage, slice, name, by > 0 ? GLP_LO : by < 0 ? GLP_UP : GLP_FX);
      }
    }
  }

  void between_vintages(std::size_t vintage, const Slice& slice, const std::string& name, int kind) {
    equation({{{vintage, slice, name}, 1}, {{vintage - 1, slice, name}, -1}});
    glp_set_row_bnds(problem_.get(), glp_get_num_rows(problem_.get()), kind, 0, 0);
  }

  static std::int64_t change_of(const Seen& before, const Seen& now, const Slice& slice,
                                const std::string& name) {
    return now.table.slices.at(slice).counts.at(name) - before.table.slices.at(slice).counts.at(name);
  }

  // A wrong assumption would have no solution, so the attacker is told whether it holds: more than anybody
  // knows.
  static bool went_one_way(const Seen& before, const Seen& now, const std::string& province,
                           const std::string& name) {
    const auto whole = change_of(before, now, {province, "total", "_T"}, name);
    for (const auto& [slice, amounts] : now.table.slices) {
      if (slice.province != province) continue;
      const auto by = change_of(before, now, slice, name);
      if ((by > 0 && whole <= 0) || (by < 0 && whole >= 0)) return false;
    }
    return true;
  }

  double extreme(int column, int direction) {
    for (int each = 1; each <= glp_get_num_cols(problem_.get()); ++each)
      glp_set_obj_coef(problem_.get(), each, each == column ? 1 : 0);
    glp_set_obj_dir(problem_.get(), direction);
    glp_smcp quiet;
    glp_init_smcp(&quiet);
    quiet.msg_lev = GLP_MSG_OFF;
    glp_std_basis(problem_.get());
    EXPECT_EQ(glp_simplex(problem_.get(), &quiet), 0);
    const auto status = glp_get_status(problem_.get());
    if (status == GLP_UNBND) return 1e9;
    EXPECT_EQ(status, GLP_OPT) << "what was shown contradicts itself";
    return glp_get_obj_val(problem_.get());
  }

  std::unique_ptr<glp_prob, void (*)(glp_prob*)> problem_;
  std::map<Unknown, int> columns_;
  std::vector<Seen> seen_;
};

// How narrow the bounds are of the small count that the attacker knows best, of all tables; nothing: there is
// none.
std::optional<double> narrowest(Attacker& attacker) {
  std::optional<double> narrowest;
  for (std::size_t vintage = 0; vintage < attacker.seen().size(); ++vintage) {
    for (const auto& [slice, amounts] : attacker.seen()[vintage].table.slices) {
      for (const auto& [name, count] : amounts.counts) {
        if (count == 0 || count >= amounts.least) continue;
        const auto [low, high] = attacker.bounds(vintage, slice, name);
        EXPECT_LE(low, static_cast<double>(count) + 1e-6);
        EXPECT_GE(high, static_cast<double>(count) - 1e-6);
        narrowest = std::min(narrowest.value_or(1e9), high - low);
      }
    }
  }
  return narrowest;
}

TEST(Attack, HidingSmallCountsAloneDoesNotWithstandIt) {
  int exact = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    Seen seen{table_of(random_world(random), "2026-03"), {}};
    for (const auto& [slice, amounts] : seen.table.slices) {
      if (is_small(amounts)) seen.hidden.insert(slice);
    }
    Attacker attacker;
    attacker.sees(seen);
    exact += narrowest(attacker).value_or(1) < 1e-6 ? 1 : 0;
  }
  EXPECT_GT(exact, 5) << "an attacker who finds nothing here finds nothing anywhere";
}

TEST(Attack, NoSmallCountFollowsFromWhatIsShownNorFromItsRevisions) {
  int attacked = 0;
  int revised = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Random random(seed);
    auto world = random_world(random);
    Publication publication;
    Attacker attacker;
    for (int vintage = 0; vintage < 4; ++vintage, change(world, random)) {
      Seen seen{table_of(world, "2026-03"), {}};
      const auto shown = publication.add(seen.table);
      if (!shown.taken) continue;
      seen.hidden = shown.hidden;
      attacker.sees(seen);
      revised += vintage > 0 ? 1 : 0;
      const auto width = narrowest(attacker);
      if (!width) continue;
      ++attacked;
      EXPECT_GE(*width, 5 - 1e-6) << "seed " << seed << ", vintage " << vintage;
    }
  }
  EXPECT_GT(attacked, 60);
  EXPECT_GT(revised, 30);
}

}  // namespace
}  // namespace mizan::disclosure
