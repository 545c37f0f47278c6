#pragma once
#include <string_view>

#include "api/http.hpp"

namespace mizan::api {

/// True if whoever sends that Accept-Encoding takes gzip (RFC 9110, 12.5.3).
bool takes_gzip(std::string_view accept_encoding);

/// The answer as gzip, where its client takes that and it is long enough to be worth it; else as it is. Says
/// in both cases what it hangs on (Vary), and of a packed one that its ETag is that of the same answer and
/// not of the same bytes.
Response packed(Response response, std::string_view accept_encoding);

}  // namespace mizan::api
