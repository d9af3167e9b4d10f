#include "src/serve/run_store.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "src/serve/database.h"

namespace urlfan {
namespace {

// Half of a result's place is its number in the run; see the tables.
constexpr int kNumberBits = 32;
constexpr std::uint64_t kMostNumber = (std::uint64_t{1} << kNumberBits) - 1;
// What is removed or moved at once, beside the number of results: each is a few milliseconds.
constexpr std::uint64_t kTrimBytes = 4 << 20;
constexpr std::int64_t kMovedPages = 1024;

constexpr std::uint64_t place_of(std::uint64_t run, std::uint64_t number) noexcept {
  return run << kNumberBits | number;
}

std::int64_t nanoseconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

WallTime wall_time(std::int64_t nanoseconds) {
  return WallTime(
      std::chrono::duration_cast<WallTime::duration>(std::chrono::nanoseconds(nanoseconds)));
}

std::optional<WallTime> optional_time(const Query& query, int column) {
  return query.is_null(column) ? std::optional<WallTime>() : wall_time(query.number(column));
}

RunState state_named(std::string_view name) {
  constexpr std::array states{RunState::queued, RunState::running, RunState::finished,
                              RunState::cancelled};
  const auto* found = std::find_if(states.begin(), states.end(),
                                   [&](RunState state) { return name == name_of(state); });
  return found == states.end() ? RunState::interrupted : *found;
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::optional<std::string>() : text;
}

std::logic_error unknown_id(std::string_view id) {
  return std::logic_error("nothing is known of " + std::string(id));
}

/// By a statement whose first parameter is the id of what must be there.
template <typename... Values>
void change_one(Database& database, Statement& statement, std::string_view id,
                const Values&... values) {
  Query(statement, id, values...).run();
  if (database.changes() == 0) throw unknown_id(id);
}

// How rows are read.

std::string select_runs(const std::string& which) {
  return "SELECT id, state, schedule, key, body_sha256,"
         " EXISTS (SELECT 1 FROM documents WHERE run = number),"
         " created_at_ns, started_at_ns, ended_at_ns, total, done, failed, exit_code, summary"
         " FROM runs " +
         which;
}

StoredRun run_of(const Query& row) {
  StoredRun run;
  int column = 0;
  run.id = row.text(column++);
  run.state = state_named(row.text(column++));
  run.schedule = row.text(column++);
  if (!row.is_null(column))
    run.key = {.key = row.text(column), .body_sha256 = row.text(column + 1)};
  column += 2;
  run.resumable = row.number(column++) != 0;
  run.created_at = wall_time(row.number(column++));
  run.started_at = optional_time(row, column++);
  run.ended_at = optional_time(row, column++);
  run.total = row.count(column++);
  run.done = row.count(column++);
  run.failed = row.count(column++);
  if (!row.is_null(column)) run.exit_code = static_cast<int>(row.number(column));
  run.summary = row.optional_text(++column);
  return run;
}

std::optional<StoredRun> one_run(Statement& statement, std::string_view of) {
  Query query(statement, of);
  return query.next() ? run_of(query) : std::optional<StoredRun>();
}

std::string select_schedules(const std::string& which) {
  return "SELECT id, every_ms, document, created_at_ns, next_due_ns, (SELECT id FROM runs"
         " WHERE schedule = schedules.id ORDER BY number DESC LIMIT 1) FROM schedules " +
         which;
}

StoredSchedule schedule_of(const Query& row) {
  return {.id = row.text(0),
          .every = std::chrono::milliseconds(row.number(1)),
          .document = row.text(2),
          .created_at = wall_time(row.number(3)),
          .next_due = wall_time(row.number(4)),
          .last_run = row.text(5)};
}

}  // namespace

/// All that is prepared. In the order in which it is used below.
struct RunStore::Statements {
  explicit Statements(Database& of) : database(of) {}

  Database& database;

  Statement interrupt{database,
                      "UPDATE runs SET state = 'interrupted', ended_at_ns = ?"
                      " WHERE state IN ('queued', 'running')"};
  Statement count_results{database, "SELECT coalesce(sum(done), 0) FROM runs"};
  Statement find_number{database, "SELECT number FROM runs WHERE id = ?"};

