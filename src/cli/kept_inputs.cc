#include "src/cli/kept_inputs.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <variant>

#include "src/cli/inputs.h"
#include "src/cli/output_channel.h"
#include "src/cli/repeatable_inputs.h"
#include "src/list/list_file.h"
#include "src/list/list_reader.h"
#include "src/model/line.h"

namespace urlfan {
namespace {

Descriptor copy_of(int fd) {
  Descriptor copy(fcntl(fd, F_DUPFD_CLOEXEC, 0));
  if (copy.get() < 0) throw OutputError("a copy of a list", errno);
  return copy;
}

bool is_once_only(const Input& input) {
  const auto* file = std::get_if<ListFile>(&input);
  return file != nullptr && (file->name() == "-" || !file->is_regular());
}

std::vector<Request> lines_of(std::vector<Input> inputs, const Settings& settings,
                              StopSignals& signals) {
  ListReader reader(std::move(inputs), settings.rules);
  std::vector<Request> lines;
  while (true) {
    auto next = reader.next();
    if (std::holds_alternative<Exhausted>(next)) break;
    if (std::holds_alternative<Pending>(next)) {
      wait_for_more(reader, signals);
      if (const int number = signals.caught(); number != 0) throw Stopped(number);
      continue;
    }
    Request& line = lines.emplace_back(std::get<Request>(std::move(next)));
    if (line.bad) throw UsageError(place_title(line.where) + ": " + line.bad->message);
  }
  return lines;
}

}  // namespace

std::vector<Request> KeptInputs::read(const Settings& settings, StopSignals& signals) {
  std::vector<Input> inputs;
  for (const auto& name : settings.inputs) {
    const auto kept = kept_.find(name);
    if (kept == kept_.end()) {
      auto opened = open_inputs({name});
      const bool once_only = is_once_only(opened.front());
      if (once_only && has_read_) {
        throw UsageError("cannot read the list " + name + " again: it is no regular file any more");
      }
      make_repeatable(opened, signals);
      if (once_only) {
        const int fd = std::get<ListFile>(opened.front()).fd();
        kept_.emplace(name, Kept{copy_of(fd), lseek(fd, 0, SEEK_CUR)});
      }
      inputs.push_back(std::move(opened.front()));
      continue;
    }
    if (lseek(kept->second.file.get(), kept->second.start, SEEK_SET) < 0) {
      throw OutputError("a copy of a list", errno);
    }
    inputs.emplace_back(ListFile(name, copy_of(kept->second.file.get())));
  }
  auto lines = lines_of(std::move(inputs), settings, signals);
  has_read_ = true;
  return lines;
}

}  // namespace urlfan
