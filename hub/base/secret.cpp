#include "base/secret.hpp"

#include <string.h>

namespace mizan::base {

Secret::~Secret() {
  if (!bytes_.empty()) explicit_bzero(bytes_.data(), bytes_.size());
}

}  // namespace mizan::base
