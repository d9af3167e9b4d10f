#include <cstddef>
#include <memory>
#include <utility>

#include "src/net/saved_body.h"
#include "urlfan/urlfan.h"

namespace urlfan {
namespace {

class VectorSource final : public Source {
 public:
  explicit VectorSource(std::vector<Request> requests) : requests_(std::move(requests)) {}

  std::variant<Request, Pending, Exhausted> next() override {
    if (next_ == requests_.size()) return Exhausted{};
    return std::move(requests_[next_++]);
  }

 private:
  std::vector<Request> requests_;
  std::size_t next_ = 0;
};

class VectorSink final : public Sink {
 public:
  explicit VectorSink(std::vector<Result>& results) : results_(results) {}
  void write(const Request& /*request*/, const Result& result) override {
    results_[result.index] = result;
  }
  void take(const Request& /*request*/, Result&& result) override {
    results_[result.index] = std::move(result);
  }
  void finish(const Summary& /*summary*/) override {}

 private:
  std::vector<Result>& results_;
};

}  // namespace

std::vector<Result> fetch_all(std::vector<Request> requests, const RunConfig& config,
                              const ClientConfig& transport_config) {
  std::vector<Result> results(requests.size());
  const SteadyClock clock;
  require_folder(config.save_dir);
  const auto transport = make_curl_transport(transport_config);
  Engine engine(transport_config, config, *transport, clock);
  VectorSource source(std::move(requests));
  VectorSink sink(results);
  engine.run(source, sink);
  return results;
}

}  // namespace urlfan
