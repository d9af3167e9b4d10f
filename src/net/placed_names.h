#ifndef URLFAN_NET_PLACED_NAMES_H_
#define URLFAN_NET_PLACED_NAMES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/net/curl_handles.h"

namespace urlfan {

/// What was put into the cache of names of one multi, by CURLOPT_RESOLVE: for as long as somebody
/// may need it, for libcurl would look the name up by itself otherwise, and not much longer, for
/// libcurl walks that cache. The loop's thread alone.
class PlacedNames {
 private:
  struct Facts {
    std::size_t users = 0;
    std::string addresses;
  };
  using Table = std::unordered_map<std::string, Facts>;

 public:
  using Entry = Table::value_type;

  /// One user more of "name:port". `lines` receives what has to be put in or taken out for that;
  /// they must reach libcurl before the next call. Good until it is left.
  Entry& enter(std::string_view name_and_port, std::string_view addresses, TextList& lines);
  void leave(Entry& entry);

  /// Whether this is the first time: what never changes is put in once.
  bool first_time() noexcept { return !std::exchange(has_fixed_, true); }

 private:
  void take_out_unused(TextList& lines);

  Table names_;
  /// Had no users at some time since they were last taken out.
  std::vector<std::string> unused_;
  bool has_fixed_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_NET_PLACED_NAMES_H_
