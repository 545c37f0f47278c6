#pragma once
/* Linked into a test program, it takes the place of the C library's calls that change a file, for the program
 * and all libraries that it loads, and counts them. Any thread. */
#ifdef __cplusplus
extern "C" {
#endif

/* From now on counts from 0. The call of this number (the first is 1) is done by half: of a write the first
 * half of its bytes, of any other call nothing. It is the process's last: it ends as by kill -9. 0: none is.
 */
void crash_point_set(long call);

/* Calls since then. */
long crash_point_calls(void);

#ifdef __cplusplus
}
#endif
