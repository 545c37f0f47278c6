/* The flaw of one plugin; the adapter itself is compiled once for most of them. */
#include "flaws.h"

const int mizan_flaw = FLAW;
