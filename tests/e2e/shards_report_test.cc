// `urlfan report` over shards and over streams that were gone on with, held against one run over
// the whole list.

#include <gmock/gmock.h>

#include <cstddef>
#include <string>
#include <vector>

#include "tests/e2e/cli.h"
#include "tests/support/fault_server.h"
#include "tests/support/nginx.h"
#include "tests/support/temporary_folder.h"

namespace urlfan::shards_report_test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kShards = 3;

class ShardsReport : public testing::Test {
 protected:
  static bool is_unfinished(const Json& result) {
    return !result["ok"] && result["error"]["phase"] == "run";
  }

  static Json facts(std::size_t lines, const Json& shard) {
    return {
        {"digest", "00112233445566aa"}, {"lines", lines}, {"shard", shard}, {"shards", nullptr}};
  }

  static Json shard(std::size_t k, std::size_t n = kShards) {
    return {{"k", k}, {"n", n}, {"by", "line"}, {"hash", "sha256-64"}};
  }

  /// As the run with that summary would have written them.
  static std::string stream(const std::vector<Json>& results, Json summary) {
    std::string text;
    std::size_t ok = 0;
    for (const auto& result : results) {
      ok += result["ok"] ? 1 : 0;
      text += result.dump() + "\n";
    }
    summary["total"] = results.size();
    summary["ok"] = ok;
    return text + summary.dump() + "\n";
  }

  /// A whole run as a file, and the same in shards.
  std::string whole_file(const Json& document) const {
    Json summary = document["summary"];
    summary["list"] = facts(document["results"].size(), nullptr);
    return folder.write("whole.ndjson", stream(document["results"], summary));
  }

  std::vector<std::string> shard_files(const Json& document) const {
    std::vector<std::string> files;
    for (std::size_t k = 1; k <= kShards; ++k) {
      std::vector<Json> own;
      bool finished = true;
      for (const auto& result : document["results"]) {
        if (result["index"].get<std::size_t>() % kShards != k - 1) continue;
        finished = finished && !is_unfinished(result);
        own.insert(own.begin(), result);  // in whatever order they ended
      }
      Json summary = document["summary"];
      summary["list"] = facts(document["results"].size(), shard(k));
      if (finished && summary["exit_code"] != 5) {
        summary["stop"] = nullptr;
        summary["complete"] = true;
        summary["exit_code"] = 0;
      }
      const std::string file = folder.write("shard-" + std::to_string(k), stream(own, summary));
      files.insert(files.begin(), file);
    }
    return files;
  }

  static Outcome report(std::vector<std::string> files,
                        const std::vector<std::string>& options = {}) {
    files.insert(files.begin(), "report");
    files.insert(files.end(), options.begin(), options.end());
    return run_urlfan(files);
  }

  /// A run over lines that pass, fail a check, cannot be reached, and are bad.
  Json mixed() const {
    std::string lines;
    for (int i = 0; i < 4; ++i) {
      lines += nginx.url("/ok?" + std::to_string(i)) + " name=twice\n" + nginx.url("/status/404") +
               "\nbad line here\n" + server.url("/close") + " name=twice\n";
    }
    return run_urlfan({}, lines).document();
  }

  const Nginx nginx;
  const FaultServer server;
  TemporaryFolder folder;
};

TEST_F(ShardsReport, IsTheDocumentOfOneRunByteForByteInAllKinds) {
  const Json document = mixed();
  const auto outputs = [&](const std::vector<std::string>& files) {
    std::vector<std::string> options{"--format", "csv"};
    std::vector<std::string> reports;
    for (const char* kind : {"junit", "tap", "markdown", "prometheus", "csv", "ndjson", "json"}) {
      reports.push_back(folder.path(std::string(kind) + std::to_string(files.size())));
      options.insert(options.end(), {"--report", std::string(kind) + "=" + reports.back()});
    }
    std::vector<std::string> all{report(files, options).out};
    for (const auto& file : reports) {
      std::string text = read_file(file);
      // When each shard ran, which one run does not tell.
      const auto times = text.find(R"("shards":[)");
      if (times != std::string::npos)
        text.replace(times, text.find(']', times) + 1 - times, R"("shards":null)");
      all.push_back(std::move(text));
    }
    return all;
  };
  EXPECT_EQ(outputs(shard_files(document)), outputs({whole_file(document)}));
}

TEST_F(ShardsReport, ExitsAsOneRun) {
  const std::string ok = nginx.url("/ok") + "\n";
  const std::string lost = nginx.url("/status/404") + "\n";
  const std::string closed = server.url("/close") + "\n";
  const std::string hangs = server.url("/silent") + "\n";
  struct Case {
    int code;
    std::string lines;
    std::vector<std::string> options;
  };
  const std::vector<Case> cases{
      {0, ok + ok + ok + ok, {}},
      {1, ok + lost + closed + ok, {}},
      {2, ok + ok + "bad line here\n" + ok, {}},
      {3, ok + closed + "bad line here\n", {}},
      {4, ok + hangs + lost + ok, {"--deadline", "500ms"}},
      {5, ok + ok + lost, {"--report", "tap=/dev/full"}},
  };
  for (const auto& [code, lines, options] : cases) {
    const Outcome one = run_urlfan(options, lines);
    ASSERT_EQ(one.code, code);
    const Outcome all = report(shard_files(one.document()));
    EXPECT_EQ(all.code, code) << all.err;
    EXPECT_EQ(report({whole_file(one.document())}).code, code);
    const Json summary = all.document()["summary"];
    EXPECT_EQ(summary["input_complete"], true) << code;
    if (code == 5) continue;
    EXPECT_EQ(summary["stop"], one.document()["summary"]["stop"]) << code;
  }
}

