#include "src/net/placed_names.h"

namespace urlfan {
namespace {

// Taken out together, since the transfer that does it has to run at once.
constexpr std::size_t kUnused = 32;

}  // namespace

PlacedNames::Entry& PlacedNames::enter(std::string_view name_and_port, std::string_view addresses,
                                       TextList& lines) {
  const auto [found, is_new] = names_.try_emplace(std::string(name_and_port));
  Entry& entry = *found;
  ++entry.second.users;
  if (!is_new && entry.second.addresses == addresses) return entry;
  if (unused_.size() >= kUnused) take_out_unused(lines);
  entry.second.addresses = addresses;
  // Without a plus: such a one lasts until it is taken out.
  append(lines, entry.first + ":" + entry.second.addresses);
  return entry;
}

void PlacedNames::leave(Entry& entry) {
  if (--entry.second.users == 0) unused_.push_back(entry.first);
}

void PlacedNames::take_out_unused(TextList& lines) {
  for (const auto& name : std::exchange(unused_, {})) {
    const auto found = names_.find(name);
    if (found == names_.end() || found->second.users > 0) continue;
    append(lines, "-" + name);
    names_.erase(found);
  }
}

}  // namespace urlfan
