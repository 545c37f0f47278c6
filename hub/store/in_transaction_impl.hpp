#pragma once
// Private to this folder: a transaction that changes records, and the row that says which it changed.
#include <algorithm>

#include "store/store_impl.hpp"

namespace mizan::store {

/// Notes the changes made since `before` as one batch.
inline base::Result<> put_batch_row(Store::Impl& impl, model::Sequence before, base::Micros at, RunId run) {
  if (impl.head == before) return {};
  MIZAN_ASSIGN(auto* insert, impl.statement("INSERT INTO batch VALUES (?1, ?2, ?3, ?4)"));
  return insert->bind(1, before + 1).bind(2, impl.head).bind(3, at).bind(4, run.value).run();
}

/// Runs `body` in a transaction; after a failure the object is as it was before.
template <class T, class F>
base::Result<T> in_transaction(Store::Impl& impl, F&& body) {
  const auto head = impl.head;
  const auto undo = [&] {
    impl.head = head;
    std::fill(impl.ref_cache.begin(), impl.ref_cache.end(), Store::Impl::CachedRef{});
  };
  MIZAN_ASSIGN(auto transaction, Transaction::begin(impl.db));
  base::Result<T> result = body();
  if (!result) {
    undo();
    return result;
  }
  if (auto committed = transaction.commit(); !committed) {
    undo();
    return committed.error();
  }
  return result;
}

}  // namespace mizan::store
