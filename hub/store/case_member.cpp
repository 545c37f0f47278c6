#include "store/case_member_impl.hpp"

namespace mizan::store {

base::Result<std::optional<Member>> read_member(Store::Impl& impl, std::int64_t ref) {
  MIZAN_ASSIGN(auto* query,
               impl.statement("SELECT f.source, c.linked_case, iif(k.ref IS NULL, l.fir_key, k.own_fir), "
                              "coalesce(k.reason, '') FROM rec_case AS c JOIN case_ref AS f USING (ref) JOIN "
                              "linked_case AS l ON l.id = c.linked_case LEFT JOIN case_link AS k USING (ref) "
                              "WHERE c.ref = ?1"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, ref).step());
  if (!row) return std::optional<Member>();
  Member found{ref, query->integer(0), query->integer(1), std::nullopt, std::string(query->text(3))};
  if (!query->is_null(2)) found.own_fir = std::string(query->text(2));
  return std::optional(std::move(found));
}

}  // namespace mizan::store
