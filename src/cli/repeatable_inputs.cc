#include "src/cli/repeatable_inputs.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>
#include <variant>

#include "src/base/descriptor.h"
#include "src/cli/output_file.h"
#include "src/cli/settings.h"

namespace urlfan {
namespace {

Descriptor temporary_file() {
  struct Close {
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): this is its owner
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(std::tmpfile());
  Descriptor copy(file ? fcntl(fileno(file.get()), F_DUPFD_CLOEXEC, 0) : -1);
  if (copy.get() < 0) throw OutputError("a temporary file", errno);
  return copy;
}

Descriptor copy_of(const ListFile& list, StopSignals& signals) {
  Descriptor copy = temporary_file();
  std::array<char, std::size_t{64} << 10U> block{};
  while (true) {
    std::array<pollfd, 2> ears{pollfd{list.fd(), POLLIN, 0}, pollfd{signals.wait_fd(), POLLIN, 0}};
    poll(ears.data(), ears.size(), -1);
    if (const int number = signals.caught(); number != 0) throw Stopped(number);
    const ssize_t got = ::read(list.fd(), block.data(), block.size());
    if (got == 0) break;
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got < 0) {
      throw UsageError("cannot read the list " + list.name() + ": " +
                       std::generic_category().message(errno));
    }
    const int error = write_all(copy.get(), block.data(), static_cast<std::size_t>(got));
    if (error != 0) throw OutputError("a temporary file", error);
  }
  if (lseek(copy.get(), 0, SEEK_SET) != 0) throw OutputError("a temporary file", errno);
  return copy;
}

}  // namespace

void make_repeatable(std::vector<Input>& inputs, StopSignals& signals) {
  for (auto& input : inputs) {
    const auto* file = std::get_if<ListFile>(&input);
    if (file == nullptr || file->is_regular()) continue;
    ListFile copy(file->name(), copy_of(*file, signals));
    input.emplace<ListFile>(std::move(copy));
  }
}

}  // namespace urlfan
