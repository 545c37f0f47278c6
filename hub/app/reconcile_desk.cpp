#include "app/reconcile_desk.hpp"

#include "api/reconciliation.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"

namespace mizan::app {

ReconcileDesk open_desk(const Globals& globals, const reconcile::Question& question) {
  auto selection = value_or_fail(reconcile::selection_of(question));
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  or_fail(session.load_kpis());  // what the sources declare; the values do not matter here
  auto sources = api::reconciled_sources(session.engine());
  auto figures = value_or_fail(reconcile::SignedFigures::read(session.store()));
  return {std::move(session), std::move(sources), std::move(selection), std::move(figures)};
}

void add_place_options(Command& command, reconcile::Question& question) {
  command.add_option("--period", &question.period, "2026-03, 2026-Q1, 2026 or FY2025-26");
  command.add_option("--from", &question.from, "in its place the first month, 2026-01");
  command.add_option("--to", &question.to, "and the last one");
  command.add_option("--province", &question.province, "only this one");
  command.add_option("--district", &question.district, "only this one, as the records name it");
  command.add_option("--station", &question.station, "only this one");
  command.add_option("--by", &question.by, "what a row is of: district unless said otherwise")
      .one_of({"province", "district", "station"});
  command.add_option("--stage", &question.stage, "only this one")
      .one_of({"firs", "sent", "received", "filed", "instituted", "disposed"});
}

std::string day_text(base::Micros at) {
  return base::to_iso(base::karachi_day(at));
}

}  // namespace mizan::app
