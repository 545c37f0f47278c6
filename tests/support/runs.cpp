#include "support/runs.hpp"

#include <cstdlib>
#include <string>

namespace mizan::test {
namespace {

unsigned setting(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::stoul(text));
}

}  // namespace

unsigned runs(unsigned everyday, unsigned thorough) {
  return setting("MIZAN_RUNS", std::getenv("MIZAN_THOROUGH") == nullptr ? everyday : thorough);
}

unsigned together(unsigned otherwise) {
  return setting("MIZAN_TOGETHER", otherwise);
}

unsigned moments(unsigned otherwise) {
  return setting("MIZAN_MOMENTS", otherwise);
}

unsigned first_seed() {
  return setting("MIZAN_FIRST_SEED", 1);
}

}  // namespace mizan::test
