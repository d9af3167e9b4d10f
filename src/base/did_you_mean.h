#ifndef URLFAN_BASE_DID_YOU_MEAN_H_
#define URLFAN_BASE_DID_YOU_MEAN_H_

#include <span>
#include <string>
#include <string_view>

namespace urlfan {

/// The one of `known` that somebody who wrote `unknown` may have meant: a third of its characters
/// is otherwise at most, and no more than three; two that changed places are one, and case does not
/// count. The first of the nearest; empty when none is near.
std::string did_you_mean(std::string_view unknown, std::span<const std::string_view> known);

/// That as the start of what is expected instead: "did you mean status? "; empty when none is near.
std::string suggestion(std::string_view unknown, std::span<const std::string_view> known);

}  // namespace urlfan

#endif  // URLFAN_BASE_DID_YOU_MEAN_H_
