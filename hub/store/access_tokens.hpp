#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/entry.hpp"
#include "store/store.hpp"

// Tokens by which the API knows who asks. What a role or a scope means is not known here.
namespace mizan::store {

struct TokenRow {
  std::string id;      ///< in the token itself; by it the row is found
  std::string name;    ///< whose it is; of those that hold, one has a name
  std::string digest;  ///< SHA-256 of the token's text, 32 bytes; the text is kept nowhere
  std::string role;
  std::string scope;  ///< JSON
  base::Micros issued_at = 0;
  std::string issued_by;
  base::Micros expires_at = 0;
  base::Micros revoked_at = 0;  ///< 0: it is not
  std::string revoked_by = {};
};

/// kConfig: a token of that name holds at `row.issued_at`.
/// `told` goes into the audit trail with it.
base::Result<> add_token(Store& store, const TokenRow& row, const audit::Entry& told);

base::Result<std::optional<TokenRow>> find_token(const Store& store, std::string_view id);

/// All, the newest first.
base::Result<std::vector<TokenRow>> tokens(const Store& store);

/// By name or id: every token of that name that is not revoked. kNotFound: there is none.
base::Result<> revoke_token(Store& store, std::string_view which, base::Micros at, std::string_view by,
                            const audit::Entry& told);

/// What is revoked in one store is revoked in the other too, where that has the token: it is an earlier state
/// of the first. Gives how many of those that held. One transaction of `to`.
base::Result<std::int64_t> carry_revocations(const Store& from, Store& to);

}  // namespace mizan::store
