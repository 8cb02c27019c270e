#include "app/standard_streams.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace plimsoll::app {

void fill_standard_descriptors() {
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(standard, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is this one: those below it are open by now.
    static_cast<void>(::open("/dev/null", standard == STDIN_FILENO ? O_RDONLY : O_WRONLY));
  }
}

void ignore_broken_pipes() { ::signal(SIGPIPE, SIG_IGN); }

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) != 0) std::clearerr(stdout);
}

}  // namespace plimsoll::app
