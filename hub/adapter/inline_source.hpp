#pragma once
#include <memory>
#include <string>

#include "adapter/library.hpp"
#include "adapter/source.hpp"

namespace mizan::adapter {

/// Makes an instance of the plugin in this process. `config` is one JSON object; `log` must outlive the
/// source.
base::Result<std::unique_ptr<Source>> open_inline_source(Library library, const std::string& config,
                                                         SourceLog& log);

}  // namespace mizan::adapter
