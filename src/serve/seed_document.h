#ifndef URLFAN_SERVE_SEED_DOCUMENT_H_
#define URLFAN_SERVE_SEED_DOCUMENT_H_

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "src/output/result_writer.h"

namespace urlfan {

/// The answer of the small endpoints that fan out with which many begin: for each URL what came,
/// whatever its status, or why nothing did, and how long all of it took, in seconds.
class SeedDocument final : public ResultWriter {
 public:
  /// `urls` as they were asked for, in the order of the results. `out` must outlive it.
  SeedDocument(std::vector<std::string> urls, std::ostream& out)
      : urls_(std::move(urls)), out_(out) {}

  void write(const Result& result) override;
  void finish(const Summary& summary) override;

 private:
  std::vector<std::string> urls_;
  std::ostream& out_;
  bool is_open_ = false;
};

}  // namespace urlfan

#endif  // URLFAN_SERVE_SEED_DOCUMENT_H_
