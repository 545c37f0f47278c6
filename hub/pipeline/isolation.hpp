#pragma once
#include <optional>
#include <string>
#include <vector>

#include "adapter/source.hpp"
#include "store/shared_store.hpp"

namespace mizan::pipeline {

/// The items of one source that end its adapter: counted from run to run, told to the adapter once they are
/// to be passed over. One run, one thread.
class Isolation {
 public:
  /// `start`: the run's source, and what reads it.
  Isolation(store::SharedStore& store, const store::RunStart& start) : store_(store), start_(start) {}

  /// Before a read from this token.
  base::Result<> begin(adapter::Source& source, std::string_view token);

  /// What a read came to.
  struct Finding {
    std::optional<std::string> lost_at;  ///< the checkpoint in the store, if the adapter's process ended
    std::optional<std::string> item;     ///< the adapter ended in it, and it is counted
    bool passed_over = false;            ///< often enough: every later read leaves it out
  };

  /// After the read, when all that it gave is in the store; `how` is its error.
  base::Result<Finding> end(const adapter::Source& source, const std::string& how);

 private:
  std::int64_t state_at(std::string_view token) const;

  store::SharedStore& store_;
  const store::RunStart& start_;
  std::size_t passed_over_ = 0;
  bool counts_ = false;  // deaths are noted of the state that the read began in
};

}  // namespace mizan::pipeline
