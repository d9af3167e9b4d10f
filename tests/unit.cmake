# Policy, parsing and printing: no network, no sleep, no thread. Time is a FakeClock's.
add_executable(urlfan_unit_tests
  support/temporary_folder.cc
  cli/explain_test.cc
  cli/flags_test.cc
  cli/log_test.cc
  cli/narrator_test.cc
  cli/output_file_test.cc
  cli/progress_line_test.cc
  cli/settings_test.cc
  core/checks_test.cc
  core/engine_flow_test.cc
  core/engine_limits_test.cc
  core/engine_names_test.cc
  core/engine_redirect_test.cc
  core/engine_stop_test.cc
  core/engine_test.cc
  core/error_test.cc
  core/exit_code_test.cc
  core/names_test.cc
  core/redirect_test.cc
  core/request_test.cc
  core/scheduler_test.cc
  core/stats_test.cc
  io/document_sink_test.cc
  io/failed_only_test.cc
  io/input_order_test.cc
  io/json_writer_test.cc
  io/line_buffer_test.cc
  io/line_parser_test.cc
  io/list_reader_test.cc
  io/ndjson_sink_test.cc
  io/result_json_test.cc
  io/status_set_test.cc
  io/summary_json_test.cc
  io/table_sink_test.cc
  io/text_test.cc
  io/units_test.cc)
target_link_libraries(urlfan_unit_tests PRIVATE
  urlfan_cli urlfan_io urlfan_core urlfan_net urlfan_build GTest::gmock_main)
gtest_discover_tests(urlfan_unit_tests DISCOVERY_TIMEOUT 60)
