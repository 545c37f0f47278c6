#pragma once
#include <memory>
#include <string>

#include "adapter/host_services.hpp"
#include "adapter/library.hpp"
#include "adapter/source.hpp"

namespace mizan::adapter {

/// Makes an instance of the plugin in this process. `config` is one JSON object; `log` and `services` must
/// outlive the source, and so must `guard`. Where one of these is null, its extensions are not offered.
base::Result<std::unique_ptr<Source>> open_inline_source(Library library, const std::string& config,
                                                         SourceLog& log, HostServices* services = nullptr,
                                                         ItemGuard* guard = nullptr);

}  // namespace mizan::adapter
