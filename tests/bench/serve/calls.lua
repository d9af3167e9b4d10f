-- What wrk does to a server: wrk ... -s calls.lua URL -- BODY WANTED [TOKEN]
-- BODY is the file of the body to post, WANTED how many results of an answer must be good.
-- An answer with another count is wrong; the first is told on standard error. The last line of the
-- output is JSON.

local wanted
local threads = {}

wrong = 0  -- of a thread, which `done` asks for it

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  wanted = tonumber(args[2])
  wrk.headers["Content-Type"] = "application/json"
  if args[3] then wrk.headers["Authorization"] = "Bearer " .. args[3] end
end

local function good_results(body)
  local count, from = 0, 1
  while true do
    local _, last = body:find('"status": ?200%f[%D]', from)
    if not last then return count end
    count, from = count + 1, last + 1
  end
end

function response(status, headers, body)
  if status == 200 and good_results(body) == wanted then return end
  wrong = wrong + 1
  if wrong == 1 then io.stderr:write(status, " ", body:sub(1, 500), "\n") end
end

function done(summary, latency)
  local all_wrong = 0
  for _, thread in ipairs(threads) do all_wrong = all_wrong + thread:get("wrong") end
  local errors = summary.errors
  io.write(string.format(
    '{"calls": %d, "seconds": %.6f, "p50": %.6f, "p99": %.6f, "wrong": %d, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6,
    latency:percentile(99) / 1e6, all_wrong,
    errors.connect + errors.read + errors.write + errors.timeout))
end
