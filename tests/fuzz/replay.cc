// Runs the inputs of a folder, or one file, through a fuzz target: a test of what fuzzers have
// found before, without a fuzzer.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::filesystem::path> files_of(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool replay(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> text(std::istreambuf_iterator<char>(in), {});
  if (!in) return false;
  // Of its own size, so that a read beyond the end is seen.
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  std::cout << path.filename().string() << std::endl;  // before it runs: it may be the last
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: replay FOLDER|FILE\n";
    return 2;
  }
  const auto files = files_of(argv[1]);
  const auto read = std::count_if(files.begin(), files.end(), replay);
  std::cout << read << " of " << files.size() << " inputs ran\n";
  return !files.empty() && read == static_cast<std::ptrdiff_t>(files.size()) ? 0 : 1;
}
