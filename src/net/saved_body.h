#ifndef URLFAN_NET_SAVED_BODY_H_
#define URLFAN_NET_SAVED_BODY_H_

#include <cstddef>
#include <string>

#include "urlfan/transport.h"

namespace urlfan {

/// A body on its way to disk. A loop writes it, then the coordinator has it; one thread at a time.
class SavedBody final : public BodyFile {
 public:
  /// Opens a temporary file. Throws std::system_error.
  explicit SavedBody(std::string folder);
  SavedBody(const SavedBody&) = delete;
  SavedBody& operator=(const SavedBody&) = delete;
  ~SavedBody() override;

  /// errno of what failed, else 0.
  int write(const char* data, std::size_t size) noexcept;
  /// The body is complete: the file needs no descriptor any more. errno, else 0.
  int close() noexcept;
  std::string keep(const std::string& sha256) override;

 private:
  std::string folder_;
  std::string temporary_;
  int fd_;
};

/// Makes the folder if it is not there. Throws ConfigError where files cannot be made.
void require_folder(const std::string& folder);

}  // namespace urlfan

#endif  // URLFAN_NET_SAVED_BODY_H_
