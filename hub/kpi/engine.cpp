#include "kpi/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "kpi/value_reader.hpp"

namespace mizan::kpi {

using model::KpiChange;
using model::KpiResult;
using model::Period;

namespace {

constexpr std::string_view kUnknown = "_U";

std::string_view known_or_unknown(std::string_view text) {
  return text.empty() ? kUnknown : text;
}

std::string digest_of(const std::vector<Definition>& definitions) {
  std::string all;
  for (const auto& definition : definitions)
    all += fmt::format("{} {:016x};", definition.id, definition.digest);
  return fmt::format("{:016x}", base::digest64(all));
}

bool carries_on(Form form) {
  return is_stock(form) || form == Form::kBalance;
}

/// A cell of a KPI that a batch touched, with the first month it touched.
struct Touched {
  std::int32_t first_month = 0;
  std::set<std::int32_t> months;
  std::array<std::int64_t, model::kChangeReasonCount> records{};
};

using TouchedCells = std::map<std::pair<std::uint8_t, CellId>, Touched>;

// A slice of the numerator alone (reason, side) has the whole cell's denominator: when that changes, every
// slice does.
void touch_slices(TouchedCells& touched, const Cells& cells, const std::vector<Definition>& definitions) {
  TouchedCells more;
  for (const auto& [where, what] : touched) {
    const auto& slices = definitions[where.first].numerator_by;
    const auto& whole = cells.name(where.second);
    if (slices.empty() || whole.dimension != Dimension::kTotal) continue;
    for (CellId cell = 0; cell < cells.names().size(); ++cell) {
      const auto& name = cells.name(cell);
      if (name.province == whole.province &&
          std::find(slices.begin(), slices.end(), name.dimension) != slices.end()) {
        more[{where.first, cell}] = what;
      }
    }
  }
  for (auto& [where, what] : more) {
    auto& cell = touched[where];
    cell.months.insert(what.months.begin(), what.months.end());
    cell.records = what.records;
  }
}

// Which published periods may have changed: those of the touched months and, for stocks, all that follow.
std::vector<Period> affected(const Touched& touched, Form form, base::Day today,
                             const std::vector<model::Granularity>& published) {
  const bool onward = carries_on(form);
  std::vector<Period> periods;
  std::set<std::string> seen;
  const auto last = base::month_index(today);
  const auto add = [&](std::int32_t month) {
    for (const auto granularity : published) {
      auto period = model::period_of(base::month_start(month), granularity);
      if (seen.insert(period.label).second) periods.push_back(std::move(period));
    }
  };
  if (form == Form::kCodes) {
    add(last);  // live values: only the present has them
  } else if (onward) {
    for (auto month = touched.first_month; month <= last; ++month) add(month);
  } else {
    for (const auto month : touched.months) {
      if (month <= last) add(month);
    }
  }
  return periods;
}

}  // namespace

Engine::Engine(std::vector<Definition> definitions)
    : definitions_(std::move(definitions)), digest_(digest_of(definitions_)) {
  cells_.id("_T", Dimension::kTotal, "_T");
}

const Definition* Engine::find(std::string_view id) const {
  const auto found = std::find_if(definitions_.begin(), definitions_.end(),
                                  [&](const Definition& definition) { return definition.id == id; });
  return found == definitions_.end() ? nullptr : &*found;
}

void Engine::set_sources(std::vector<SourceState> sources) {
  sources_ = std::move(sources);
  holders_ = {};
  for (const auto& source : sources_) holders_.set(source.declaration.id, source.declaration.holder);
}

// Seen if a source of the province declares it, linked or not (rule 6).
bool Engine::observed(const Definition& definition, std::string_view province) const {
  return std::all_of(definition.needs.begin(), definition.needs.end(), [&](const Need& need) {
    return std::any_of(sources_.begin(), sources_.end(), [&](const SourceState& source) {
      const auto& declaration = source.declaration;
      return (declaration.province.empty() || declaration.province == province) &&
             declaration.sees(need.kind, need.field);
    });
  });
}

template <class Put>
void Engine::spread(const model::LinkedCase& linked, base::Day today, Put put) {
  const auto facts = assemble(linked, holders_, today);
  wakes_ = std::min(wakes_, facts.wakes);
  const auto province = known_or_unknown(facts.province);
  const auto nation = cells_.id("_T", Dimension::kTotal, "_T");
  for (std::size_t k = 0; k < definitions_.size(); ++k) {
    const auto& definition = definitions_[k];
    contributions(facts, definition, observed(definition, facts.province), [&](const Contribution& part) {
      BucketKey key{static_cast<std::uint8_t>(k), part.component,
                    static_cast<std::int16_t>(base::month_index(part.day)),
                    cells_.id(province, part.dimension, known_or_unknown(part.member))};
      put(key, part.x, part.n);
      if (part.dimension != Dimension::kTotal) return;
      key.cell = nation;
      put(key, part.x, part.n);
    });
  }
}

void Engine::begin_rebuild() {
  cells_.clear();
  wakes_ = base::kFarFuture;
}

void Engine::add_case(const model::LinkedCase& linked, base::Day today) {
  spread(linked, today, [this](BucketKey key, std::int32_t x, std::int64_t n) { cells_.add(key, x, n); });
}

std::vector<KpiChange> Engine::apply(const std::vector<CaseChange>& changes, base::Day today,
                                     base::Micros known_at,
                                     const std::vector<model::Granularity>& published) {
  struct Delta {
    BucketKey key;
    std::map<std::int32_t, std::int64_t> by_x;
  };
  std::map<std::uint64_t, Delta> all;
  TouchedCells touched;
  for (const auto& change : changes) {
    std::map<std::uint64_t, Delta> own;
    const auto collect = [&](const std::optional<model::LinkedCase>& linked, std::int64_t sign) {
      if (!linked) return;
      spread(*linked, today, [&](BucketKey key, std::int32_t x, std::int64_t n) {
        auto& delta = own[key.packed()];
        delta.key = key;
        delta.by_x[x] += sign * n;
      });
    };
    collect(change.before, -1);
    collect(change.after, 1);
    for (auto& [packed, delta] : own) {
      std::erase_if(delta.by_x, [](const auto& entry) { return entry.second == 0; });
      if (delta.by_x.empty()) continue;
      auto [cell, fresh] = touched.try_emplace({delta.key.kpi, delta.key.cell});
      cell->second.first_month =
          fresh ? delta.key.month : std::min<std::int32_t>(cell->second.first_month, delta.key.month);
      cell->second.months.insert(delta.key.month);
      for (auto& [x, n] : delta.by_x)
        all.try_emplace(packed, Delta{delta.key, {}}).first->second.by_x[x] += n;
    }
    // The records of a case stand behind every cell that the case changed.
    std::set<std::pair<std::uint8_t, CellId>> cells_of_case;
    for (const auto& [packed, delta] : own) {
      if (!delta.by_x.empty()) cells_of_case.insert({delta.key.kpi, delta.key.cell});
    }
    for (const auto& cell : cells_of_case) {
      for (std::size_t r = 0; r < change.records.size(); ++r) touched[cell].records[r] += change.records[r];
    }
  }
  touch_slices(touched, cells_, definitions_);
  struct Watched {
    KpiResult before;
    const Touched* touched = nullptr;
    CellId cell = 0;
    std::uint8_t kpi = 0;
  };
  const auto read_all = [&] {
    std::vector<Watched> values;
    for (const auto& [where, what] : touched) {
      const ValueReader reader(*this, where.first, today, known_at);
      for (const auto& period : affected(what, definitions_[where.first].form, today, published)) {
        for (auto& result : reader.read(where.second, period))
          values.push_back({std::move(result), &what, where.second, where.first});
      }
    }
    return values;
  };
  const auto before = read_all();
  for (const auto& [packed, delta] : all) {
    for (const auto& [x, n] : delta.by_x) cells_.add(delta.key, x, n);
  }
  std::map<std::pair<model::KpiCellKey, std::string>, const KpiResult*> previous;
  for (const auto& value : before) previous[{value.before.key, value.before.period.label}] = &value.before;
  std::vector<KpiChange> published_changes;
  for (auto& value : read_all()) {
    const auto found = previous.find({value.before.key, value.before.period.label});
    KpiChange change;
    if (found != previous.end()) {
      if (found->second->value == value.before.value &&
          found->second->denominator == value.before.denominator)
        continue;
      change.previous = found->second->value;
    } else {
      change.first = true;
    }
    change.restatement = value.before.period.to <= today;
    std::copy(value.touched->records.begin(), value.touched->records.end(), std::begin(change.records));
    change.now = std::move(value.before);
    published_changes.push_back(std::move(change));
  }
  return published_changes;
}

std::vector<Period> Engine::periods(model::Granularity granularity, base::Day today) const {
  std::vector<Period> periods;
  auto first = base::month_index(today);
  cells_.for_each([&](BucketKey key, const Bucket&) {
    if (definitions_[key.kpi].form != Form::kCodes) first = std::min<std::int32_t>(first, key.month);
  });
  for (auto day = base::month_start(first); day <= today; day = periods.back().to) {
    periods.push_back(model::period_of(day, granularity));
  }
  return periods;
}

std::vector<KpiResult> Engine::values(const ValueQuery& query, base::Day today, base::Micros known_at) const {
  std::vector<KpiResult> results;
  const auto found = std::find_if(definitions_.begin(), definitions_.end(),
                                  [&](const Definition& definition) { return definition.id == query.kpi; });
  if (found == definitions_.end()) return results;
  const ValueReader reader(*this, static_cast<std::size_t>(found - definitions_.begin()), today, known_at);
  std::vector<CellId> cells;
  for (CellId cell = 0; cell < cells_.names().size(); ++cell) {
    const auto& name = cells_.name(cell);
    if (name.dimension != query.by.value_or(Dimension::kTotal)) continue;
    if (!query.province.empty() && name.province != query.province) continue;
    cells.push_back(cell);
  }
  std::sort(cells.begin(), cells.end(), [&](CellId a, CellId b) {
    return std::tie(cells_.name(a).province, cells_.name(a).member) <
           std::tie(cells_.name(b).province, cells_.name(b).member);
  });
  for (const auto cell : cells) {
    for (const auto& period : query.periods) {
      if (!reader.exists(cell, period)) continue;
      for (auto& result : reader.read(cell, period)) results.push_back(std::move(result));
    }
  }
  return results;
}

std::vector<KpiResult> Engine::all_values(const std::vector<model::Granularity>& published, base::Day today,
                                          base::Micros known_at) const {
  std::vector<KpiResult> results;
  std::vector<Period> all_periods;
  for (const auto granularity : published) {
    for (auto& period : periods(granularity, today)) all_periods.push_back(std::move(period));
  }
  std::vector<Period> present;
  for (const auto granularity : published) present.push_back(model::period_of(today, granularity));
  for (const auto& definition : definitions_) {
    const auto& wanted = definition.form == Form::kCodes ? present : all_periods;
    std::vector<std::optional<Dimension>> dimensions = {std::nullopt};
    for (const auto by : definition.by) dimensions.emplace_back(by);
    for (const auto by : definition.numerator_by) dimensions.emplace_back(by);
    for (const auto& by : dimensions) {
      for (auto& result : values({definition.id, wanted, by, ""}, today, known_at))
        results.push_back(std::move(result));
    }
  }
  return results;
}

std::vector<Part> Engine::parts(const model::LinkedCase& linked, const Definition& definition,
                                const CellName& cell, const Period& period, base::Day today) const {
  std::vector<Part> parts;
  const auto facts = assemble(linked, holders_, today);
  if (cell.province != "_T" && cell.province != known_or_unknown(facts.province)) return parts;
  contributions(facts, definition, observed(definition, facts.province), [&](const Contribution& part) {
    if (part.dimension != cell.dimension || known_or_unknown(part.member) != cell.member) return;
    const bool stock = part.component == kStockPart;
    const bool within =
        part.day < period.to && (stock || part.day >= period.from || definition.form == Form::kCodes);
    if (!within) return;
    std::string role = "counted";
    if (part.component == kDenominator) role = "denominator";
    if (part.component == kNumerator && definition.terms.size() > 1) role = "numerator";
    if (stock) role = part.n > 0 ? "pending from" : "pending until";
    if (part.component == kExcludedMissing) role = "excluded: missing";
    if (part.component == kExcludedNotObserved) role = "excluded: not observed";
    if (part.component == kExcludedNegative) role = "excluded: negative";
    parts.push_back({std::move(role), part.day, part.x, part.n});
  });
  // Who is no longer pending at the period's close is not behind the stock.
  std::int64_t open = 0;
  for (const auto& part : parts) open += part.role.starts_with("pending") ? part.n : 0;
  if (open == 0) std::erase_if(parts, [](const Part& part) { return part.role.starts_with("pending"); });
  return parts;
}

}  // namespace mizan::kpi
