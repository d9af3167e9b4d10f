#include "src/sitemap/sitemap.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <pugixml.hpp>
#include <string>

#include "src/base/ascii.h"
#include "src/base/text.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

// An element or an attribute takes some 50 bytes of memory, and four of the text. The largest
// sitemap has 50,000 URLs (sitemaps.org), with five elements each and, per language, one with two
// attributes.
constexpr std::ptrdiff_t kMostParts = 4'000'000;

constexpr const char* kExpected = "; expected a sitemap, an index of sitemaps or an RSS feed";

/// Without the prefix of its namespace.
std::string_view name_of(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank_or_line_end(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank_or_line_end(text.back())) text.remove_suffix(1);
  return text;
}

/// Numbers of lines, for places that come one after the other.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  std::uint64_t at(std::ptrdiff_t offset) {
    const auto end =
        std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)), text_.size());
    if (end > seen_) {
      line_ += static_cast<std::uint64_t>(
          std::count(text_.begin() + static_cast<std::ptrdiff_t>(seen_),
                     text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
      seen_ = end;
    }
    return line_;
  }

 private:
  std::string_view text_;
  std::size_t seen_ = 0;
  std::uint64_t line_ = 1;
};

/// Of each `entry` below `parent`, what its element `link` says.
std::vector<ListedUrl> links_of(const pugi::xml_node& parent, std::string_view entry,
                                std::string_view link, Lines& lines) {
  std::vector<ListedUrl> listed;
  for (const auto& each : parent.children()) {
    if (name_of(each) != entry) continue;
    for (const auto& child : each.children()) {
      // An Atom link in RSS has its URL elsewhere.
      if (name_of(child) != link || trimmed(child.child_value()).empty()) continue;
      listed.push_back({std::string(trimmed(child.child_value())), lines.at(child.offset_debug())});
      break;
    }
  }
  return listed;
}

pugi::xml_node child_of(const pugi::xml_node& parent, std::string_view name) {
  return parent.find_child([name](const pugi::xml_node& child) { return name_of(child) == name; });
}

}  // namespace

std::vector<ListedUrl> parse_sitemap(std::string_view text) {
  const auto parts =
      std::count(text.begin(), text.end(), '<') + std::count(text.begin(), text.end(), '=');
  if (parts > kMostParts) {
    throw LineProblem{std::string("has more than 4,000,000 elements and attributes") + kExpected +
                      ", cut into several"};
  }
  Lines lines(text);
  pugi::xml_document document;
  // Entities of its own are not expanded, and a DOCTYPE is passed over.
  const auto parsed = document.load_buffer(text.data(), text.size());
  if (!parsed) {
    throw LineProblem{"is no sound XML at line " + std::to_string(lines.at(parsed.offset)) + ": " +
                      parsed.description() + kExpected};
  }
  const pugi::xml_node root = document.document_element();
  const auto name = name_of(root);
  if (name == "urlset") return links_of(root, "url", "loc", lines);
  if (name == "sitemapindex") return links_of(root, "sitemap", "loc", lines);
  if (name == "rss") return links_of(child_of(root, "channel"), "item", "link", lines);
  throw LineProblem{"is XML of another kind, <" + excerpt(root.name(), 40) + ">" + kExpected};
}

}  // namespace urlfan
