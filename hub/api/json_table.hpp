#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "access/field_paths.hpp"
#include "api/http.hpp"
#include "describe/parts.hpp"

namespace mizan::api {

/// A list of an answer in JSON as RFC 4180 CSV. The columns are what the description of the interface says of
/// its rows, whatever rows there are: a member of a member has its path with dots, a list of texts has ';'
/// between them, and what is neither is JSON text. `shown`: columns of other members are left out. The answer
/// must be JSON, with such a list.
std::string csv_of(const nlohmann::ordered_json& answer, const std::vector<std::string>& columns,
                   const std::string& list, const access::FieldPaths& shown);

/// An answer that was asked for as CSV (Response::table), made so; another one as it is.
Response tabled(Response response, const Request& request, const describe::Parts& parts,
                const access::FieldPaths& shown);

}  // namespace mizan::api
