#pragma once
#include <string>

#include "reconcile/sources.hpp"
#include "store/signatures.hpp"

namespace mizan::reconcile {

/// Which figures an office stands by.
struct SignOff {
  std::string period;
  std::string province;
  std::string district = {};  ///< empty: the whole province
  std::string holder;
  std::string office;
  std::string by;
};

/// Up to which change signed figures are told, and by which sources they are counted: the position of that
/// stage in the store.
struct ToldUntil {
  model::Sequence sequence = 0;
  std::uint64_t basis = 0;  ///< digest of Sources::basis()
};
base::Result<ToldUntil> told_until(const store::Store& store);
/// Within whatever transaction is open.
base::Result<> put_told_until(const store::Store& store, const ToldUntil& until);
ToldUntil now_told(model::Sequence sequence, const Sources& sources);

/// Counts the figures of the holder as they are now and puts the signature into the store, with its event, in
/// one transaction; works beside the process that writes. What is signed must be told up to now
/// (pipeline::tell_restated). kData: words that are none, a period that has not ended or that the holder's
/// data do not cover, or one that is signed already; kTransient: records came meanwhile, try again.
base::Result<store::Signature> sign(store::Store& store, const Sources& sources, const SignOff& what,
                                    base::Micros now);

/// Takes a signature back, likewise. kNotFound: there is none of that number; kData: it was withdrawn
/// already, or nobody says why.
base::Result<> withdraw(store::Store& store, std::int64_t signature, const std::string& by,
                        const std::string& why, base::Micros now);

/// True if the text of the figures is the one that the digest was made of.
bool is_unchanged(const store::Signature& signature);

}  // namespace mizan::reconcile
