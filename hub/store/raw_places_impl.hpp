#pragma once
// Private to this folder: raw texts that no record leads to.
#include "base/error.hpp"

namespace mizan::store {

class Database;

/// Takes away every raw text that neither a record nor what one was before leads to: those of records that
/// went, and those that came with a record that was unchanged, which are kept beside the others of their
/// transaction. Reads all blocks. kStore: one is damaged, so it cannot be said what is in it. Within a
/// transaction.
base::Result<> blank_texts_of_no_record(const Database& db);

}  // namespace mizan::store
