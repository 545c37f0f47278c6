#include <fmt/format.h>

#include "store/seal_guard_impl.hpp"

namespace mizan::store {

base::Result<std::vector<CasePart>> parts_where(const Database& db, const std::string& where,
                                                std::int64_t first) {
  std::vector<CasePart> parts;
  MIZAN_ASSIGN(auto rows, db.prepare("SELECT f.ref, f.source, s.name, f.key FROM case_ref AS f "
                                     "JOIN source AS s ON s.id = f.source " +
                                     where));
  if (first != 0) rows.bind(1, first);
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return parts;
    parts.push_back({rows.integer(0), rows.integer(1), std::string(rows.text(2)), std::string(rows.text(3))});
  }
}

base::Result<std::vector<CasePart>> sealed_parts(Store::Impl& impl) {
  MIZAN_ASSIGN(auto parts, parts_where(impl.db, "", 0));
  std::erase_if(parts, [&](const CasePart& part) {
    return impl.sealed->find(impl.sealed->of_case(part.source_name, part.key)) == 0;
  });
  return parts;
}

std::string SealGuard::of_case(std::string_view source, std::string_view key) const {
  return digest(fmt::format("case\n{}\n{}", source, key));
}

std::string SealGuard::of_fir(std::string_view fir_key) const {
  return digest(fmt::format("fir\n{}", fir_key));
}

std::int64_t SealGuard::find(const std::string& digest_of) const {
  const auto found = sealed.find(digest_of);
  return found == sealed.end() ? 0 : found->second;
}

}  // namespace mizan::store
