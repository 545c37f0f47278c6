int mizan_absent(void) {
  return 1;
}
