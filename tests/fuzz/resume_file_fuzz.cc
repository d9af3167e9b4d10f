// A file of --resume: whatever it holds, it is refused, or read twice alike, and
// only its end is ever cut off.

#include <spdlog/sinks/null_sink.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/base/descriptor.h"
#include "src/cli/resume_file.h"
#include "src/cli/settings.h"
#include "src/output/result_json.h"
#include "tests/fuzz/require.h"

namespace urlfan {
namespace {

constexpr std::uint64_t kLines = 3;

std::string path_of(const Descriptor& file) {
  return "/proc/self/fd/" + std::to_string(file.get());
}

Descriptor file_of(std::string_view text) {
  Descriptor file(memfd_create("resume", MFD_CLOEXEC));
  require(write_all(file.get(), text.data(), text.size()) == 0, "a file is written");
  return file;
}

std::string text_in(const Descriptor& file) {
  std::string text(static_cast<std::size_t>(lseek(file.get(), 0, SEEK_END)), '\0');
  const auto got = pread(file.get(), text.data(), text.size(), 0);
  require(got == static_cast<ssize_t>(text.size()), "a file is read");
  return text;
}

PartOfList list_of_three() {
  std::vector<Input> inputs;
  for (std::uint64_t i = 0; i < kLines; ++i) {
    inputs.emplace_back(UrlArgument{"http://a.test/" + std::to_string(i)});
  }
  LineRules rules;
  rules.parse_url = [](std::string_view url) -> std::variant<Target, Error> {
    Target target;
    target.url = url;
    return target;
  };
  PartOfList list(std::move(inputs), std::move(rules), Secrets());
  list.get_to_know([] {});
  return list;
}

/// What is kept, as JSON; empty: the file is refused.
std::optional<std::string> read(const Descriptor& file, PartOfList& list) {
  spdlog::logger log("urlfan", std::make_shared<spdlog::sinks::null_sink_st>());
  std::string kept;
  std::uint64_t count = 0;
  try {
    ResumeFile resume(path_of(file));
    resume.require_list(list);
    const auto lines = resume.read([](const Result& result) { return result.ok(); },
                                   [&](Result&& result) {
                                     require(result.index < kLines, "it is a line of the list");
                                     kept += to_json(result) + "\n";
                                     ++count;
                                   },
                                   [] {}, log);
    require(lines.size() == kLines && count <= kLines, "each line counts once");
  } catch (const UsageError&) {
    return {};
  }
  return kept;
}

void check(const std::string& text, PartOfList& list) {
  const Descriptor file = file_of(text);
  const auto kept = read(file, list);
  const std::string left = text_in(file);
  require(text.starts_with(left), "only the end is cut off", text);
  if (!kept) return;
  require(read(file, list) == kept, "read again, it is the same", text);
  require(text_in(file) == left, "and is left as it is", text);
}

}  // namespace
}  // namespace urlfan

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static urlfan::PartOfList list = urlfan::list_of_three();
  const std::string text(urlfan::text_of(data, size));
  urlfan::check(text, list);
  urlfan::check(to_json(*list.list(), list.outline()) + "\n" + text, list);
  return 0;
}
