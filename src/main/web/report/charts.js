// Line charts and heat maps on uPlot, which gives axes, scales, lines and the cursor; spreads and colours are added here.

/** The rungs of the ladder look the same everywhere: a colour (of the style sheet) and dashes for those who see none. */
const RUNGS = {
  NET: {name: "trained nets", color: "--net", dash: [], width: 3},
  NET_KERNEL: {name: "the nets’ own kernel at the start", color: "--net-kernel", dash: [9, 3, 2, 3], width: 2},
  INFINITE_WIDTH: {name: "infinite width", color: "--infinite-width", dash: [2, 3], width: 2},
  EXACT_LFP: {name: "exact LFP", color: "--exact", dash: [8, 4], width: 2},
  SIMPLIFIED_LFP: {name: "simplified LFP", color: "--simplified", dash: [], width: 2},
};
const NEUTRAL = {name: "", color: "--muted", dash: [3, 3], width: 1.5};
const look = rung => RUNGS[rung] ?? NEUTRAL;

const styleOf = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Everything that has to be drawn again when colours or sizes change. */
const drawings = new Set();
const redrawAll = () => drawings.forEach(drawing => drawing.build());

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Right of a plot, for half of a tick's label. */
const room = width => width < 300 ? 8 : 22;

function extent(values, log) {
  let lo = Infinity, hi = -Infinity;
  for (const v of values) {
    if (finite(v) && (!log || v > 0)) {
      lo = Math.min(lo, v);
      hi = Math.max(hi, v);
    }
  }
  return lo <= hi ? [lo, hi] : log ? [1, 10] : [0, 1];
}

/** The range of values with some room at each end. */
function padded([lo, hi], log, room = 0.05) {
  if (log) {
    const factor = hi > lo ? (hi / lo) ** room : 2;
    return [lo / factor, hi * factor];
  }
  const pad = hi > lo ? room * (hi - lo) : Math.abs(lo) * 0.1 || 1;
  return [lo - pad, hi + pad];
}

