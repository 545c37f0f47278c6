#include "kpi/engine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "kpi/engine_spread_impl.hpp"
#include "kpi/observation.hpp"
#include "kpi/value_reader.hpp"

namespace mizan::kpi {

using model::KpiResult;
using model::Period;

namespace {

std::string_view known_or_unknown(std::string_view text) {
  return text.empty() ? "_U" : text;
}

// The limit whose part of a cohort it is; of the whole cohort the first, from which on it counts.
std::int32_t days_of_cohort(const Definition& definition, std::uint8_t component) {
  const bool within = component >= kFirstClassPart && component < kExcludedMissing;
  return definition.limits[within ? static_cast<std::size_t>(component - kFirstClassPart) : 0].days;
}

// Where the clock decides, a part counts from its day on.
bool has_come(const Definition& definition, const Contribution& part, base::Day due_by, base::Day today) {
  const auto form = definition.form;
  if (form == Form::kCohort) return part.day + days_of_cohort(definition, part.component) <= due_by;
  if (form == Form::kDue) return part.day <= due_by;
  if (form == Form::kOverdue && part.component == kStockPart) return part.day < today;
  return part.day <= today;
}

std::string stock_role(const Definition& definition, const Contribution& part) {
  const auto form = definition.form;
  auto what = state_name(definition.state);
  if (form == Form::kShare && part.component == kStockPart) what = state_name(definition.of);
  if (form == Form::kOverdue) what = "overdue";
  if (part.component == kOldPart && form == Form::kComplete) what = "complete";
  if (part.component == kOldPart && !definition.limits.empty())
    what = is_of_accused(definition.state) ? "too long" : "too old";
  const bool ends = part.n < 0 || part.component == kEndedPart;
  return fmt::format("{} {}", what, ends ? "until" : "from");
}

// How a part takes part in a value, in a word or two.
std::string role_of(const Definition& definition, const Contribution& part) {
  const bool flows = definition.form == Form::kInOut;
  const bool one_term = definition.form == Form::kDue || definition.form == Form::kWithin;
  switch (part.component) {
    case kNumerator:
      if (flows) return "in";
      return one_term || definition.terms.size() > 1 ? "numerator" : "counted";
    case kDenominator:
      return flows ? "out" : "denominator";
    case kStockPart:
    case kEndedPart:
    case kOldPart:
      return stock_role(definition, part);
    case kExcludedMissing:
      return "excluded: missing";
    case kExcludedNotObserved:
      return "excluded: not observed";
    case kExcludedNegative:
      return "excluded: negative";
    case kExcludedNoLimit:
      return "excluded: no limit";
    default:
      if (definition.form == Form::kFindings)
        return std::string(
            class_names(definition)[static_cast<std::size_t>(part.component - kFirstClassPart)]);
      return definition.form == Form::kCohort
                 ? fmt::format("within {} days", days_of_cohort(definition, part.component))
                 : "counted";
  }
}

std::string digest_of(const std::vector<Definition>& definitions) {
  std::string all;
  for (const auto& definition : definitions)
    all += fmt::format("{} {} {:016x};", definition.id, definition.version, definition.digest);
  return fmt::format("{:016x}", base::digest64(all));
}

}  // namespace

Engine::Engine(std::vector<Definition> definitions)
    : Engine(std::move(definitions), std::make_shared<Names>()) {}

Engine::Engine(std::vector<Definition> definitions, std::shared_ptr<Names> names)
    : definitions_(std::move(definitions)),
      basis_(digest_of(definitions_)),
      names_(std::move(names)),
      cells_(names_),
      nation_(cells_.id(kWhole, Dimension::kTotal, kWhole)),
      plan_(definitions_) {
  for (const auto& definition : definitions_) {
    wholes_.push_back(dimension_of_whole(definition));
    looked_at_.push_back(looked_at(definition));
    hearings_apart_.push_back(counts_hearings_apart(definition));
  }
}

const Definition* Engine::find(std::string_view id, int version) const {
  const auto found = std::find_if(
      definitions_.begin(), definitions_.end(),
      [&](const Definition& definition) { return definition.id == id && definition.version == version; });
  return found == definitions_.end() ? nullptr : &*found;
}

const Definition* Engine::in_force(std::string_view id, base::Day today) const {
  const Definition* newest = nullptr;
  for (const auto& definition : definitions_) {
    if (definition.id != id || definition.valid_from > today) continue;
    if (newest == nullptr || newest->version < definition.version) newest = &definition;
  }
  return newest;
}

void Engine::set_sources(std::vector<SourceState> sources) {
  sources_ = std::move(sources);
  holders_ = {};
  std::string declared;
  std::string held = fmt::format("{};", static_cast<int>(kFactsVersion));
  for (const auto& source : sources_) {
    const auto& declaration = source.declaration;
    holders_.set(declaration.id, declaration.holder);
    held += fmt::format("{} {};", declaration.id.value, model::holder_name(declaration.holder));
    declared += fmt::format(";{} {} {}", declaration.name, declaration.province,
                            model::holder_name(declaration.holder));
    for (const auto& fields : declaration.observes) declared += " " + fields.to_string();
    declared += " " + declaration.populations.to_string();
  }
  basis_ = fmt::format("{} {:016x}", digest_of(definitions_), base::digest64(declared));
  facts_basis_ = fmt::format("{:016x}", base::digest64(held));
  seen_.clear();
}

bool Engine::observed(const Definition& definition, std::string_view province) const {
  return is_observed(definition, sources_, province);
}

Reach Engine::reach(base::Day today) const {
  Reach reach{today, {}};
  for (const auto& source : sources_) reach.horizons[source.declaration.id.value] = source.horizon;
  return reach;
}

// A province that sent nothing but what was quarantined has that to show.
void Engine::set_receipts(std::vector<Receipt> receipts) {
  receipts_ = std::move(receipts);
  for (auto& receipt : receipts_) {
    receipt.province = known_or_unknown(receipt.province);
    cells_.id(receipt.province, Dimension::kTotal, "_T");
  }
}

Engine Engine::with_definitions(std::vector<Definition> definitions) const {
  Engine other(std::move(definitions), names_);
  other.set_sources(sources_);
  other.set_receipts(receipts_);
  return other;
}

void Engine::replace_cells(Engine&& other) {
  cells_ = std::move(other.cells_);
  receipts_ = std::move(other.receipts_);
  seen_ = std::move(other.seen_);
  plan_ = std::move(other.plan_);
  recall_ = std::move(other.recall_);
}

const Engine::Seen& Engine::seen_in(NameId province) {
  const auto found =
      std::find_if(seen_.begin(), seen_.end(), [&](const auto& entry) { return entry.first == province; });
  if (found != seen_.end()) return found->second;
  // Provinces are few; a source without a place table can name any number of them.
  if (seen_.size() >= 64) seen_.clear();
  std::vector<bool> all;
  const auto text = names_->text(province);
  for (const auto& definition : definitions_) all.push_back(observed(definition, text));
  const auto number = plan_.number_of(all);
  return seen_.emplace_back(province, Seen{std::move(all), number, known_or_unknown(text)}).second;
}

std::vector<Period> Engine::periods(model::Granularity granularity, base::Day today) const {
  std::vector<Period> periods;
  auto first = base::month_index(today);
  for (std::size_t k = 0; k < definitions_.size(); ++k) {
    if (is_live(definitions_[k].form)) continue;
    first = std::min(first, cells_.first_month(static_cast<std::uint8_t>(k)).value_or(first));
  }
  for (const auto& receipt : receipts_) first = std::min(first, base::month_index(receipt.day));
  for (auto day = base::month_start(first); day <= today; day = periods.back().to) {
    periods.push_back(model::period_of(day, granularity));
  }
  return periods;
}

std::vector<KpiResult> Engine::values(const ValueQuery& query, base::Day today, base::Micros known_at) const {
  std::vector<KpiResult> results;
  const auto* found = query.version == 0 ? in_force(query.kpi, today) : find(query.kpi, query.version);
  if (found == nullptr) return results;
  const auto places = places_of(cells_);
  const ValueReader reader(*this, static_cast<std::size_t>(found - definitions_.data()), places, reach(today),
                           known_at);
  if (found->form == Form::kFreshness) return reader.freshness(query);
  std::vector<CellId> cells;
  for (CellId cell = 0; cell < cells_.size(); ++cell) {
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
  for (std::size_t kpi = 0; kpi < definitions_.size(); ++kpi) {
    for (auto& result : all_values_of(kpi, published, today, known_at)) results.push_back(std::move(result));
  }
  return results;
}

std::vector<Period> Engine::published_periods(const Definition& definition,
                                              const std::vector<model::Granularity>& published,
                                              base::Day today) const {
  std::vector<Period> wanted;
  for (const auto granularity : published) {
    if (is_live(definition.form)) {
      wanted.push_back(model::period_of(today, granularity));  // live values: only the present has them
      continue;
    }
    for (auto& period : periods(granularity, today)) wanted.push_back(std::move(period));
  }
  return wanted;
}

std::vector<KpiResult> Engine::all_values_of(std::size_t kpi,
                                             const std::vector<model::Granularity>& published,
                                             base::Day today, base::Micros known_at) const {
  const auto& definition = definitions_[kpi];
  if (!is_in_force(definition, today)) return {};
  const auto wanted = published_periods(definition, published, today);
  std::vector<std::optional<Dimension>> dimensions = {std::nullopt};
  for (const auto by : definition.by) dimensions.emplace_back(by);
  for (const auto by : definition.numerator_by) dimensions.emplace_back(by);
  std::vector<KpiResult> results;
  for (const auto& by : dimensions) {
    for (auto& result : values({definition.id, wanted, by, ""}, today, known_at))
      results.push_back(std::move(result));
  }
  return results;
}

std::vector<Part> Engine::parts(const Facts& facts, const Definition& definition, const CellName& cell,
                                const Period& period, base::Day today) const {
  std::vector<Part> parts;
  const auto province = names_->text(facts.province);
  if (cell.province != "_T" && cell.province != known_or_unknown(province)) return parts;
  const auto member = names_->find(cell.member);
  const auto due_by =
      is_due(definition.form) ? due_until(definition, known_or_unknown(province), reach(today)) : today;
  const Setting setting{observed(definition, province), known_or_unknown(province)};
  contributions(facts, definition, setting, [&](const Contribution& part) {
    if (part.dimension != cell.dimension || known_or_unknown(part.member) != member) return;
    if (!has_come(definition, part, due_by, today)) return;
    const bool left_out = is_stock(definition.form) &&
                          (part.component == kExcludedMissing || part.component == kExcludedNoLimit);
    const bool carried =
        part.component == kStockPart || part.component == kEndedPart || part.component == kOldPart;
    const bool stock = carried || left_out;
    const bool within =
        part.day < period.to && (stock || part.day >= period.from || is_live(definition.form));
    if (!within) return;
    if (part.n == 0) return;
    parts.push_back(
        {role_of(definition, part), part.day, part.x, part.component == kEndedPart ? -part.n : part.n});
  });
  // Who is no longer there at the period's close is not behind the stock.
  for (const std::string_view role :
       {"pending", "dormant", "absconding", "in_custody", "undertrial", "overdue", "too old", "too long",
        "complete", "excluded: missing", "excluded: no limit"}) {
    if (!is_stock(definition.form) && role.starts_with("excluded")) continue;
    std::int64_t open = 0;
    for (const auto& part : parts) open += part.role.starts_with(role) ? part.n : 0;
    if (open == 0) std::erase_if(parts, [&](const Part& part) { return part.role.starts_with(role); });
  }
  return parts;
}

}  // namespace mizan::kpi
