#ifndef URLFAN_SITEMAP_SITEMAP_H_
#define URLFAN_SITEMAP_SITEMAP_H_

#include <string_view>
#include <vector>

#include "src/list/line_parser.h"

namespace urlfan {

/// What a sitemap lists (sitemaps.org), or an RSS 2.0 feed: the URLs of its pages; of an index of
/// sitemaps, their own. They come in their order and as they are, be they no URLs at all: whoever
/// wrote that may be anybody. Nothing outside of the text is read for it. Throws LineProblem for
/// what is none of these, or has so many parts that they would take more memory than it is worth.
std::vector<ListedUrl> parse_sitemap(std::string_view text);

}  // namespace urlfan

#endif  // URLFAN_SITEMAP_SITEMAP_H_