/** Ticks of a logarithmic axis: powers of ten; over less than two decades 1, 2, 5 between them. */
function logTicks(lo, hi, most) {
  const first = Math.ceil(Math.log10(lo) - 1e-9), last = Math.floor(Math.log10(hi) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  const ticks = [];
  if (last - first >= 2) {
    for (let e = Math.ceil(first / step) * step; e <= last; e += step) ticks.push(10 ** e);
    return ticks;
  }
  for (let e = first - 1; e <= last; e++) {
    for (const m of [1, 2, 5]) {
      const v = Number(`${m}e${e}`);
      if (v >= lo * (1 - 1e-9) && v <= hi * (1 + 1e-9)) ticks.push(v);
    }
  }
  if (ticks.length < 2) return [lo, hi].map(v => Number(v.toPrecision(2)));
  return ticks.filter((v, i) => i % Math.ceil(ticks.length / most) === 0);
}

/** Ticks of a linear scale: multiples of 1, 2 or 5. */
function linearTicks(lo, hi, most) {
  const rough = (hi - lo) / most, unit = 10 ** exponent(rough);
  const step = [1, 2, 5, 10].map(m => m * unit).find(v => v >= rough * (1 - 1e-9));
  const first = Math.ceil(lo / step - 1e-9), last = Math.floor(hi / step + 1e-9);
  return Array.from({length: last - first + 1}, (_, i) => Number(((first + i) * step).toPrecision(10)));
}

const tickText = v => v === null ? "" : number(v, 6);

function axis(spec, side) {
  const horizontal = side === 2;
  return {
    side,
    label: spec.label,
    labelSize: 22,
    labelFont: FONT,
    font: FONT,
    stroke: styleOf("--muted"),
    grid: {show: spec.grid !== false, stroke: styleOf("--grid"), width: 1},
    ticks: {stroke: styleOf("--rule"), width: 1, size: 5},
    gap: 4,
    space: spec.space ?? (horizontal ? 60 : 34),
    size: horizontal ? 34 : spec.size ?? ((u, values) => {
      const longest = (values ?? []).reduce((a, b) => b.length > a.length ? b : a, "");
      u.ctx.save();
      u.ctx.font = FONT;
      const width = u.ctx.measureText(longest).width;
      u.ctx.restore();
      return Math.ceil(width) + 14;
    }),
    filter: (u, splits) => splits,
    ...(spec.log ? {splits: (u, i, lo, hi) =>
      logTicks(lo, hi, Math.max(2, Math.floor((horizontal ? u.bbox.width / 60 : u.bbox.height / 34) / devicePixelRatio)))} : {}),
    ...(spec.ticks ? {splits: () => spec.ticks} : {}),
    values: (u, splits) => splits.map(tickText),
  };
}

/** The box that follows the cursor. */
function tooltip(over) {
  const box = element("div", {class: "tooltip", hidden: true});
  over.append(box);
  return {
    hide() { box.hidden = true; },
    show(left, top, title, rows) {
      box.replaceChildren(
        element("div", {class: "tooltip-title"}, title),
        ...rows.map(([color, name, value]) => element("div", {class: "tooltip-row"},
          color ? element("i", {style: `background:${color}`}) : null, element("span", {}, name), element("b", {}, value))));
      // Measured where it does not widen the page.
      box.style.transform = "translate(-100%)";
      box.hidden = false;
      const {clientWidth: width, clientHeight: height} = over, edge = over.getBoundingClientRect().left;
      const beside = left + 14 + box.offsetWidth > width ? left - 14 - box.offsetWidth : left + 14;
      // On a phone it may cover the curve, but never leave the page.
      const x = Math.max(6 - edge, Math.min(beside, document.documentElement.clientWidth - 6 - edge - box.offsetWidth));
      box.style.transform = `translate(${x}px, ${Math.max(-20, Math.min(top - 10, height - box.offsetHeight))}px)`;
    },
  };
}

function nearest(xs, x, log) {
  let best = -1, least = Infinity;
  for (let i = 0; i < xs.length; i++) {
    if (!finite(xs[i])) continue;
    const away = Math.abs(log ? Math.log(xs[i] / x) : xs[i] - x);
    if (away < least) {
      best = i;
      least = away;
    }
  }
  return best;
}

/** Draws now, at every other width, and when all is drawn again. */
function keepDrawn(host, build) {
  drawings.add({build});
  let width = 0;
  new ResizeObserver(() => {
    if (host.clientWidth > 0 && host.clientWidth !== width) {
      width = host.clientWidth;
      build();
    }
  }).observe(host);
}

/** A vertical line over the whole plot; none where nothing is to be marked. */
function markTime(u, ctx, at, color) {
  if (!finite(at)) return;
  const x = u.valToPos(at, "x", true);
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, u.bbox.top);
  ctx.lineTo(x, u.bbox.top + u.bbox.height);
  ctx.stroke();
}

/**
 * A line chart.
 * spec: {label, height(width), x, y: {label, log, range, symbol, ticks, size}, series(), mark(): x of a vertical line,
 *        pick(x): what a click does, unlisted: no legend}
 * A series: {name, rung or color (a variable of the style sheet), x, y, spread, points: dots, line: dots joined, hollow: why a dot
 *        is, dash, width, radius, untold: not in the tooltip, told: its name there, listed: in the legend}
 * Series keep their number and order; update() reads their values again.
 */
