#include "store/due_memory.hpp"

#include "store/schema.hpp"

namespace mizan::store {
namespace {

constexpr std::string_view kBasis = "due_basis";

Statement& bind_name(Statement& statement, const DueMark& mark) {
  return statement.bind(1, mark.id.value)
      .bind(2, std::int64_t{mark.kind})
      .bind(3, std::int64_t{mark.last.value})
      .bind(4, std::int64_t{mark.nth});
}

}  // namespace

base::Result<DueMemory> DueMemory::open(Store& store) {
  const auto& db = store.database();
  MIZAN_ASSIGN(auto find,
               db.prepare("SELECT told FROM due_told WHERE linked_case = ?1 AND kind = ?2 AND last "
                          "= ?3 AND nth = ?4"));
  MIZAN_ASSIGN(auto put, db.prepare("INSERT OR REPLACE INTO due_told VALUES (?1, ?2, ?3, ?4, ?5)"));
  return DueMemory(store, std::move(find), std::move(put));
}

base::Result<std::int32_t> DueMemory::told(const DueMark& mark) {
  const ResetGuard guard(find_);
  MIZAN_ASSIGN(const bool row, bind_name(find_, mark).step());
  return row ? static_cast<std::int32_t>(find_.integer(0)) : 0;
}

base::Result<> DueMemory::note(const DueMark& mark) {
  return bind_name(put_, mark).bind(5, std::int64_t{mark.told}).run();
}

base::Result<std::string> DueMemory::basis() const {
  return setting(store_->database(), kBasis);
}

base::Result<> DueMemory::set_basis(std::string_view basis) {
  return put_setting(store_->database(), kBasis, basis);
}

}  // namespace mizan::store
