#include "api/parameters.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace mizan::api {

base::Result<> only(const Request& request, const std::set<std::string>& known) {
  for (const auto& [name, value] : request.query) {
    if (!known.contains(name))
      return base::Error{base::Code::kData, "there is no parameter \"" + name + "\" here"};
  }
  return {};
}

base::Result<> json_or_csv(const Request& request) {
  const auto format = request.get("format");
  if (format.empty() || format == "json" || format == "csv") return {};
  return base::Error{base::Code::kData, "format is json or csv"};
}

base::Result<std::optional<std::int64_t>> number_in(const Request& request, const std::string& name,
                                                    Bounds bounds) {
  const auto text = request.get(name);
  if (text.empty()) return std::optional<std::int64_t>();
  const auto number = base::parse_int(text);
  if (number && *number >= bounds.from && *number <= bounds.to) return number;
  return base::Error{base::Code::kData,
                     fmt::format("{} is a number from {} to {}", name, bounds.from, bounds.to)};
}

base::Result<std::int64_t> number_in(const Request& request, const std::string& name, Bounds bounds,
                                     std::int64_t otherwise) {
  MIZAN_ASSIGN(const auto number, number_in(request, name, bounds));
  return number.value_or(otherwise);
}

Selection selection_of(const Request& request) {
  return {request.path[2],         request.get("period"), request.get("from"),
          request.get("to"),       request.get("every"),  request.get("by"),
          request.get("province"), request.get("member"), request.get("version")};
}

base::Result<> refuse_too_many(std::size_t values) {
  if (values <= 50'000) return {};
  return base::Error{base::Code::kData,
                     "these are more than 50000 values: ask for fewer periods or one province"};
}

base::Error no_such_page() {
  return {base::Code::kNotFound, "there is no such page; /v1 lists what there is"};
}

}  // namespace mizan::api
