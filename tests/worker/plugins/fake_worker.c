/* A worker that is none: sends the bytes of the file that it is told to load, then says nothing until the hub
 * hangs up. */
#include <fcntl.h>
#include <unistd.h>

int main(int count, char** words) {
  char bytes[65536];
  const int file = count > 1 ? open(words[1], O_RDONLY) : -1;
  ssize_t size;
  while ((size = read(file, bytes, sizeof bytes)) > 0) {
    for (ssize_t done = 0; done < size;) {
      const ssize_t sent = write(3, bytes + done, (size_t)(size - done));
      if (sent <= 0) return 0;
      done += sent;
    }
  }
  while (read(3, bytes, sizeof bytes) > 0) {
  }
  return 0;
}
