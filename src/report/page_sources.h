#ifndef URLFAN_REPORT_PAGE_SOURCES_H_
#define URLFAN_REPORT_PAGE_SOURCES_H_

#include <string_view>

namespace urlfan {

/// The page of --report html, with a comment where each of its parts goes.
std::string_view page_skeleton() noexcept;
std::string_view page_style() noexcept;
std::string_view page_script() noexcept;

}  // namespace urlfan

#endif  // URLFAN_REPORT_PAGE_SOURCES_H_
