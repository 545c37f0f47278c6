/* An adapter that does what its settings name, {"do": "…", "at": n}, once it has emitted n records:
 * everything that a plugin must not be able to do to the hub. Built with BAD_AT_LOAD it crashes while it is
 * loaded. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <mizan/abi/mizan_adapter.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kHubSocket = 3, kRecords = 20 };

struct mizan_adapter {
  char what[64];
  long at;
};

static const mizan_host* hub;

static mizan_status fail(mizan_error* error, mizan_status code, const char* what) {
  snprintf(error->message, sizeof error->message, "%s: %s", what, strerror(errno));
  return code;
}

static void say(const char* text) {
  const mizan_str view = {text, strlen(text)};
  hub->log(hub, MIZAN_LOG_INFO, view);
}

static void send_all(const void* bytes, size_t size) {
  const char* next = bytes;
  while (size > 0) {
    const ssize_t sent = write(kHubSocket, next, size);
    if (sent > 0) next += sent, size -= (size_t)sent;
    if (sent < 0 && errno != EAGAIN) return;
  }
}

static void send_frame(uint32_t size, uint16_t type, uint16_t version) {
  struct {
    uint32_t size;
    uint16_t type, version;
  } header = {size, type, version};
  send_all(&header, sizeof header);
}

static void hang(void) {
  for (;;) pause();
}

/* Frames of records in the protocol's own form, without asking for credit. */
static void flood(void) {
  static char empty_text[1 << 20];
  for (int i = 0; i < 64; ++i) {
    send_frame(sizeof empty_text, 6, 1);
    send_all(empty_text, sizeof empty_text);
  }
}

static int overflow_stack(volatile int depth) {
  volatile char page[4096];
  page[0] = (char)depth;
  return overflow_stack(depth + 1) + page[0];
}

static void* nothing(void* argument) {
  return argument;
}

/* Takes memory until there is none; the bytes that it got. */
static size_t hoard(size_t most) {
  const size_t step = (size_t)64 << 20;
  size_t got = 0;
  for (; got < most; got += step) {
    char* block = malloc(step);
    if (block == NULL) break;
    block[0] = 1;
  }
  return got;
}

static mizan_status forbidden(const char* what, mizan_error* error) {
  char* const none[] = {NULL};
  if (strcmp(what, "open_passwd") == 0)
    return open("/etc/passwd", O_RDONLY) >= 0 ? MIZAN_OK : fail(error, MIZAN_E_AUTH, "/etc/passwd");
  if (strcmp(what, "write_file") == 0)
    return open("/tmp/mizan-bad-plugin", O_WRONLY | O_CREAT, 0600) >= 0 ? MIZAN_OK
                                                                        : fail(error, MIZAN_E_AUTH, "write");
  if (strcmp(what, "kill_hub") == 0)
    return kill(getppid(), SIGKILL) == 0 ? MIZAN_OK : fail(error, MIZAN_E_AUTH, "kill");
  if (strcmp(what, "hoard") == 0) {
    char text[64];
    const size_t got = hoard((size_t)10 << 30);
    snprintf(text, sizeof text, "got %zu MiB", got >> 20);
    errno = ENOMEM;
    return fail(error, MIZAN_E_TRANSIENT, text);
  }
  if (strcmp(what, "catch_sigsys") == 0)
    return signal(SIGSYS, SIG_IGN) != SIG_ERR ? MIZAN_OK : fail(error, MIZAN_E_AUTH, "signal");
  if (strcmp(what, "socket") == 0) return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? MIZAN_OK : MIZAN_E_AUTH;
  if (strcmp(what, "unix_socket") == 0) return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? MIZAN_OK : MIZAN_E_AUTH;
  if (strcmp(what, "exec") == 0) execve("/bin/true", none, none);
  if (strcmp(what, "system") == 0) return system("true") == 0 ? MIZAN_OK : MIZAN_E_AUTH;
  if (strcmp(what, "fork") == 0) {
    const pid_t child = fork();
    if (child == 0) hang();
    return child > 0 ? MIZAN_OK : fail(error, MIZAN_E_AUTH, "fork");
  }
  if (strcmp(what, "thread") == 0) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, &nothing, NULL) != 0) return fail(error, MIZAN_E_INTERNAL, "thread");
    pthread_join(thread, NULL);
  }
  return MIZAN_OK;
}

