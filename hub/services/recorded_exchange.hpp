#pragma once
#include <string>
#include <string_view>

#include "services/redactor.hpp"
#include "services/transport.hpp"

namespace mizan::services {

/// One exchange as the text of a file: JSON, for people to read too.
std::string write_exchange(const WireRequest& request, const Try& tried, const Redactor& redactor);

/// What a replay finds a request by.
std::string exchange_key(std::string_view method, std::string_view url, std::string_view body);

struct Exchange {
  std::string key;
  Try tried;
};

/// kConfig: no such file.
base::Result<Exchange> read_exchange(std::string_view text);

}  // namespace mizan::services
