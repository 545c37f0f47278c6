#pragma once
#include <mizan/abi/mizan_adapter.h>

#include "adapter/library.hpp"
#include "conformance/check.hpp"

namespace mizan::conformance {

/// What `look` finds of the plugin; skipped if it cannot be loaded, which is another check's finding.
template <class Look>
Outcome with_plugin(const Subject& subject, Look&& look) {
  const auto library = adapter::Library::open(subject.plugin);
  return library ? look(library->plugin()) : skipped("it cannot be loaded");
}

}  // namespace mizan::conformance