  Statement add_run{database,
                    "INSERT INTO runs (id, state, schedule, key, body_sha256, created_at_ns, total)"
                    " VALUES (?, 'queued', ?, ?, ?, ?, ?)"};
  Statement add_document{database,
                         "INSERT INTO documents SELECT number, ?2 FROM runs WHERE id = ?1"};
  Statement find_run{database, select_runs("WHERE id = ?")};
  Statement find_key{database, select_runs("WHERE key = ?")};
  Statement find_document{
      database, "SELECT json FROM documents WHERE run = (SELECT number FROM runs WHERE id = ?)"};
  Statement all_runs{database, select_runs("WHERE number < ? ORDER BY number DESC LIMIT ?")};
  Statement runs_of{database, select_runs("WHERE schedule = ? AND number < ?"
                                          " ORDER BY number DESC LIMIT ?")};
  Statement start_run{database,
                      "UPDATE runs SET state = 'running',"
                      " started_at_ns = coalesce(started_at_ns, ?2) WHERE id = ?1"};
  Statement end_run{database,
                    "UPDATE runs SET state = ?2, ended_at_ns = ?3, exit_code = ?4, summary = ?5"
                    " WHERE id = ?1"};
  Statement requeue_run{database,
                        "UPDATE runs SET state = 'queued', ended_at_ns = NULL, exit_code = NULL,"
                        " summary = NULL WHERE id = ?"};

  Statement count_done{database, "SELECT number, done FROM runs WHERE id = ?"};
  Statement add_result{database,
                       "INSERT INTO results (place, line, ok, size, json) VALUES (?, ?, ?, ?, ?)"};
  Statement count_more{database,
                       "UPDATE runs SET done = done + ?2, failed = failed + ?3 WHERE number = ?1"};
  Statement results{database,
                    "SELECT place, line, ok, size, json FROM results WHERE place BETWEEN ? AND ?"
                    " ORDER BY place LIMIT ?"};
  Statement lines{database, "SELECT line FROM results WHERE place BETWEEN ? AND ?"};

  Statement add_schedule{
      database,
      "INSERT INTO schedules (id, every_ms, document, created_at_ns, next_due_ns)"
      " VALUES (?, ?, ?, ?, ?)"};
  Statement find_schedule{database, select_schedules("WHERE id = ?")};
  Statement all_schedules{database, select_schedules("ORDER BY number")};
  Statement put_off{database, "UPDATE schedules SET next_due_ns = ?2 WHERE id = ?1"};
  Statement remove_schedule{database, "DELETE FROM schedules WHERE id = ?"};

