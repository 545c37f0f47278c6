#pragma once
#include "worker/seccomp_filter.hpp"

namespace mizan::worker {

/// For an adapter that may start programs: processes, waiting for them, signals, and what interpreters such
/// as sh and python3 need. Files may be opened for writing only where another fence says which:
/// `files_fenced`. A program that tries more is refused, not ended: libraries try much in passing.
void allow_programs(Filter& filter, bool files_fenced);

/// A filter of its own, put up before: no signal reaches the hub, its process group, or everybody. 0 or
/// errno.
int shield_hub();

}  // namespace mizan::worker
