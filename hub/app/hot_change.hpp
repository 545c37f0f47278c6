#pragma once
#include <optional>

#include "app/connection.hpp"
#include "registry/serving.hpp"

namespace mizan::app {

/// open_adapter() for a hub that serves. Where another build than the one that served a source so far would
/// be opened, the two are beside each other for a moment: the new one takes over, between two reads, if it
/// opens and its check() goes well; else the one that served goes on, and what was wrong is in the log, in
/// `mizan source list` and in `mizan status`. A build that was not taken is not tried again. A source that
/// pins its build gets that and no other.
base::Result<ConnectedAdapter> open_serving_adapter(const HubConfig& config, const SourceConfig& source,
                                                    const Meaning& meaning, adapter::SourceLog& log,
                                                    const base::Clock& clock);

/// What serves the source while a later build was not taken; nothing if there is none.
std::optional<registry::Serving> refused_change(const HubConfig& config, const SourceConfig& source);

}  // namespace mizan::app
