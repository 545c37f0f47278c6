#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/store.hpp"

// Who signed which figures of a reconciliation, and what became of them. Rows are added and never changed: a
// withdrawal is a row of its own, and so is each restatement of a signed figure.
namespace mizan::store {

/// That a signature no longer holds.
struct Withdrawal {
  base::Micros at = 0;
  std::string by;
  std::string why;
};

/// A holder's office stands by its figures of a period.
struct Signature {
  std::int64_t id = 0;  ///< given by the store
  base::Micros at = 0;
  std::string period;
  std::string province;
  std::string district;  ///< empty: the whole province
  std::string holder;
  std::string office;
  std::string by;
  std::string figures;  ///< JSON, as signed
  std::string digest;   ///< SHA-256 of that text, hexadecimal
  std::optional<Withdrawal> withdrawn = std::nullopt;
};

/// A signed figure is another from then on.
struct Restatement {
  std::int64_t signature = 0;
  std::string stage;
  base::Micros at = 0;
  std::int64_t was = 0;
  std::int64_t now = 0;
  std::string movers;  ///< JSON: the records that moved it
};

/// By number, those that were withdrawn among them.
base::Result<std::vector<Signature>> signatures(const Store& store);
/// Whether any holds. Costs a lookup, whatever the store holds.
base::Result<bool> any_signature_holds(const Store& store);
/// In the order in which they were told; of one signature, or of all (0).
base::Result<std::vector<Restatement>> restatements(const Store& store, std::int64_t signature = 0);

/// Within whatever transaction is open. Gives the number.
base::Result<std::int64_t> put_signature(const Store& store, const Signature& signature);
base::Result<> put_withdrawal(const Store& store, std::int64_t signature, const Withdrawal& withdrawal);
base::Result<> put_restatement(const Store& store, const Restatement& restatement);

}  // namespace mizan::store