  Statement leftover{database, "SELECT run, first, last FROM leftovers LIMIT 1"};
  Statement oldest{database,
                   "SELECT number, done, ended_at_ns FROM runs WHERE ended_at_ns IS NOT NULL"
                   " ORDER BY ended_at_ns LIMIT 1"};
  Statement leave_results{
      database,
      "INSERT INTO leftovers SELECT number, 1, done FROM runs WHERE number = ? AND done > 0"};
  Statement remove_document{database, "DELETE FROM documents WHERE run = ?"};
  Statement remove_run{database, "DELETE FROM runs WHERE number = ?"};
  Statement sizes{database,
                  "SELECT place, size FROM results WHERE place BETWEEN ? AND ?"
                  " ORDER BY place LIMIT ?"};
  Statement remove_results{database, "DELETE FROM results WHERE place BETWEEN ? AND ?"};
  Statement shorten_leftover{database, "UPDATE leftovers SET first = ?2 WHERE run = ?1"};
  Statement remove_leftover{database, "DELETE FROM leftovers WHERE run = ? AND first > last"};
};

RunStore::RunStore(const std::string& file, WallTime now)
    : file_(file), sql_(std::make_unique<Statements>(file_.database())) {
  Query(sql_->interrupt, nanoseconds(now)).run();
  Query sum(sql_->count_results);
  sum.next();
  results_kept_ = sum.count(0);
}

RunStore::~RunStore() = default;

/// 0: there is no such run.
std::uint64_t RunStore::number_of(std::string_view id) {
  Query query(sql_->find_number, id);
  return query.next() ? query.count(0) : 0;
}

// --- runs ---

void RunStore::add_run(const NewRun& run) {
  Transaction transaction(file_.database());
  const auto key = run.key ? run.key->key : std::optional<std::string>();
  const auto body = run.key ? run.key->body_sha256 : std::optional<std::string>();
  Query(sql_->add_run, run.id, unless_empty(run.schedule), key, body, nanoseconds(run.created_at),
        run.total)
      .run();
  if (run.document) Query(sql_->add_document, run.id, *run.document).run();
  if (run.next_due) put_off(run.schedule, *run.next_due);
  transaction.commit();
}

std::optional<StoredRun> RunStore::find_run(std::string_view id) {
  return one_run(sql_->find_run, id);
}

std::optional<StoredRun> RunStore::find_run_by_key(std::string_view key) {
  return one_run(sql_->find_key, key);
}

std::optional<std::string> RunStore::document_of(std::string_view id) {
  Query query(sql_->find_document, id);
  return query.next() ? query.text(0) : std::optional<std::string>();
}

std::vector<StoredRun> RunStore::runs(const RunQuery& query) {
  const auto before = query.before.empty()
                          ? static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())
                          : number_of(query.before);
  std::vector<StoredRun> found;
  const auto read = [&](Query&& rows) {
    while (rows.next()) found.push_back(run_of(rows));
  };
  if (query.schedule.empty()) {
    read(Query(sql_->all_runs, before, query.most));
  } else {
    read(Query(sql_->runs_of, query.schedule, before, query.most));
  }
  return found;
}

void RunStore::start_run(std::string_view id, WallTime now) {
  change_one(file_.database(), sql_->start_run, id, nanoseconds(now));
}

void RunStore::end_run(std::string_view id, const RunEnd& end) {
  change_one(file_.database(), sql_->end_run, id, name_of(end.state), nanoseconds(end.ended_at),
             end.exit_code, end.summary);
}

void RunStore::requeue_run(std::string_view id) {
  change_one(file_.database(), sql_->requeue_run, id);
}

// --- results ---

std::uint64_t RunStore::append(std::string_view id, std::span<const NewResult> results) {
  Transaction transaction(file_.database());
  std::uint64_t run = 0;
  std::uint64_t done = 0;
  {
    Query query(sql_->count_done, id);
    if (!query.next()) throw unknown_id(id);
    run = query.count(0);
    done = query.count(1);
  }
  if (results.size() > kMostNumber - done) throw std::logic_error("too many results of one run");
  std::uint64_t failed = 0;
  for (const auto& result : results) {
    Query(sql_->add_result, place_of(run, ++done), result.index, result.ok, result.json.size(),
          result.json)
        .run();
    if (!result.ok) ++failed;
  }
  Query(sql_->count_more, run, results.size(), failed).run();
  transaction.commit();
  results_kept_ += results.size();
  return done;
}

std::vector<StoredResult> RunStore::results(std::string_view id, const ResultQuery& query) {
  std::vector<StoredResult> found;
  const std::uint64_t run = number_of(id);
  if (run == 0 || query.after >= kMostNumber) return found;
  Query rows(sql_->results, place_of(run, query.after + 1), place_of(run, kMostNumber), query.most);
  std::size_t bytes = 0;
  while (rows.next()) {
    bytes += rows.count(3);
    if (bytes > query.most_bytes && !found.empty()) break;
    found.push_back({.number = rows.count(0) & kMostNumber,
                     .index = rows.count(1),
                     .ok = rows.number(2) != 0,
                     .json = rows.text(4)});
  }
  return found;
}

std::vector<std::uint64_t> RunStore::done_indices(std::string_view id) {
  const std::uint64_t run = number_of(id);
  std::vector<std::uint64_t> indices;
  Query rows(sql_->lines, place_of(run, 0), place_of(run, kMostNumber));
  while (rows.next()) indices.push_back(rows.count(0));
  std::sort(indices.begin(), indices.end());
  return indices;
}

// --- schedules ---

