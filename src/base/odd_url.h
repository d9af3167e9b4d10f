#ifndef URLFAN_BASE_ODD_URL_H_
#define URLFAN_BASE_ODD_URL_H_

#include <string>
#include <string_view>

namespace urlfan {

/// What looks as if it did not belong to this URL, for the end of the message of its failure:
/// punctuation of the text that it was cut out of, or &amp; of a page's source. Empty: nothing.
std::string what_looks_odd(std::string_view url);

}  // namespace urlfan

#endif  // URLFAN_BASE_ODD_URL_H_