static mizan_status misbehave(const char* what, mizan_error* error) {
  if (strcmp(what, "segv") == 0) *(volatile int*)8 = 1;
  if (strcmp(what, "abort") == 0) abort();
  if (strcmp(what, "exit") == 0) _exit(0);
  if (strcmp(what, "overflow") == 0) return overflow_stack(0);
  if (strcmp(what, "hang") == 0) hang();
  if (strcmp(what, "spin") == 0)
    for (volatile int i = 0;; ++i) {
    }
  if (strcmp(what, "close") == 0) {
    shutdown(kHubSocket, SHUT_RDWR);
    close(kHubSocket);
    hang();
  }
  if (strcmp(what, "garbage") == 0) send_all("this is no frame at all, and never was", 38);
  if (strcmp(what, "huge_frame") == 0) send_frame(0xffffffffu, 5, 1);
  if (strcmp(what, "other_version") == 0) send_frame(0, 5, 2);
  if (strcmp(what, "half_frame") == 0) {
    send_frame(1000, 5, 1);
    _exit(0);
  }
  if (strcmp(what, "hello_again") == 0) send_frame(0, 1, 1);
  if (strcmp(what, "flood") == 0) flood();
  if (strcmp(what, "stdout") == 0) {
    puts("an adapter's own words");
    fflush(stdout);
  }
  if (strcmp(what, "locale") == 0) setlocale(LC_ALL, "ur_PK.UTF-8");
  if (strcmp(what, "chatter") == 0)
    for (int i = 0; i < 20000; ++i) say("still here\nand a second line");
  return forbidden(what, error);
}

static mizan_status create(const mizan_host* host, mizan_str config, mizan_adapter** out,
                           mizan_error* error) {
  char text[256] = "";
  mizan_adapter* made = calloc(1, sizeof *made);
  *out = NULL;
  hub = host;
  if (made == NULL || config.size >= sizeof text) return fail(error, MIZAN_E_CONFIG, "settings");
  memcpy(text, config.data, config.size);
  /* The keys come in any order. */
  const char* what = strstr(text, "\"do\":");
  const char* at = strstr(text, "\"at\":");
  if (at != NULL) made->at = atol(at + 5);
  if (what == NULL || sscanf(what + 5, " \"%63[a-z_]\"", made->what) < 1) {
    free(made);
    return fail(error, MIZAN_E_CONFIG, "settings");
  }
  if (made->at == -2) {
    const mizan_status status = misbehave(made->what, error);
    if (status != MIZAN_OK) {
      free(made);
      return status;
    }
  }
  *out = made;
  return MIZAN_OK;
}

static void destroy(mizan_adapter* adapter) {
  free(adapter);
}

static mizan_status check(mizan_adapter* adapter, const mizan_call* call, mizan_error* error) {
  (void)call;
  return adapter->at == -1 ? misbehave(adapter->what, error) : MIZAN_OK;
}

static mizan_status read_on(mizan_adapter* adapter, const mizan_call* call, mizan_str token,
                            const mizan_sink* sink, mizan_error* error) {
  long n = 0;
  char number[32] = "0";
  if (token.size > 0 && token.size < sizeof number) memcpy(number, token.data, token.size), n = atol(number);
  for (; n < kRecords; ++n) {
    mizan_record record = {MIZAN_KIND_CASE, MIZAN_UPSERT, 0, NULL, {NULL, 0}, 0, 0, {NULL, 0}};
    mizan_status status;
    if (n == adapter->at && (status = misbehave(adapter->what, error)) != MIZAN_OK) return status;
    if (strcmp(adapter->what, "deaf") != 0 && call->cancelled(call)) return MIZAN_E_CANCELLED;
    snprintf(number, sizeof number, "%ld", n + 1);
    record.key.data = number;
    record.key.size = strlen(number);
    status = sink->emit(sink, &record, 1);
    if (status == MIZAN_OK) status = sink->checkpoint(sink, record.key);
    if (status != MIZAN_OK && strcmp(adapter->what, "deaf") == 0) hang();
    if (status != MIZAN_OK) return status;
  }
  return MIZAN_OK;
}

#ifdef BAD_AT_LOAD
__attribute__((constructor)) static void at_load(void) {
  *(volatile int*)8 = 1;
}
#endif

const mizan_adapter_plugin mizan_adapter_v1 = {sizeof(mizan_adapter_plugin),
                                               MIZAN_ABI_MINOR,
                                               "bad",
                                               "1.0.0",
                                               "{}",
                                               1,
                                               0,
                                               &create,
                                               &destroy,
                                               &check,
                                               &read_on,
                                               NULL};
