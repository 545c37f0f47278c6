#pragma once
#include <functional>
#include <memory>
#include <string>

#include "api/http.hpp"
#include "api/traffic.hpp"
#include "base/error.hpp"

namespace mizan::api {

class Routes;

/// What whoever watches over a hub asks it: whether it is there, whether it is ready, its metrics. From any
/// thread.
struct Watch {
  std::function<std::string()> not_ready = {};  ///< why not, in one word; "" if it is; empty: it is
  std::function<base::Result<std::string>()> metrics = {};  ///< their text; empty: none are given
  std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";
  std::shared_ptr<Traffic> traffic = {};  ///< counts what is answered; empty: nobody does
};

/// The answer to any request but for the feed. /healthz and /readyz are answered to everybody and say nothing
/// else; /metrics is admitted as all other pages are.
Response answer_of(const Watch& watch, Routes& routes, Request request);

}  // namespace mizan::api
