#ifndef URLFAN_CLI_CLI11_NAMES_H_
#define URLFAN_CLI_CLI11_NAMES_H_

// What headers say of CLI11, which takes a compiler seconds to read.

// NOLINTNEXTLINE(readability-identifier-naming): it is CLI11's name
namespace CLI {
class App;
class Option;
}  // namespace CLI

#endif  // URLFAN_CLI_CLI11_NAMES_H_
