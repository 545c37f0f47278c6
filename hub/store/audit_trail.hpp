#pragma once
#include <functional>

#include "audit/chain.hpp"
#include "store/store.hpp"

// The audit trail (hub/audit) in the store. Rows are only ever added, each in the transaction of what it
// tells of, where that is a change of the store: killed at any moment, there is both or neither, and no
// broken chain.
namespace mizan::store {

/// Adds an entry within the transaction that is open on `db`; its number is given here.
base::Result<> append_audit(const Database& db, audit::Entry entry);

/// The same in a transaction of its own; works beside the process that writes (OpenMode::kAside) and waits
/// for its transaction up to ten seconds.
base::Result<> append_audit(Store& store, const audit::Entry& entry);

/// Where the trail ends, as the store notes it beside the trail.
base::Result<audit::Head> audit_head(const Store& store);

/// An entry, and its digest as it is kept.
using AuditVisitor = std::function<base::Result<>(const audit::Entry& entry, std::string_view digest)>;

/// Every entry behind that number, in order. Stops at the first error of `visit`.
base::Result<> for_each_audit(const Store& store, std::int64_t behind, const AuditVisitor& visit);

/// Holds the whole trail against its digests, and its end against what the store notes and, with a number
/// above 0, against what was noted elsewhere before. kData: it was touched, and where.
base::Result<audit::Head> verify_audit(const Store& store, const audit::Head& noted);

}  // namespace mizan::store
