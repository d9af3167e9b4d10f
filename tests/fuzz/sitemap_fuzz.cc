// Sitemaps, indexes of them and RSS feeds, of anybody.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "src/model/line_problem.h"
#include "src/sitemap/sitemap.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using urlfan::require;
  const std::string_view text = urlfan::text_of(data, size);
  const auto lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  std::uint64_t last = 1;
  try {
    for (const auto& [url, line] : urlfan::parse_sitemap(text)) {
      require(!url.empty(), "a page has a URL");
      require(line >= last && line <= lines, "they come one after the other", url);
      last = line;
    }
  } catch (const urlfan::LineProblem& problem) {
    require(problem.why.find("expected") != problem.why.npos, "it says what was expected",
            problem.why);
  }
  return 0;
}
