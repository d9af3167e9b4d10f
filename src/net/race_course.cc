#include "src/net/race_course.h"

#include "src/net/address_race.h"

namespace urlfan {
namespace {

// Names whose first address is dead are few; what is forgotten costs a quarter of a second.
constexpr std::size_t kFavourites = 4096;

}  // namespace

void RaceCourse::call_later(AddressRace& race, TimePoint now) {
  calls_.push_back({now + kNextAddressAfter, &race, race.number()});
}

void RaceCourse::call_due(TimePoint now) {
  while (!calls_.empty() && calls_.front().at <= now) {
    const Call call = calls_.front();
    calls_.pop_front();
    if (call.race->number() == call.number) call.race->on_time(now);
  }
}

std::optional<TimePoint> RaceCourse::due() {
  while (!calls_.empty() && calls_.front().race->number() != calls_.front().number) {
    calls_.pop_front();
  }
  if (calls_.empty()) return {};
  return calls_.front().at;
}

const Address* RaceCourse::favourite(std::string_view name) const {
  if (favourites_.empty()) return nullptr;
  const auto found = favourites_.find(std::string(name));
  return found == favourites_.end() ? nullptr : &found->second;
}

void RaceCourse::set_favourite(std::string_view name, const Address& address) {
  if (favourites_.size() >= kFavourites) favourites_.clear();
  favourites_.insert_or_assign(std::string(name), address);
}

}  // namespace urlfan
