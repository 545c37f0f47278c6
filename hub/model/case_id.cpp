#include "model/case_id.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check_digits.hpp"
#include "base/text.hpp"

namespace mizan::model {
namespace {

std::string unfit_is_xx(std::string_view code) {
  const auto upper = base::to_upper(code);
  const bool fit = upper.size() >= 2 && upper.size() <= 4 &&
                   std::all_of(upper.begin(), upper.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return fit ? upper : "XX";
}

}  // namespace

std::string mint_case_id(std::string_view province_code, std::int64_t number) {
  const auto body = fmt::format("MZ-{}-{:07}", unfit_is_xx(province_code), std::max<std::int64_t>(number, 0));
  return fmt::format("{}-{}", body, base::check_digits(body));
}

std::optional<ParsedCaseId> parse_case_id(std::string_view text) {
  if (text.size() > 64) return std::nullopt;
  const auto upper = base::to_upper(base::trim(text));
  const auto parts = base::split(upper, '-');
  if (parts.size() != 4 || parts[0] != "MZ") return std::nullopt;
  const auto number = base::parse_int(parts[2]);
  if (!number || *number < 0) return std::nullopt;
  ParsedCaseId id{std::string(parts[1]), *number};
  // Minted ids have one spelling: what mints to another text was never minted.
  if (mint_case_id(id.province, id.number) != upper) return std::nullopt;
  return id;
}

}  // namespace mizan::model
