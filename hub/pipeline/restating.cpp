#include "pipeline/restating.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "pipeline/kpi_runner.hpp"
#include "reconcile/reading.hpp"
#include "reconcile/signature_events.hpp"
#include "reconcile/signing.hpp"
#include "store/announcements.hpp"
#include "store/sqlite.hpp"

namespace mizan::pipeline {
namespace {

using model::Kind;
using reconcile::Moved;
using reconcile::Mover;
using reconcile::Moves;
using reconcile::SignedFigures;

/// What moves figures in the cases that changed.
class Restating {
 public:
  Restating(store::Store& store, const reconcile::Sources& sources, base::Micros now)
      : store_(store), sources_(sources), now_(now), today_(base::karachi_day(now)) {}

  base::Result<std::size_t> run() {
    MIZAN_ASSIGN(auto transaction, store::Transaction::begin(store_.database()));
    MIZAN_ASSIGN(const auto head, store_.head());
    MIZAN_ASSIGN(const auto until, reconcile::told_until(store_));
    const auto current = reconcile::now_told(head, sources_);
    if (until.sequence == current.sequence && until.basis == current.basis) return std::size_t{0};
    MIZAN_ASSIGN(auto figures, SignedFigures::read(store_));
    MIZAN_ASSIGN(const auto changes, store_.changes_after(until.sequence));
    const bool all_there = static_cast<model::Sequence>(changes.size()) == head - until.sequence;
    if (all_there && until.basis == current.basis)
      MIZAN_TRY(follow(figures, changes, until.sequence, head));
    else
      MIZAN_TRY(count_anew(figures));
    MIZAN_ASSIGN(const auto moved, tell(figures));
    MIZAN_TRY(reconcile::put_told_until(store_, current));
    MIZAN_TRY(transaction.commit());
    return moved;
  }

 private:
  /// Of a case that changed: the records behind it, by holder.
  using Movers = std::map<model::Holder, std::set<Mover>>;

  // Hearings and the like are in no figure; nor is a report whose days are in none, before and after.
  bool may_move(const SignedFigures& figures, const model::RecordChange& change) const {
    const auto holder = sources_.holder_of(change.source);
    if (!figures.of_holder(holder)) return false;
    const auto& record = change.after ? *change.after : *change.before;
    if (record.kind != Kind::kReport) return record.kind == Kind::kCase;
    for (const auto* image : {&change.before, &change.after}) {
      if (!*image) continue;
      for (const auto stage :
           {reconcile::Stage::kSent, reconcile::Stage::kReceived, reconcile::Stage::kFiled}) {
        const auto day = (*image)->date(reconcile::info_of(stage).day);
        if (day && figures.of_day(holder, *day)) return true;
      }
    }
    return false;
  }

  base::Result<> follow(const SignedFigures& figures, const std::vector<model::RecordChange>& changes,
                        model::Sequence before, model::Sequence after) {
    std::map<model::LinkedCaseId, Movers> cases;
    for (const auto& change : changes) {
      if (!may_move(figures, change)) continue;
      const auto& record = change.after ? *change.after : *change.before;
      const Mover mover{std::string(sources_.name_of(change.source)), record.kind, record.key,
                        reason_of(change)};
      for (const auto id : {change.case_before, change.case_after})
        if (id.value != 0) cases[id][sources_.holder_of(change.source)].insert(mover);
    }
    for (const auto& [id, movers] : cases) MIZAN_TRY(follow_case(figures, id, movers, before, after));
    return {};
  }

  base::Result<> follow_case(const SignedFigures& figures, model::LinkedCaseId id, const Movers& movers,
                             model::Sequence before, model::Sequence after) {
    Moves moves;
    for (const auto& [at, times] : {std::pair{before, -1}, std::pair{after, 1}}) {
      MIZAN_ASSIGN(const auto linked, store_.load_case(id, at));
      if (linked) figures.add(reconcile::held_case(*linked, sources_, today_), times, moves);
    }
    for (const auto& [which, by] : moves) {
      if (by == 0) continue;
      moves_[which] += by;
      const auto found = movers.find(figures.all()[which].holder);
      if (found != movers.end()) movers_[which].insert(found->second.begin(), found->second.end());
    }
    return {};
  }

  // Period by period, each in one pass.
  base::Result<> count_anew(const SignedFigures& figures) {
    std::set<std::string> periods;
    for (const auto& each : figures.all()) periods.insert(each.period.label);
    Moves counted;
    for (const auto& label : periods) {
      reconcile::Question question;
      question.period = label;
      MIZAN_ASSIGN(const auto selection, reconcile::selection_of(question));
      MIZAN_TRY(reconcile::for_each_held(store_, selection, sources_, today_,
                                         [&](const reconcile::HeldCase& held) -> base::Result<> {
                                           count(figures, label, held, counted);
                                           return {};
                                         }));
    }
    for (std::size_t i = 0; i < figures.all().size(); ++i) moves_[i] = counted[i] - figures.all()[i].now;
    return {};
  }

  // A case may come again with another period.
  static void count(const SignedFigures& figures, const std::string& period, const reconcile::HeldCase& held,
                    Moves& counted) {
    Moves moves;
    figures.add(held, 1, moves);
    for (const auto& [which, by] : moves) {
      if (figures.all()[which].period.label == period) counted[which] += by;
    }
  }

  base::Result<std::size_t> tell(const SignedFigures& figures) {
    std::vector<store::Event> events;
    for (const auto& [which, by] : moves_) {
      if (by == 0) continue;
      const auto& figure = figures.all()[which];
      const auto& movers = movers_[which];
      const Moved moved{&figure, figure.now, figure.now + by, {movers.begin(), movers.end()}};
      MIZAN_TRY(store::put_restatement(store_, reconcile::restatement_of(moved, now_)));
      events.push_back(reconcile::restated_event(moved, now_));
    }
    MIZAN_TRY(store::put_events(store_.database(), events));
    return events.size();
  }

  store::Store& store_;
  const reconcile::Sources& sources_;
  base::Micros now_;
  base::Day today_;
  Moves moves_;
  std::map<std::size_t, std::set<Mover>> movers_;
};

}  // namespace

base::Result<std::size_t> tell_restated(store::Store& store, const reconcile::Sources& sources,
                                        base::Micros now) {
  MIZAN_ASSIGN(const bool any, store::any_signature_holds(store));
  if (!any) return std::size_t{0};
  return Restating(store, sources, now).run();
}

}  // namespace mizan::pipeline