function lineChart(host, spec) {
  let series = spec.series();
  let u = null;
  const hidden = new Set();
  const holder = element("div", {class: "chart", role: "img", "aria-label": spec.label});
  host.append(holder);

  const color = s => styleOf(s.color ?? look(s.rung).color);
  const positive = v => spec.y.log && !(v > 0) ? null : v;
  const range = axisSpec => typeof axisSpec.range === "function" ? axisSpec.range() : axisSpec.range;
  const aligned = () => uPlot.join(series.map(s => {
    const keep = s.x.map((x, i) => i).filter(i => finite(s.x[i]) && (!spec.x.log || s.x[i] > 0));
    // The join takes no empty table.
    return keep.length ? [keep.map(i => s.x[i]), keep.map(i => positive(s.y[i] ?? null))] : [[range(spec.x)[0]], [null]];
  }));

  function spreads(u) {
    const {ctx} = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    ctx.clip();
    ctx.setLineDash([]);
    series.forEach((s, j) => {
      if (!s.spread || hidden.has(j)) return;
      const [floor] = range(spec.y);
      const ends = i => {
        const lo = s.y[i] - s.spread[i];
        return [u.valToPos(spec.y.log && lo <= 0 ? floor : lo, "y", true), u.valToPos(s.y[i] + s.spread[i], "y", true)];
      };
      const known = s.x.map((x, i) => i).filter(i =>
        finite(s.x[i]) && finite(s.y[i]) && finite(s.spread[i]) && (!spec.x.log || s.x[i] > 0) && (!spec.y.log || s.y[i] > 0));
      ctx.strokeStyle = ctx.fillStyle = color(s);
      if (s.points) {
        ctx.lineWidth = 1.5 * devicePixelRatio;
        for (const i of known) {
          const x = u.valToPos(s.x[i], "x", true), [lo, hi] = ends(i), cap = 3 * devicePixelRatio;
          ctx.beginPath();
          ctx.moveTo(x, lo);
          ctx.lineTo(x, hi);
          for (const y of [lo, hi]) {
            ctx.moveTo(x - cap, y);
            ctx.lineTo(x + cap, y);
          }
          ctx.stroke();
        }
      } else if (known.length) {
        ctx.globalAlpha = 0.18;
        ctx.beginPath();
        known.forEach(i => ctx.lineTo(u.valToPos(s.x[i], "x", true), ends(i)[1]));
        known.slice().reverse().forEach(i => ctx.lineTo(u.valToPos(s.x[i], "x", true), ends(i)[0]));
        ctx.fill();
        ctx.globalAlpha = 1;
      }
    });
    ctx.restore();
  }

  function above(u) {
    const {ctx} = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    ctx.clip();
    ctx.setLineDash([]);
    series.forEach((s, j) => {
      if (!s.points || hidden.has(j)) return;
      const radius = (s.radius ?? 4) * devicePixelRatio;
      ctx.lineWidth = 1.6 * devicePixelRatio;
      ctx.strokeStyle = color(s);
      s.x.forEach((x, i) => {
        if (!finite(x) || !finite(s.y[i]) || (spec.x.log && x <= 0) || (spec.y.log && s.y[i] <= 0)) return;
        ctx.fillStyle = s.hollow?.[i] ? styleOf("--paper") : color(s);
        ctx.beginPath();
        ctx.arc(u.valToPos(x, "x", true), u.valToPos(s.y[i], "y", true), radius, 0, 2 * Math.PI);
        ctx.fill();
        ctx.stroke();
      });
    });
    markTime(u, ctx, spec.mark?.(), styleOf("--accent"));
    ctx.restore();
  }

  function build() {
    if (!holder.clientWidth) return;
    u?.destroy();
    let tip;
    const width = holder.clientWidth;
    u = new uPlot({
      width,
      height: spec.height(width),
      padding: [10, room(width), 0, 0],
      legend: {show: false},
      cursor: {drag: {x: false, y: false}, y: false, points: {show: false}},
      scales: {
        x: {time: false, distr: spec.x.log ? 3 : 1, range: () => range(spec.x)},
        y: {distr: spec.y.log ? 3 : 1, range: () => range(spec.y)},
      },
      axes: [axis(spec.x, 2), axis(spec.y, 3)],
      series: [{}, ...series.map((s, j) => ({
        show: !hidden.has(j),
        stroke: color(s),
        width: s.width ?? look(s.rung).width,
        dash: s.dash ?? look(s.rung).dash,
        points: {show: false},
        ...(s.points && !s.line ? {paths: () => null} : {}),
      }))],
      hooks: {
        init: [u => {
          tip = tooltip(u.over);
          if (spec.pick) u.over.addEventListener("click", () => spec.pick(u.posToVal(u.cursor.left, "x")));
        }],
        drawAxes: [spreads],
        draw: [above],
        setCursor: [u => {
          const {left, top} = u.cursor;
          if (!(left >= 0)) return tip.hide();
          const at = u.posToVal(left, "x");
          const rows = [];
          let shown = null;
          series.forEach((s, j) => {
            if (hidden.has(j) || s.untold) return;
            const i = nearest(s.x, at, spec.x.log);
            if (i < 0 || !finite(s.y[i])) return;
            if (Math.abs(u.valToPos(s.x[i], "x") - left) > (s.points && !s.line ? 12 : 60)) return;
            shown ??= s.x[i];
            rows.push([color(s), s.told ?? s.name, withUncertainty(s.y[i], s.spread?.[i]) + (s.hollow?.[i] ? ` (${s.hollow[i]})` : "")]);
          });
          if (rows.length) tip.show(left, top, equation(spec.x.symbol, shown, 4), rows);
          else tip.hide();
        }],
      },
    }, aligned(), holder);
  }

  keepDrawn(holder, build);
  if (!spec.unlisted) {
    host.append(legend(series.map((s, j) => ({...s, listed: s.listed !== false, toggle: shown => {
      shown ? hidden.delete(j) : hidden.add(j);
      u?.setSeries(j + 1, {show: shown});
    }}))));
  }
  return {
    update() {
      series = spec.series();
      u?.setData(aligned());
    },
    redraw() { u?.redraw(false, false); },
  };
}