TEST_F(ShardsReport, OfShardsOfWhichOneWasInterruptedIsInterrupted) {
  Json late =
      run_urlfan({"--deadline", "500ms"}, nginx.url("/ok") + "\n" + server.url("/silent") + "\n")
          .document();
  late["results"][1]["error"]["code"] = "cancelled";
  late["summary"]["stop"] = "SIGINT";
  late["summary"]["exit_code"] = 130;
  const Outcome all = report(shard_files(late));
  EXPECT_EQ(all.code, 130);
  EXPECT_EQ(all.document()["summary"]["stop"], "SIGINT");
}

TEST_F(ShardsReport, NamesAShardThatIsMissing) {
  auto files = shard_files(mixed());
  files.erase(files.begin() + 1);
  const Outcome told = report(files);
  EXPECT_EQ(told.code, 5);
  EXPECT_THAT(told.err, HasSubstr("urlfan: warning: shard 2 of 3 is missing\n"));
  EXPECT_EQ(told.document()["summary"]["stop"], "internal");
  EXPECT_EQ(told.document()["summary"]["input_complete"], false);
}

TEST_F(ShardsReport, NamesAFileThatBrokeOffUntilItsShardIsRunAgain) {
  auto files = shard_files(mixed());
  const std::string whole = read_file(files[0]);
  files.push_back(folder.write("again.ndjson", whole));
  files[0] = folder.write("cut.ndjson", whole.substr(0, whole.find('\n', whole.size() / 2) + 1));
  const Outcome again = report(files);
  EXPECT_EQ(again.code, 1) << again.err;
  EXPECT_THAT(again.err, Not(HasSubstr("no summary")));
  files.pop_back();
  const Outcome cut = report(files);
  EXPECT_EQ(cut.code, 5);
  EXPECT_THAT(cut.err, HasSubstr("cut.ndjson: no summary at its end"));
}

TEST_F(ShardsReport, RefusesWhatDoesNotBelongTogether) {
  const Json document = mixed();
  auto files = shard_files(document);
  Json summary = document["summary"];
  summary["list"] = facts(document["results"].size(), shard(2, 4));
  files.push_back(folder.write("of-four.ndjson", stream({}, summary)));
  const Outcome told = report(files);
  EXPECT_EQ(told.code, 2);
  EXPECT_EQ(told.out, "");
  EXPECT_THAT(told.err, HasSubstr("urlfan: error: "));
  EXPECT_THAT(told.err,
              HasSubstr("of-four.ndjson is shard 2 of 4 by line; expected shards of one"));
  files.back() = whole_file(document);
  EXPECT_THAT(report(files).err, HasSubstr("whole.ndjson is of no shard"));
}

TEST_F(ShardsReport, TheTableTellsHowEvenTheShardsWere) {
  EXPECT_THAT(report(shard_files(mixed()), {"--format", "table"}).out,
              HasSubstr(" 1.0 x the mean\n"));
}

TEST_F(ShardsReport, OfAStreamThatWasGoneOnWithTheLastResultOfALineCounts) {
  Json good =
      run_urlfan({}, nginx.url("/ok") + " name=a\n" + nginx.url("/ok") + " name=b\n").document();
  Json bad = good["results"][0];
  bad["ok"] = false;
  bad["error"] = run_urlfan({nginx.url("/status/404")}).document()["results"][0]["error"];
  Json record = facts(2, nullptr);
  record.update(
      {{"type", "list"}, {"schema", "urlfan/1"}, {"stride", 1}, {"checkpoints", Json::array()}});
  Json summary = good["summary"];
  summary["list"] = facts(2, nullptr);
  const std::string killed = record.dump() + "\n" + bad.dump() + "\n";
  const std::string rest = stream(good["results"], summary);
  const std::string file = folder.write("gone-on.ndjson", killed + record.dump() + "\n" + rest);
  const Outcome all = report({file});
  EXPECT_EQ(all.code, 0) << all.err;
  EXPECT_EQ(all.document()["results"], good["results"]);

  const auto verdict = [&](const std::string& baseline) {
    return run_urlfan({"--baseline", baseline}, nginx.url("/status/404") + " name=a\n").code;
  };
  EXPECT_EQ(verdict(file), 1) << "it had passed in the end, so its failure is new";
  EXPECT_EQ(verdict(folder.write("killed.ndjson", killed)), 0) << "it had failed";
}

}  // namespace
}  // namespace urlfan::shards_report_test