void RunStore::add_schedule(const NewSchedule& schedule) {
  Transaction transaction(file_.database(), Durability::machine);
  Query(sql_->add_schedule, schedule.id, schedule.every.count(), schedule.document,
        nanoseconds(schedule.created_at), nanoseconds(schedule.next_due))
      .run();
  transaction.commit();
}

std::optional<StoredSchedule> RunStore::find_schedule(std::string_view id) {
  Query query(sql_->find_schedule, id);
  return query.next() ? schedule_of(query) : std::optional<StoredSchedule>();
}

std::vector<StoredSchedule> RunStore::schedules() {
  std::vector<StoredSchedule> all;
  Query rows(sql_->all_schedules);
  while (rows.next()) all.push_back(schedule_of(rows));
  return all;
}

void RunStore::put_off(std::string_view id, WallTime next_due) {
  change_one(file_.database(), sql_->put_off, id, nanoseconds(next_due));
}

bool RunStore::remove_schedule(std::string_view id) {
  Transaction transaction(file_.database(), Durability::machine);
  Query(sql_->remove_schedule, id).run();
  const bool was_there = file_.database().changes() > 0;
  transaction.commit();
  return was_there;
}

// --- what is kept ---

/// How far a call of trim() has come.
struct RunStore::Trim {
  const Retention& retention;
  std::uint64_t results_left;
  std::uint64_t bytes_left;
  /// Of all runs, when it is committed.
  std::uint64_t kept;

  bool may_go_on() const noexcept { return results_left > 0 && bytes_left > 0; }
  void spend(std::uint64_t results, std::uint64_t bytes) noexcept {
    results_left -= std::min(results_left, results);
    bytes_left -= std::min(bytes_left, bytes);
  }
};

bool RunStore::trim(const Retention& retention, std::size_t most_results) {
  Trim trim{retention, most_results, kTrimBytes, results_kept_};
  bool more = true;
  {
    Transaction transaction(file_.database());
    while (more && trim.may_go_on()) more = remove_next(trim);
    transaction.commit();
  }
  results_kept_ = trim.kept;
  // Not before all is removed: what would be moved might be removed next.
  return more || shrink();
}

/// A part of what is removed already, or the run that is to be removed next; false: there is none.
bool RunStore::remove_next(Trim& trim) {
  if (remove_leftover(trim)) return true;
  std::uint64_t run = 0;
  {
    Query oldest(sql_->oldest);
    if (!oldest.next()) return false;
    const auto& [ended_before, most_results] = trim.retention;
    const bool too_old = ended_before && oldest.number(2) < nanoseconds(*ended_before);
    const bool too_many = most_results && trim.kept > *most_results;
    if (!too_old && !too_many) return false;
    run = oldest.count(0);
    trim.kept -= oldest.count(1);
  }
  Query(sql_->leave_results, run).run();
  Query(sql_->remove_document, run).run();
  Query(sql_->remove_run, run).run();
  trim.spend(1, 0);
  return true;
}

/// False: there is none.
bool RunStore::remove_leftover(Trim& trim) {
  std::uint64_t run = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  {
    Query leftover(sql_->leftover);
    if (!leftover.next()) return false;
    run = leftover.count(0);
    first = place_of(run, leftover.count(1));
    last = place_of(run, leftover.count(2));
  }
  std::uint64_t end = last;
  {
    Query sizes(sql_->sizes, first, last, trim.results_left);
    while (trim.may_go_on() && sizes.next()) {
      end = sizes.count(0);
      trim.spend(1, sizes.count(1));
    }
  }
  Query(sql_->remove_results, first, end).run();
  Query(sql_->shorten_leftover, run, (end & kMostNumber) + 1).run();
  Query(sql_->remove_leftover, run).run();
  return true;
}

/// Moves pages from the end of the file to where there is room, and cuts it; whether there is more.
bool RunStore::shrink() {
  auto& database = file_.database();
  const auto free_pages = database.number("PRAGMA freelist_count");
  if (free_pages == 0) return false;
  database.run(("PRAGMA incremental_vacuum(" + std::to_string(kMovedPages) + ")").c_str());
  if (free_pages > kMovedPages) return true;
  // Only what is written back from the -wal makes the file itself smaller.
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  return false;
}

}  // namespace urlfan