/** Names with their lines; a press hides or shows one. */
function legend(entries) {
  return element("ul", {class: "legend"}, entries.filter(s => s.listed).map(s => {
    const style = look(s.rung);
    const stroke = `var(${s.color ?? style.color})`;
    const swatch = element("svg:svg", {viewBox: "0 0 28 10", width: 28, height: 10, "aria-hidden": "true"},
      s.points && !s.line
        ? element("svg:circle", {cx: 14, cy: 5, r: 4, style: `fill:${stroke}`})
        : element("svg:line", {x1: 1, x2: 27, y1: 5, y2: 5, style: `stroke:${stroke}`, "stroke-width": s.width ?? style.width,
          "stroke-dasharray": (s.dash ?? style.dash).join(" ") || null}));
    const button = element("button", {type: "button", "aria-pressed": "true", title: "hide or show", onclick: () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", shown);
      s.toggle(shown);
    }}, swatch, s.name);
    return element("li", {}, button);
  }));
}

const VIRIDIS = ["#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c", "#22a884", "#44bf70", "#7ad151", "#bddf26", "#fde725"];
const diverging = () => ["#1f5fa8", "#5b9bd0", "#a9cde6", styleOf("--zero"), "#f2b48a", "#dd7a4a", "#ad3a17"];

/** Colours of a range of values: {lo, hi, log, anchors(), label}. */
function paint(scale) {
  const rgb = scale.anchors().map(hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)));
  const place = scale.log
    ? v => Math.log(v / scale.lo) / Math.log(scale.hi / scale.lo)
    : v => (v - scale.lo) / (scale.hi - scale.lo);
  return v => {
    const at = Math.max(0, Math.min(1, place(v))) * (rgb.length - 1);
    const i = Math.min(Math.floor(at), rgb.length - 2);
    return `rgb(${rgb[i].map((c, k) => Math.round(c + (at - i) * (rgb[i + 1][k] - c))).join(",")})`;
  };
}

function colorBar(host, scale) {
  const ramp = element("div", {class: "ramp"});
  const ticks = scale.log ? logTicks(scale.lo, scale.hi, 5)
    : linearTicks(scale.lo, scale.hi, 5);
  const place = v => scale.log ? Math.log(v / scale.lo) / Math.log(scale.hi / scale.lo) : (v - scale.lo) / (scale.hi - scale.lo);
  host.append(element("div", {class: "colorbar"},
    element("span", {class: "colorbar-label"}, scale.label),
    element("div", {class: "colorbar-scale"}, ramp, element("div", {class: "colorbar-ticks"},
      ticks.map(v => element("span", {style: `left:${100 * place(v)}%`}, number(v)))))));
  const build = () => { ramp.style.background = `linear-gradient(to right, ${scale.anchors().join(",")})`; };
  drawings.add({build});
  build();
}

/** Borders between the cells of a grid, halfway between neighbours (on a log axis: by ratio). */
function edges(grid, log) {
  const v = log ? grid.map(Math.log) : grid;
  const n = v.length;
  const inner = v.slice(1).map((x, i) => (x + v[i]) / 2);
  const half = n > 1 ? null : log ? 0.5 : Math.abs(v[0]) * 0.5 || 0.5;
  const all = n > 1 ? [2 * v[0] - inner[0], ...inner, 2 * v[n - 1] - inner[n - 2]] : [v[0] - half, v[0] + half];
  return log ? all.map(Math.exp) : all;
}

