// All lines of the run on one axis, and a brush that chooses a part of its time.

/** Lines by their time: `changed(from, to)` is called with milliseconds from the begin, or with
 * two empty texts for all of it. */
class Overview {
  constructor(place, changed) {
    this.changed = changed;
    this.canvas = el("canvas", {"aria-hidden": "true"});
    this.shade = el("div", {class: "brush", hidden: true});
    this.axis = el("div", {class: "axis", "aria-hidden": "true"});
    this.handles = ["from", "to"].map(end => el("input", {type: "range", min: 0, max: 1000, step: 1,
      value: end === "from" ? 0 : 1000, "aria-label": `Time shown ${end}`,
      oninput: () => this.moved()}));
    this.frame = el("div", {class: "frame"}, this.canvas, this.shade);
    place.append(this.frame, this.axis, el("div", {class: "handles"}, this.handles));
    this.frame.addEventListener("pointerdown", event => this.drag(event));
    this.frame.addEventListener("dblclick", () => this.tell(0, 1000));
  }

  /** Draws these lines, of which `seen` are chosen. */
  draw(lines, seen, span, view) {
    this.span = span;
    const length = span.end - span.begin;
    const at = text => text === "" ? null : Math.round(Number(text) / length * 1000);
    this.handles[0].value = at(view.from) ?? 0;
    this.handles[1].value = at(view.to) ?? 1000;
    for (const [handle, text] of [[this.handles[0], view.from || 0], [this.handles[1], view.to || length]]) {
      handle.setAttribute("aria-valuetext", duration(Number(text)));
    }
    this.place(view.from === "" && view.to === "");
    this.axis.replaceChildren(...ticks(0, length, 8).map(value => {
      const mark = el("span", {}, duration(value));
      mark.style.left = `${value / length * 100}%`;
      return mark;
    }));
    this.paint(lines, seen, length);
  }

  paint(lines, seen, length) {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.max(this.frame.clientWidth, 100);
    const height = 64;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    // A variable is what stands in the style; a colour is what it comes to.
    const color = name => {
      this.frame.style.color = `var(${name})`;
      return getComputedStyle(this.frame).color;
    };
    const started = lines.filter(line => line.start !== null);
    for (const line of lines) line.seen = false;
    for (const line of seen) line.seen = true;
    const row = height / Math.max(started.length, 1);
    const draw = (filter, fill, least) => {
      context.fillStyle = fill;
      started.forEach((line, i) => {
        if (!filter(line)) return;
        const x = (line.start - this.span.begin) / length * width;
        context.fillRect(x, i * row, Math.max(line.spent / length * width, least), Math.max(row, 1));
      });
    };
    draw(line => !line.seen, color("--faint"), 0.5);
    draw(line => line.seen && line.ok, color("--fine"), 0.75);
    draw(line => line.seen && !line.ok, color("--bad"), 2);
  }

  place(all) {
    const [from, to] = this.handles.map(handle => Number(handle.value) / 10);
    this.shade.hidden = all;
    this.shade.style.left = `${Math.min(from, to)}%`;
    this.shade.style.width = `${Math.abs(to - from)}%`;
  }

  moved() {
    const [from, to] = this.handles.map(handle => Number(handle.value));
    this.tell(Math.min(from, to), Math.max(from, to));
  }

  /** Of a thousand. */
  tell(from, to) {
    const length = this.span.end - this.span.begin;
    const text = share => String(Number((share / 1000 * length).toFixed(3)));
    if (from <= 0 && to >= 1000) this.changed("", "");
    else this.changed(text(from), text(to));
  }

  drag(event) {
    const box = this.frame.getBoundingClientRect();
    const share = each => Math.min(Math.max((each.clientX - box.left) / box.width, 0), 1) * 1000;
    const start = share(event);
    let end = start;
    const move = each => {
      end = share(each);
      this.handles[0].value = Math.min(start, end);
      this.handles[1].value = Math.max(start, end);
      this.place(false);
    };
    const up = () => {
      this.frame.removeEventListener("pointermove", move);
      this.frame.removeEventListener("pointerup", up);
      this.frame.removeEventListener("pointercancel", up);
      if (Math.abs(end - start) > 4) this.tell(Math.min(start, end), Math.max(start, end));
      else this.place(Number(this.handles[0].value) === 0 && Number(this.handles[1].value) === 1000);
    };
    this.frame.setPointerCapture(event.pointerId);
    this.frame.addEventListener("pointermove", move);
    this.frame.addEventListener("pointerup", up);
    this.frame.addEventListener("pointercancel", up);
  }
}
