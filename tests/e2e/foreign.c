// A shared library that is no plugin.
int mizan_is_not_here(void) {
  return 0;
}
