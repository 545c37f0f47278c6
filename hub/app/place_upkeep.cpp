#include "app/place_upkeep.hpp"

#include "normalize/identity.hpp"

namespace mizan::app {
namespace {

// As the source gave them, then by the tables of now.
store::Remaker reader_of(const Meaning& meaning, bool had_table) {
  auto resolver = std::make_shared<normalize::PlaceResolver>(normalize::place_rules(meaning.rules));
  return [resolver, had_table](store::Remade& remade) {
    resolver->take_back(remade.record, remade.findings, had_table);
    resolver->resolve(remade.record, remade.findings);
    if (auto identity = normalize::case_identity(remade.record))
      remade.fir_key = std::move(identity->fir_key);
  };
}

}  // namespace

base::Result<store::RemakeCount> renew_places(store::Store& store, model::SourceId source,
                                              const Meaning& meaning, base::Micros now) {
  store::Remaking remaking(store);
  MIZAN_ASSIGN(const auto basis, remaking.basis(source));
  if (basis == meaning.places_digest) return store::RemakeCount{};
  if (store.backfilling()) {
    // What a first load has brought so far was read by the tables of its beginning.
    MIZAN_ASSIGN(const auto newest, store.newest_change(source));
    if (newest == 0) MIZAN_TRY(remaking.set_basis(source, meaning.places_digest));
    return store::RemakeCount{};
  }
  return remaking.remake(source, meaning.places_digest, now, reader_of(meaning, !basis.empty()));
}

base::Result<store::RemakeCount> places_to_renew(store::Store& store, model::SourceId source,
                                                 const Meaning& meaning) {
  store::Remaking remaking(store);
  MIZAN_ASSIGN(const auto basis, remaking.basis(source));
  if (basis == meaning.places_digest) return store::RemakeCount{};
  return remaking.would_change(source, reader_of(meaning, !basis.empty()));
}

}  // namespace mizan::app