/** Whether values are spread by ratio rather than by difference. */
function geometric(values) {
  const n = values.length;
  if (n < 3 || values[0] <= 0 || values[n - 1] < 8 * values[0]) return false;
  const median = values[Math.floor(n / 2)];
  return median * median < Math.sqrt(values[0] * values[n - 1]) * (values[0] + values[n - 1]) / 2;
}

/**
 * A heat map.
 * spec: {label, height(width), x, y: {grid, label, log, symbol}, value(i, j), scale, dots: [{x, y, hollow}], mark(), pick(x),
 *        read(i, j): rows of the tooltip}
 */
function heatMap(host, spec) {
  const xs = edges(spec.x.grid, spec.x.log), ys = edges(spec.y.grid, spec.y.log);
  const holder = element("div", {class: "chart", role: "img", "aria-label": spec.label});
  host.append(holder);
  let u = null;
  const cell = (borders, v) => borders.findIndex((b, i) => i + 1 < borders.length && v >= b && v <= borders[i + 1]);

  function raster(u) {
    const {ctx} = u, color = paint(spec.scale);
    const px = xs.map(v => Math.round(u.valToPos(v, "x", true))), py = ys.map(v => Math.round(u.valToPos(v, "y", true)));
    for (let i = 0; i + 1 < px.length; i++) {
      for (let j = 0; j + 1 < py.length; j++) {
        const v = spec.value(i, j);
        if (!finite(v) || (spec.scale.log && v <= 0)) continue;
        ctx.fillStyle = color(v);
        ctx.fillRect(px[i], py[j + 1], px[i + 1] - px[i], py[j] - py[j + 1]);
      }
    }
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    ctx.clip();
    for (const dot of spec.dots ?? []) {
      if (!finite(dot.x) || !finite(dot.y)) continue;
      ctx.beginPath();
      ctx.arc(u.valToPos(dot.x, "x", true), u.valToPos(dot.y, "y", true), (dot.radius ?? 3) * devicePixelRatio, 0, 2 * Math.PI);
      ctx.fillStyle = dot.hollow ? "#fff" : "#000";
      ctx.strokeStyle = dot.hollow ? "#000" : "#fff";
      ctx.lineWidth = 1.2 * devicePixelRatio;
      ctx.fill();
      ctx.stroke();
    }
    markTime(u, ctx, spec.mark?.(), "#fff");
    ctx.restore();
  }

  function build() {
    if (!holder.clientWidth) return;
    u?.destroy();
    let tip;
    const width = holder.clientWidth;
    u = new uPlot({
      width,
      height: spec.height(width),
      padding: [8, room(width), 0, 0],
      legend: {show: false},
      cursor: {drag: {x: false, y: false}, points: {show: false}},
      scales: {
        x: {time: false, distr: spec.x.log ? 3 : 1, range: () => [xs[0], xs[xs.length - 1]]},
        y: {distr: spec.y.log ? 3 : 1, range: () => [ys[0], ys[ys.length - 1]]},
      },
      axes: [axis({...spec.x, grid: false}, 2), axis({...spec.y, grid: false}, 3)],
      series: [{}, {paths: () => null, points: {show: false}}],
      hooks: {
        init: [u => {
          tip = tooltip(u.over);
          if (spec.pick) u.over.addEventListener("click", () => spec.pick(u.posToVal(u.cursor.left, "x")));
        }],
        draw: [raster],
        setCursor: [u => {
          const {left, top} = u.cursor;
          if (!(left >= 0) || !(top >= 0)) return tip.hide();
          const i = cell(xs, u.posToVal(left, "x")), j = cell(ys, u.posToVal(top, "y"));
          if (i < 0 || j < 0) return tip.hide();
          tip.show(left, top, `${equation(spec.x.symbol, spec.x.grid[i], 4)}, ${equation(spec.y.symbol, spec.y.grid[j], 4)}`, spec.read(i, j));
        }],
      },
    }, [[xs[0], xs[xs.length - 1]], [ys[0], ys[ys.length - 1]]], holder);
  }

  keepDrawn(holder, build);
  return {redraw() { u?.redraw(false, false); }};
}
