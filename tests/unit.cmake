# Policy, parsing and printing: no network, no sleep, no thread. Time is a FakeClock's.
set(unit_tests
  support/temporary_folder.cc
  cli/curl_command_test.cc
  cli/explain_test.cc
  cli/flags_test.cc
  cli/log_test.cc
  cli/merge_test.cc
  cli/narrator_test.cc
  cli/network_settings_test.cc
  cli/output_channel_test.cc
  cli/output_file_test.cc
  cli/outputs_test.cc
  cli/progress_line_test.cc
  cli/request_settings_test.cc
  cli/settings_test.cc
  check/json_body_test.cc
  check/judge_test.cc
  check/pattern_test.cc
  core/baseline_test.cc
  core/engine_budget_test.cc
  core/engine_checks_test.cc
  core/engine_flow_test.cc
  core/engine_limits_test.cc
  core/engine_message_test.cc
  core/engine_names_test.cc
  core/engine_rate_test.cc
  core/engine_redirect_test.cc
  core/engine_retry_test.cc
  core/engine_stop_test.cc
  core/engine_test.cc
  core/engine_wait_test.cc
  core/error_test.cc
  core/exit_code_test.cc
  core/names_test.cc
  core/pace_test.cc
  core/redirect_test.cc
  core/request_test.cc
  core/retry_test.cc
  core/scheduler_test.cc
  core/secrets_test.cc
  core/stats_test.cc
  io/check_values_test.cc
  io/document_sink_test.cc
  io/failed_only_test.cc
  io/gunzip_test.cc
  io/input_order_test.cc
  io/json_line_test.cc
  io/json_writer_test.cc
  io/line_buffer_test.cc
  io/line_parser_test.cc
  io/list_reader_test.cc
  io/message_values_test.cc
  io/ndjson_sink_test.cc
  io/request_json_test.cc
  io/result_json_test.cc
  io/result_reader_test.cc
  io/status_set_test.cc
  io/summary_json_test.cc
  io/table_sink_test.cc
  report/github_report_test.cc
  report/junit_report_test.cc
  report/markdown_report_test.cc
  report/prometheus_report_test.cc
  report/tap_report_test.cc
  report/wording_test.cc
  text/charset_test.cc
  text/json_numbers_test.cc
  text/odd_url_test.cc
  text/scan_test.cc
  text/text_test.cc
  io/variables_test.cc
  text/units_test.cc)
if(URLFAN_SANITIZE STREQUAL "thread")  # of use only to those that start one
  foreach(test IN LISTS unit_tests)
    file(STRINGS ${test} threads REGEX "#include <(thread|future|pthread\\.h)>")
    if(test MATCHES "_test\\.cc$" AND NOT threads)
      list(REMOVE_ITEM unit_tests ${test})
    endif()
  endforeach()
endif()
add_executable(urlfan_unit_tests ${unit_tests})
test_program(urlfan_unit_tests
  urlfan_cli urlfan_report urlfan_io urlfan_core urlfan_net urlfan_build ZLIB::ZLIB pugixml::pugixml)
