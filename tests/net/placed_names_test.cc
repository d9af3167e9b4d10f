#include "src/net/placed_names.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace urlfan::placed_names_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class PlacedNamesTest : public testing::Test {
 protected:
  std::vector<std::string> enter(const std::string& name,
                                 const std::string& addresses = "192.0.2.1") {
    TextList lines;
    entry_ = &names_.enter(name, addresses, lines);
    std::vector<std::string> all;
    for (const auto* each = lines.get(); each != nullptr; each = each->next) {
      all.emplace_back(each->data);
    }
    return all;
  }
  void leave() { names_.leave(*entry_); }

  PlacedNames names_;
  PlacedNames::Entry* entry_ = nullptr;
};

TEST_F(PlacedNamesTest, ANameIsPutInOnceForAllThatUseIt) {
  EXPECT_THAT(enter("a.test:80"), ElementsAre("a.test:80:192.0.2.1"));
  EXPECT_THAT(enter("a.test:80"), IsEmpty());
  EXPECT_THAT(enter("a.test:81"), ElementsAre("a.test:81:192.0.2.1"));
}

TEST_F(PlacedNamesTest, OtherAddressesTakeThePlaceOfTheFirst) {
  enter("a.test:80");
  EXPECT_THAT(enter("a.test:80", "192.0.2.2"), ElementsAre("a.test:80:192.0.2.2"));
}

TEST_F(PlacedNamesTest, WhatNobodyUsesIsTakenOutInTheEnd) {
  enter("used.test:80");
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) {
    const auto more = enter("h" + std::to_string(i) + ".test:80");
    lines.insert(lines.end(), more.begin(), more.end());
    leave();
  }
  EXPECT_THAT(lines, Contains("-h0.test:80"));
  EXPECT_THAT(lines, Not(Contains("-used.test:80")));
  EXPECT_THAT(enter("h0.test:80"), ElementsAre("h0.test:80:192.0.2.1")) << "it comes again";
}

TEST_F(PlacedNamesTest, WhatIsUsedAgainStays) {
  enter("a.test:80");
  leave();
  EXPECT_THAT(enter("a.test:80"), IsEmpty()) << "it was never out";
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) {
    const auto more = enter("h" + std::to_string(i) + ".test:80");
    lines.insert(lines.end(), more.begin(), more.end());
    leave();
  }
  EXPECT_THAT(lines, Not(Contains("-a.test:80")));
}

}  // namespace
}  // namespace urlfan::placed_names_test
