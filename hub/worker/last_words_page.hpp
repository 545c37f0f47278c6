#pragma once
#include "adapter/last_words.hpp"

namespace mizan::worker {

/// The worker's side of its last words: the page that it shares with the hub, for as long as it runs. A page
/// of its own, which nobody reads, where the hub gave none. Called first before the sandbox is put up.
adapter::LastWordsPage& last_words_page();

}  // namespace mizan::worker
