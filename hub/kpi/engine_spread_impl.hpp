#pragma once
// Private to this folder: from a case to the buckets it adds to. A recount goes through here with each of
// millions of cases, so that what is done with each addition must be known where this is compiled.
#include "kpi/contribution_impl.hpp"
#include "kpi/engine.hpp"

namespace mizan::kpi {

inline NameId known_or_unknown(NameId name) {
  return name == kNoName ? kUnknownName : name;
}

inline CellId Engine::cell_of(NameId province, Dimension dimension, NameId member) {
  return recall_.cell_of(province, dimension, member, [&] { return cells_.id(province, dimension, member); });
}

/// Takes bundles apart, of the wanted definitions, for a `put(key, x, n)`.
template <class Put>
class OneByOne {
 public:
  OneByOne(const DefinitionSet& wanted, const Put& put) : wanted_(wanted), put_(put) {}

  void one(BucketKey key, std::int32_t x, std::int64_t n) const { put_(key, x, n); }
  void all(CellId cell, std::int16_t month, BundleId id, const std::vector<Bundle>& bundles,
           std::int64_t sign) const {
    for (const auto& [kpi, component, x, n] : bundles[id].additions()) {
      if (wanted_.test(kpi)) put_(BucketKey{kpi, component, month, cell}, x, sign * n);
    }
  }

 private:
  const DefinitionSet& wanted_;
  const Put& put_;
};

/// One case on its way to the cells. `Put` takes one addition, or all of a bundle, as OneByOne does; of a
/// bundle also what is not wanted.
template <class Put>
class Engine::Spreading {
 public:
  Spreading(Engine& engine, const Facts& facts, const DefinitionSet& wanted, Totals totals, const Put& put)
      : engine_(engine),
        plan_(engine.plan_),
        facts_(facts),
        province_(known_or_unknown(facts.province)),
        seen_(engine.seen_in(facts.province)),
        wanted_(wanted),
        totals_(totals),
        put_(put) {}

  void run() {
    for (auto& rows : plan_.rows()) {
      if ((rows.definitions() & wanted_).any())
        for_each_row(facts_, rows.unit(), [&](const Row& row) { spread_row(rows, row); });
    }
    for (auto& spans : plan_.spans()) {
      if ((spans.definitions() & wanted_).any()) spread_spans(spans);
    }
    for (const auto k : plan_.others()) {
      if (wanted_.test(k)) spread_by_itself(k);
    }
  }

 private:
  void spread_row(AlikeRows& rows, const Row& row) {
    const auto& definitions = engine_.definitions_;
    if (const auto* dates = rows.find(row, definitions, seen_.definitions, seen_.number, plan_.bundles())) {
      visit(row, *dates, [&](CellId cell, std::int16_t month, const Share& share) {
        put_.all(cell, month, share.id, plan_.bundles(), 1);
      });
      return;
    }
    // More kinds of rows than are kept.
    visit(row, rows.worked_out(row, definitions, seen_.definitions),
          [&](CellId cell, std::int16_t month, const Share& share) {
            for (const auto& [kpi, component, x, n] : share.bundle.additions())
              if (wanted_.test(kpi)) put_.one({kpi, component, month, cell}, x, n);
          });
  }

  // The cell of each share, and the month.
  template <class Visit>
  void visit(const Row& row, const std::vector<OnDate>& dates, const Visit& visit) {
    for (const auto& date : dates) {
      if (date.on == DateFact::kInstitutedOn) {
        visit_on(placed(row, date.on), date, visit);
      } else {
        visit_on(row, date, visit);
      }
    }
  }
  template <class Visit>
  void visit_on(const Row& row, const OnDate& date, const Visit& visit) {
    const auto day = *date_of(row, date.on);
    const auto month = engine_.recall_.month_of(day);
    for (const auto& share : date.shares) {
      if (share.in_parts && totals_ == Totals::kLater) continue;
      visit(cell_of(share.dimension, member_of(row, share.dimension, day)), month, share);
      if (share.dimension == Dimension::kTotal) visit(engine_.nation_, month, share);
    }
  }

  void spread_spans(AlikeSpans& spans) {
    const auto& shares = spans.shares(engine_.definitions_, seen_.definitions, seen_.number, plan_.bundles());
    if (shares.empty()) return;
    for_each_holding(facts_, spans.state(),
                     [&](const Holding& held) { spread_span(shares, false, held.row, held.span); });
    for_each_unknown(facts_, spans.state(),
                     [&](const Row& row, Span span) { spread_span(shares, true, row, span); });
  }

  void spread_span(const std::vector<StateShare>& shares, bool unknown, const Row& row, Span span) {
    for (const auto& share : shares) {
      if (share.unknown != unknown || (share.in_parts && totals_ == Totals::kLater)) continue;
      if (share.dimension == Dimension::kTotal) {
        put_edges(share, cell_of(Dimension::kTotal, kWhole), span);
        put_edges(share, engine_.nation_, span);
        continue;
      }
      for_each_share(row, share.dimension, span, [&](NameId member, Span part) {
        put_edges(share, cell_of(share.dimension, member), part);
      });
    }
  }

  void put_edges(const StateShare& share, CellId cell, Span span) {
    put_.all(cell, engine_.recall_.month_of(span.from), share.bundle, plan_.bundles(), 1);
    if (span.to != base::kFarFuture)
      put_.all(cell, engine_.recall_.month_of(span.to), share.bundle, plan_.bundles(), -1);
  }

  void spread_by_itself(std::size_t k) {
    const bool total = totals_ == Totals::kNow || !engine_.wholes_[k];
    const Setting setting{seen_.definitions[k], seen_.province, total};
    contribute(facts_, engine_.definitions_[k], setting, [&](const Contribution& part) {
      BucketKey key{static_cast<std::uint8_t>(k), part.component, engine_.recall_.month_of(part.day),
                    cell_of(part.dimension, part.member)};
      put_.one(key, part.x, part.n);
      if (part.dimension != Dimension::kTotal) return;
      key.cell = engine_.nation_;
      put_.one(key, part.x, part.n);
    });
  }

  CellId cell_of(Dimension dimension, NameId member) {
    return engine_.cell_of(province_, dimension, known_or_unknown(member));
  }

  Engine& engine_;
  CountingPlan& plan_;
  const Facts& facts_;
  NameId province_;
  const Seen& seen_;
  const DefinitionSet& wanted_;
  Totals totals_;
  const Put& put_;
};

template <class Put>
void Engine::spread(const Facts& facts, const DefinitionSet& wanted, Totals totals, const Put& put) {
  Spreading<Put>(*this, facts, wanted, totals, put).run();
}

}  // namespace mizan::kpi
