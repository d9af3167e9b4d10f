# Policy, parsing and printing: no network, no sleep, no thread. Time is a FakeClock's.
set(unit_tests
  support/temporary_folder.cc
  base/charset_test.cc
  base/json_numbers_test.cc
  base/odd_url_test.cc
  base/scan_test.cc
  base/text_test.cc
  base/units_test.cc
  check/json_body_test.cc
  check/judge_test.cc
  check/pattern_test.cc
  cli/curl_command_test.cc
  cli/explain_test.cc
  cli/flags_test.cc
  cli/log_test.cc
  cli/narrator_test.cc
  cli/network_settings_test.cc
  cli/output_channel_test.cc
  cli/output_file_test.cc
  cli/outputs_test.cc
  cli/progress_line_test.cc
  cli/request_settings_test.cc
  cli/settings_test.cc
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
  core/names_test.cc
  core/rate_limiter_test.cc
  core/redirect_test.cc
  core/retry_test.cc
  core/scheduler_test.cc
  history/merge_test.cc
  history/result_reader_test.cc
  list/check_values_test.cc
  list/gunzip_test.cc
  list/json_line_test.cc
  list/line_buffer_test.cc
  list/line_parser_test.cc
  list/list_reader_test.cc
  list/message_values_test.cc
  list/status_set_test.cc
  list/variables_test.cc
  model/baseline_test.cc
  model/error_test.cc
  model/exit_code_test.cc
  model/origin_test.cc
  model/request_test.cc
  model/secrets_test.cc
  model/stats_test.cc
  net/easy_network_test.cc
  output/document_sink_test.cc
  output/failed_only_test.cc
  output/input_order_test.cc
  output/json_writer_test.cc
  output/ndjson_sink_test.cc
  output/request_json_test.cc
  output/result_json_test.cc
  output/summary_json_test.cc
  output/table_sink_test.cc
  report/github_report_test.cc
  report/junit_report_test.cc
  report/markdown_report_test.cc
  report/prometheus_report_test.cc
  report/tap_report_test.cc
  report/wording_test.cc
  url/target_test.cc)
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
  urlfan_cli urlfan_build ZLIB::ZLIB pugixml::pugixml)
