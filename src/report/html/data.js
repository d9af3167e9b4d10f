// The results in the page: base64 of a gzip of the run's ndjson. Of each line a small model is kept,
// and where its whole text stands; that is read again when somebody looks at it.

/** The host of a URL as it stands there, with its port. */
function hostOf(url) {
  const rest = (url || "").replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  return rest.split(/[/?#]/, 1)[0].replace(/^.*@/, "") || "(no host)";
}

/** What the lists, filters and pictures need of a result. */
function modelOf(result, offset, length) {
  const start = time(result.started_at);
  const first = result.history?.[0]?.started_at ?? result.redirects?.[0]?.started_at ??
    result.exchange_started_at;
  const exact = time(first) ?? start;
  const spent = result.elapsed_ms ?? result.timings_ms.total ?? 0;
  return {
    index: result.index,
    name: result.name,
    method: result.method || "",
    url: result.url || "",
    host: result.url ? hostOf(result.url) : "(no URL)",
    status: result.status,
    code: result.error ? result.error.code : null,
    message: result.error ? result.error.message : "",
    // In which is searched.
    text: `${result.url || ""} ${result.name || ""} ${result.error?.message || ""}`.toLowerCase(),
    ok: result.ok,
    attempts: result.attempts,
    flaky: result.flaky,
    baseline: result.baseline,
    idle: result.attempts === 0,
    queued: result.timings_ms.queued ?? 0,
    start: exact,
    end: exact === null ? null : exact + spent,
    spent: exact === null ? null : spent,
    total: result.status === null ? null : result.timings_ms.total,
    curl: null,
    offset,
    length,
  };
}

/** Everything that was read. */
class Results {
  constructor() {
    this.lines = [];
    this.summary = null;
    this.list = null;
    this.problem = "";
    this.blocks = [];
    this.blockEnds = [];
    this.size = 0;
  }

  /** Takes a whole record, which stands at `offset` of all bytes. */
  take(text, offset, length) {
    const record = JSON.parse(text);
    if (record.type === "result") this.lines.push(modelOf(record, offset, length));
    if (record.type === "summary") this.summary = record;
    if (record.type === "list") this.list = record;
    if (record.type === "curl" && this.lines.length > 0) {
      const last = this.lines[this.lines.length - 1];
      if (last.index === record.index) last.curl = record.command;
    }
  }

  keep(block) {
    this.blocks.push(block);
    this.size += block.length;
    this.blockEnds.push(this.size);
  }

  /** The whole result of a line. */
  whole(line) {
    const bytes = new Uint8Array(line.length);
    let block = this.blockEnds.findIndex(end => end > line.offset);
    for (let done = 0; done < line.length; ++block) {
      const begin = this.blockEnds[block] - this.blocks[block].length;
      const part = this.blocks[block].subarray(
        line.offset + done - begin, line.offset + line.length - begin);
      bytes.set(part, done);
      done += part.length;
    }
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  /** From when to when there is something, in milliseconds since 1970. */
  span() {
    let begin = time(this.summary?.started_at) ?? Infinity;
    let end = Number.isFinite(begin) ? begin + (this.summary.wall_ms || 0) : -Infinity;
    for (const line of this.lines) {
      if (line.start === null) continue;
      begin = Math.min(begin, line.start - line.queued);
      end = Math.max(end, line.end);
    }
    return Number.isFinite(begin) ? {begin, end: Math.max(end, begin + 0.001)} : {begin: 0, end: 1};
  }
}

/** The bytes of base64 text whose lines are whole in themselves. */
function* decoded(base64) {
  for (let at = 0; at < base64.length;) {
    const end = base64.indexOf("\n", at + (1 << 17));
    const piece = base64.slice(at, end < 0 ? base64.length : end);
    at = end < 0 ? base64.length : end + 1;
    const characters = piece.trim().split(/\s+/).map(atob).join("");
    const bytes = new Uint8Array(characters.length);
    for (let i = 0; i < characters.length; ++i) bytes[i] = characters.charCodeAt(i);
    yield bytes;
  }
}

function unpacked(base64) {
  const pieces = decoded(base64);
  return new ReadableStream({
    pull(controller) {
      const {value, done} = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  }).pipeThrough(new DecompressionStream("gzip"));
}

/** Takes bytes apart into records. */
class Records {
  constructor(results) {
    this.results = results;
    this.decoder = new TextDecoder();
    this.rest = [];
    this.start = 0;
    this.size = 0;
  }

  add(block) {
    let from = 0;
    for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, from)) {
      this.end(block.subarray(from, end));
      from = end + 1;
    }
    if (from < block.length) this.rest.push(block.subarray(from));
    this.size += block.length;
  }

  end(last) {
    const text = this.rest.map(part => this.decoder.decode(part, {stream: true})).join("") +
      this.decoder.decode(last);
    const length = this.rest.reduce((sum, part) => sum + part.length, last.length);
    this.rest = [];
    if (text) this.results.take(text, this.start, length);
    this.start += length + 1;
  }
}

/** Reads all that there is; what is missing or damaged is told in `problem`. */
async function readResults(base64, progress) {
  const results = new Results();
  if (typeof DecompressionStream === "undefined") {
    results.problem = "This browser cannot unpack the results: it has no DecompressionStream. " +
      "Use a newer one, or open the ndjson of the run.";
    return results;
  }
  const records = new Records(results);
  try {
    const reader = unpacked(base64).getReader();
    for (let told = 0; ;) {
      const {value, done} = await reader.read();
      if (done) break;
      results.keep(value);
      records.add(value);
      if (performance.now() - told > 200) {
        told = performance.now();
        progress(results.lines.length);
        await new Promise(resolve => setTimeout(resolve));
      }
    }
  } catch (error) {
    results.problem = "The file ends before the results do: what is here is not all.";
  }
  if (!results.problem && !results.summary) {
    results.problem = "The run left no summary: what is here may not be all.";
  }
  return results;
}
