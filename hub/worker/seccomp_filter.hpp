#pragma once
#include <seccomp.h>

#include <cerrno>
#include <cstdint>
#include <memory>

namespace mizan::worker {

/// A comparison of one argument of a system call, counted from 0.
inline scmp_arg_cmp where(unsigned argument, scmp_compare how, scmp_datum_t value, scmp_datum_t masked = 0) {
  return {argument, how, value, masked};
}

/// Gathers rules until one of them fails. What no rule names gets the action it is made with.
class Filter {
 public:
  explicit Filter(std::uint32_t otherwise) : filter_(seccomp_init(otherwise), &seccomp_release) {
    if (!filter_) failed_ = ENOMEM;
  }

  template <class... Comparisons>
  void rule(std::uint32_t action, int call, Comparisons... comparisons) {
    if (failed_ == 0)
      failed_ = -seccomp_rule_add(filter_.get(), action, call, sizeof...(comparisons), comparisons...);
  }
  template <class... Comparisons>
  void allow(int call, Comparisons... comparisons) {
    rule(SCMP_ACT_ALLOW, call, comparisons...);
  }

  /// 0 or errno.
  int load() {
    if (failed_ == 0) failed_ = -seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_TSYNC, 1);
    if (failed_ == 0) failed_ = -seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
    return failed_ == 0 ? -seccomp_load(filter_.get()) : failed_;
  }

 private:
  std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter_;
  int failed_ = 0;
};

}  // namespace mizan::worker
