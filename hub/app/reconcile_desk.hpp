#pragma once
#include <string>

#include "app/commands.hpp"
#include "app/session.hpp"
#include "reconcile/selection.hpp"
#include "reconcile/signed_figures.hpp"

namespace mizan::app {

/// What a report of the reconciliation is made from.
struct ReconcileDesk {
  Session session;
  reconcile::Sources sources;
  reconcile::Selection selection;
  reconcile::SignedFigures signed_figures;
};

/// Understands the question and opens the store for reading; ends the program with one sentence otherwise.
ReconcileDesk open_desk(const Globals& globals, const reconcile::Question& question);

/// The options by which a command is told which periods and places.
void add_place_options(Command& command, reconcile::Question& question);

/// The civil day of Karachi.
std::string day_text(base::Micros at);

}  // namespace mizan::app
