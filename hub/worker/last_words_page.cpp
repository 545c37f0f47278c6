#include "worker/last_words_page.hpp"

#include <sys/mman.h>

#include "adapter/worker_process.hpp"

namespace mizan::worker {

adapter::LastWordsPage& last_words_page() {
  static auto* const page = [] {
    static adapter::LastWordsPage unread{};
    void* const shared = mmap(nullptr, sizeof(adapter::LastWordsPage), PROT_READ | PROT_WRITE, MAP_SHARED,
                              adapter::kWorkerLastWords, 0);
    return shared == MAP_FAILED ? &unread : static_cast<adapter::LastWordsPage*>(shared);
  }();
  return *page;
}

}  // namespace mizan::worker
