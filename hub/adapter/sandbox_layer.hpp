#pragma once
#include <string>

namespace mizan::adapter {

/// One layer of a worker's sandbox, as the worker reports it.
struct SandboxLayer {
  std::string name;      ///< "no new privileges", "limits", "landlock", "seccomp"
  bool applied = false;  ///< in force before anything of the plugin ran
  std::string detail;    ///< what is in force, or why it is not
};

}  // namespace mizan::adapter
