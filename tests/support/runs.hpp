#pragma once

namespace mizan::test {

/// How often a test repeats itself with other seeds: `everyday`; `thorough` where MIZAN_THOROUGH is set, as
/// `./dev test --thorough` does; or as many as MIZAN_RUNS says. Throws std::invalid_argument if that is no
/// number.
unsigned runs(unsigned everyday, unsigned thorough);

/// The first of those seeds: MIZAN_FIRST_SEED, by default 1.
unsigned first_seed();

/// How many of the sequences are sent to one hub: MIZAN_TOGETHER, or `otherwise`.
unsigned together(unsigned otherwise);

/// How many moments of each are looked at: MIZAN_MOMENTS, or `otherwise`.
unsigned moments(unsigned otherwise);

}  // namespace mizan::test
