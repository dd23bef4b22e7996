// The figures. Each takes a part of the model and gives {title, caption: [how to read it, what is seen], draw(host)}.

/** The training time that the whole page shows; it moves with the slider. */
const clock = {
  times: [],
  index: 0,
  listeners: [],
  set(index) {
    this.index = Math.max(0, Math.min(this.times.length - 1, index));
    this.listeners.forEach(listener => listener());
  },
  setTime(t) { if (this.times.length) this.set(nearest(this.times, t, true)); },
  now() { return this.times[this.index]; },
};

const narrow = width => width < 520;
const tall = width => narrow(width) ? 270 : 380;
const rms = values => {
  const known = values.filter(finite);
  return known.length ? Math.sqrt(known.reduce((sum, v) => sum + v * v, 0) / known.length) : NaN;
};
/** The difference of two numbers that may not be known. */
const difference = (a, b) => finite(a) && finite(b) ? a - b : null;
const last = values => values[values.length - 1];
const TIME = {label: "training time t", log: true, symbol: "t"};

// ---------------------------------------------------------------- the function over time

function fitFigure(fit) {
  const net = fit.curves.find(c => c.rung === "NET");
  const theory = fit.curves.find(c => c.rung === "SIMPLIFIED_LFP") ?? fit.curves.find(c => c !== net);
  const kind = fit.axes.length === 1 ? fitOverOneInput : fit.axes.length === 2 ? fitOverTwoInputs : fitAtSamples;
  let seen = "";
  if (net && theory) {
    const end = net.h.length - 1;
    const apart = rms(net.h[end].map((v, i) => difference(v, theory.h[end][i])));
    seen = `At the last time, ${equation("t", last(fit.t))}, ${net.name} and ${theory.name} are ${number(apart)} apart ` +
      `(root mean square), which is ${percent(apart / rms(net.h[end]))} of the function itself` +
      (net.spread ? `; nets of different seeds scatter by ${number(rms(net.spread[end]))}.` : ".");
  }
  return kind(fit, net, theory, seen);
}

function fitOverOneInput(fit, net, theory, seen) {
  const x = fit.axes[0];
  return {
    title: "What is learned, over training time",
    caption: ["Move the slider: dots are the data, curves are what nets and theory have made of them by that time; the shaded band is one standard deviation over seeds. " +
      "Below, each theory minus the mean of the nets, on a scale that follows the time.", seen],
    draw(host) {
      const sampleX = fit.x.map(row => row[0]);
      const up = padded(extent([fit.y, ...fit.curves.flatMap(c => c.h)].flat(), false), false);
      const across = {label: fit.inputs[0], symbol: fit.inputs[0], range: padded(extent([...x, ...sampleX], false), false, 0.015)};
      const main = lineChart(host, {
        label: `${fit.target} over ${fit.inputs[0]}: data, nets and theory at the chosen training time`,
        height: tall,
        x: across,
        y: {label: fit.target, range: up, size: 56},
        series: () => [
          ...fit.curves.map(c => ({name: c.name, rung: c.rung, x, y: c.h[clock.index], spread: c.spread?.[clock.index]})),
          {name: "data", x: sampleX, y: fit.y, points: true, color: "--data", radius: fit.y.length > 200 ? 1.6 : fit.y.length > 60 ? 2.6 : 4},
        ],
      });
      const parts = [main];
      if (net && fit.curves.length > 1) {
        const others = fit.curves.filter(c => c !== net);
        const differences = () => [
          ...(net.spread ? [{name: "scatter of nets", rung: "NET", x, y: x.map(() => 0), spread: net.spread[clock.index], width: 0.5, untold: true}] : []),
          ...others.map(c => ({name: `${c.name} − nets`, rung: c.rung, x, y: c.h[clock.index].map((v, i) => difference(v, net.h[clock.index][i]))})),
        ];
        parts.push(lineChart(host, {
          label: "theory minus the mean of the nets at the chosen training time",
          height: width => narrow(width) ? 170 : 190,
          x: across,
          y: {label: "theory − nets", size: 56, range: () => {
            const [, most] = extent(differences().flatMap(s => [...s.y.map(Math.abs), ...(s.spread ?? [])]), false);
            const step = 10 ** exponent(most || 1);
            const reach = [1, 2, 5, 10].map(m => m * step).find(v => v >= most) ?? most;
            return [-reach * 1.05, reach * 1.05];
          }},
          series: differences,
          unlisted: true,
        }));
      }
      timeBar(host, fit, parts);
      printed(host, fit, k => ({x: across, up, curves: fit.curves.map(c => ({rung: c.rung, name: c.name, x, y: c.h[k]})), sampleX}));
    },
  };
}

function fitOverTwoInputs(fit, net, theory, seen) {
  const [gx, gy] = fit.axes;
  const theories = fit.curves.filter(c => c !== net);
  const first = net ?? theory;
  return {
    title: "What is learned, over training time",
    caption: ["Move the slider: the maps show what nets and theory have made of the data (dots) by that time, in the same colours at all times. " +
      "The last map is theory minus nets, with its own colours.", seen],
    draw(host) {
      const [lo, hi] = extent(fit.curves.flatMap(c => c.h.flat()), false);
      const values = {lo, hi: hi > lo ? hi : lo + 1, anchors: () => VIRIDIS, label: fit.target};
      let shown = theory ?? first;
      const apart = (k, at) => difference(shown.h[k][at], net.h[k][at]);
      const most = Math.max(...theories.map(c => net ? extent(c.h.flatMap((row, k) => row.map((v, i) => Math.abs(difference(v, net.h[k][i])))), false)[1] : 0), 1e-12);
      const differences = {lo: -most, hi: most, anchors: diverging, label: "theory − nets"};
      const shape = Math.max(0.7, Math.min(1.3, (last(gy) - gy[0]) / (last(gx) - gx[0])));
      const height = width => Math.round((width - 56) * shape + 64);
      const dots = fit.x.map(row => ({x: row[0], y: row[1], radius: fit.y.length > 300 ? 0.8 : 3}));
      const read = (i, j) => {
        const at = i * gy.length + j, k = clock.index;
        return [
          ...fit.curves.map(c => [styleOf(look(c.rung).color), c.name, withUncertainty(c.h[k][at], c.spread?.[k]?.[at])]),
          ...(net && theory ? [[null, "difference", number(apart(k, at))]] : []),
        ];
      };
      const row = element("div", {class: "maps"});
      const bars = element("div", {class: "bars"});
      const heading = element("h3", {}, shown.name);
      const map = (name, value, scale, withDots) => {
        const cell = element("div");
        cell.append(name);
        row.append(cell);
        return heatMap(cell, {
          label: name.textContent, height, value, scale, read,
          x: {grid: gx, label: fit.inputs[0], symbol: fit.inputs[0], space: 44},
          y: {grid: gy, label: fit.inputs[1], symbol: fit.inputs[1], space: 26},
          dots: withDots ? dots : [],
        });
      };
      const parts = [];
      if (net) parts.push(map(element("h3", {}, net.name), (i, j) => net.h[clock.index][i * gy.length + j], values, true));
      if (theory) parts.push(map(heading, (i, j) => shown.h[clock.index][i * gy.length + j], values, false));
      if (net && theory) parts.push(map(element("h3", {}, "theory − nets"), (i, j) => apart(clock.index, i * gy.length + j), differences, false));
      if (theories.length > 1) {
        host.append(choice("theory shown", theories.map(c => c.name), theories.indexOf(shown), i => {
          shown = theories[i];
          heading.textContent = shown.name;
          parts.forEach(part => part.redraw());
        }));
      }
      host.append(row, bars);
      colorBar(bars, values);
      if (net && theory) colorBar(bars, differences);
      timeBar(host, fit, parts.map(part => ({update: part.redraw})));
    },
  };
}

function fitAtSamples(fit, net, theory, seen) {
  const order = fit.y.map((v, i) => i).sort((a, b) => fit.y[a] - fit.y[b]);
  const y = order.map(i => fit.y[i]);
  return {
    title: "What is learned, over training time",
    caption: [`Each dot is a sample: across, its target; up, what nets or theory make of it at the time of the slider. ` +
      "What has been learned lies on the diagonal.", seen],
    draw(host) {
      const all = padded(extent([fit.y, ...fit.curves.flatMap(c => c.h)].flat(), false), false);
      const square = element("div", {class: "square"});
      host.append(square);
      const part = lineChart(square, {
        label: "prediction against target at the chosen training time",
        height: width => width,
        x: {label: `${fit.target}, data`, range: all, symbol: fit.target},
        y: {label: `${fit.target}, predicted`, range: all},
        series: () => [
          {name: "prediction = data", x: all, y: all, untold: true},
          ...fit.curves.map(c => ({name: c.name, rung: c.rung, x: y, y: order.map(i => c.h[clock.index][i]), points: true, radius: y.length > 300 ? 1.6 : 2.6,
            spread: c.spread && y.length <= 300 ? order.map(i => c.spread[clock.index][i]) : null})),
        ],
      });
      timeBar(host, fit, [part]);
    },
  };
}

/** Play, slider and time: arrows move it, space plays. */
function timeBar(host, fit, parts) {
  const k = fit.t.length;
  if (k < 2) return;
  let timer = null;
  const text = () => equation("t", clock.now());
  const slider = element("input", {type: "range", min: 0, max: k - 1, step: 1, value: clock.index, "aria-label": "training time",
    oninput: () => { stop(); clock.set(Number(slider.value)); }});
  const shown = element("output", {}, text());
  const button = element("button", {type: "button", class: "play", onclick: () => timer ? stop() : play()});
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "▶";
    button.setAttribute("aria-label", "play the training");
  };
  const play = () => {
    if (clock.index === k - 1) clock.set(0);
    button.textContent = "❚❚";
    button.setAttribute("aria-label", "pause");
    timer = setInterval(() => {
      clock.set(clock.index + 1);
      if (clock.index === k - 1) stop();
    }, Math.max(60, 6000 / k));
  };
  stop();
  const positive = fit.t.filter(t => t > 0);
  const marks = logTicks(positive[0], last(positive), 6).map(t => {
    let above = fit.t.findIndex(v => v >= t * (1 - 1e-9));
    if (above < 0) return null;
    const below = Math.max(0, above - 1);
    const part = above === below || fit.t[below] <= 0 ? 0 : Math.log(t / fit.t[below]) / Math.log(fit.t[above] / fit.t[below]);
    return [t, (fit.t[below] <= 0 ? above : below + part) / (k - 1)];
  }).filter(mark => mark && mark[1] <= 1);
  const bar = element("div", {class: "timebar", role: "group", "aria-label": "training time",
    onkeydown: event => {
      if (event.key === " " && event.target === slider) {
        event.preventDefault();
        button.click();
      }
    }},
  button,
  element("div", {class: "track"}, slider, element("div", {class: "track-ticks", "aria-hidden": "true"},
    marks.map(([t, at]) => element("span", {style: `--at:${at}`}, number(t, 2))))),
  shown);
  host.prepend(bar);
  clock.listeners.push(() => {
    slider.value = clock.index;
    slider.setAttribute("aria-valuetext", text());
    shown.textContent = text();
    host.dataset.timeIndex = clock.index;
    parts.forEach(part => part.update());
  });
}

/** On paper a slider does not move: four times side by side take its place. */
function printed(host, fit, at) {
  const row = element("div", {class: "print-only four"});
  host.append(row);
  const k = fit.t.length;
  const chosen = [...new Set([0.25, 0.5, 0.75, 1].map(f => Math.round(f * (k - 1))))];
  for (const index of chosen) {
    const cell = element("div", {}, element("h3", {}, equation("t", fit.t[index])));
    row.append(cell);
    const {x, up, curves, sampleX} = at(index);
    lineChart(cell, {
      label: `t = ${fit.t[index]}`, height: () => 200, unlisted: true,
      x: {...x}, y: {label: fit.target, range: up},
      series: () => [
        ...curves,
        {name: "data", x: sampleX, y: fit.y, points: true, color: "--data", radius: fit.y.length > 60 ? 1.2 : 2.5},
      ],
    });
  }
}

/** One of several, as buttons. */
function choice(label, names, chosen, choose) {
  const buttons = names.map((name, i) => element("button", {type: "button", "aria-pressed": String(i === chosen), onclick: () => {
    buttons.forEach((b, j) => b.setAttribute("aria-pressed", String(i === j)));
    choose(i);
  }}, name));
  return element("div", {class: "choice", role: "group", "aria-label": label}, buttons);
}

// ---------------------------------------------------------------- differences over time

function differencesFigure(part) {
  const ends = part.differences.map(s => ({s, i: s.value.findLastIndex(finite)})).filter(e => e.i >= 0);
  const main = ends.find(e => e.s.rung === "SIMPLIFIED_LFP") ?? ends[0];
  let seen = "";
  if (main) {
    const {s, i} = main;
    const most = s.value.reduce((best, v, j) => finite(v) && !(v <= s.value[best]) ? j : best, i);
    seen = `“${s.name}” is ${withUncertainty(s.value[i], s.spread?.[i])} at the end` +
      (most === i ? ", its largest value." : ` and largest, ${withUncertainty(s.value[most], s.spread?.[most])}, at ${equation("t", s.x[most])}.`);
  }
  const chart = (label, series) => host => {
    const pieces = series.map(s => ({...s, y: s.value}));
    const across = extent(pieces.flatMap(s => s.x), true);
    const values = extent(pieces.flatMap(s => s.y), true);
    const floor = Math.max(values[0], values[1] * 1e-12);
    const drawn = lineChart(host, {
      label: `${label} over training time`,
      height: tall,
      x: {...TIME, range: padded(across, true, 0.02)},
      y: {label, log: true, range: padded([floor, extent(pieces.flatMap(s => s.y.map((v, i) => v + (s.spread?.[i] ?? 0))), true)[1]], true)},
      series: () => pieces,
      mark: () => clock.now(),
      pick: t => clock.setTime(t),
    });
    clock.listeners.push(drawn.redraw);
  };
  return {
    title: "How far apart, over training time",
    caption: [`Each line is a difference, ${part.quantity}, with one standard deviation shaded; lower is closer, and the vertical line is the time of the slider.`, seen],
    draw(host) {
      const row = element("div", {class: part.losses.length ? "pair" : ""});
      host.append(row);
      const left = element("div", {}, element("h3", {}, "difference")), right = element("div", {}, element("h3", {}, "loss"));
      row.append(left);
      chart("difference", part.differences)(left);
      if (part.losses.length) {
        row.append(right);
        chart("loss", part.losses)(right);
      }
    },
  };
}

// ---------------------------------------------------------------- frequencies

const HALF_LIVES = [["simplified", "SIMPLIFIED_LFP"], ["exact", "EXACT_LFP"], ["infiniteWidth", "INFINITE_WIDTH"], ["net", "NET"]];

function frequencyFigure(part, several) {
  const trusted = part.halfLives.filter(h => finite(h.net) && !h.flag);
  const predicted = trusted.filter(h => finite(h.simplified));
  let seen = "";
  if (trusted.length > 1) {
    const pairs = trusted.slice(1).filter((h, i) => h.net >= trusted[i].net).length;
    seen = `Of ${trusted.length - 1} steps to the next higher frequency, ${pairs} have the later half-life in the nets` +
      (predicted.length ? `; simplified LFP’s half-lives are ${number(Math.min(...predicted.map(h => h.simplified / h.net)), 2)} to ` +
        `${number(Math.max(...predicted.map(h => h.simplified / h.net)), 2)} times the measured ones.` : ".");
  }
  const known = part.t.map((t, k) => k).filter(k => part.t[k] > 0);
  const maps = [["theory", part.theoryName, "simplified"], ["net", "trained nets", "net"]]
    .filter(([key]) => part[key] && known.length && part.xi.length);
  return {
    title: "Which frequency is learned when" + (several ? `: ${part.label}` : ""),
    caption: [(maps.length ? "Each row of a map is one frequency of the residual: bright is not learned yet, dark is learned, and dots mark the half-life. " : "") +
      "Low frequencies first means that half-lives rise to the right; a hollow dot is flagged in the table.", seen],
    draw(host) {
      if (maps.length) {
        const row = element("div", {class: maps.length > 1 ? "pair" : ""});
        const scale = {lo: 0, hi: 1, anchors: () => VIRIDIS, label: "share of the residual that is left, |û(ξ,t)| / |û(ξ,0⁺)|"};
        for (const [key, name, half] of maps) {
          const cell = element("div", {}, element("h3", {}, name));
          row.append(cell);
          const drawn = heatMap(cell, {
            label: `share of the residual of each frequency that is left over time: ${name}`,
            height: width => narrow(width) ? 260 : 340,
            x: {...TIME, grid: known.map(k => part.t[k])},
            y: {grid: part.xi, label: part.label, symbol: "ξ", log: geometric(part.xi)},
            value: (i, j) => part[key][j][known[i]],
            scale,
            dots: part.xi.length > 60 ? [] : part.halfLives.map(h => ({x: h[half], y: h.xi, hollow: h.flag})),
            mark: () => clock.now(),
            pick: t => clock.setTime(t),
            read: (i, j) => maps.map(([other, title]) => [null, title, number(part[other][j][known[i]])]),
          });
          clock.listeners.push(drawn.redraw);
        }
        host.append(row);
        colorBar(host, scale);
      }
      const columns = HALF_LIVES.filter(([key]) => part.halfLives.some(h => finite(h[key])));
      if (!columns.length) return;
      const xi = part.halfLives.map(h => h.xi);
      const logXi = xi.every(v => v > 0);
      host.append(element("h3", {}, "half-life of each frequency"));
      const crowded = xi.length > 60;
      lineChart(host, {
        label: "half-life over frequency, predicted and measured",
        height: tall,
        x: {label: part.label, symbol: "ξ", log: logXi, range: padded(extent(xi, logXi), logXi, 0.03)},
        y: {label: "half-life, training time", log: true,
          range: padded(extent(columns.flatMap(([key]) => part.halfLives.map(h => h[key])), true), true)},
        series: () => columns.map(([key, rung]) => ({
          name: RUNGS[rung].name, rung, x: xi, y: part.halfLives.map(h => h[key]), points: key === "net" || crowded, line: key !== "net",
          spread: key === "net" ? part.halfLives.map(h => h.netSpread) : null,
          hollow: part.halfLives.map(h => h.flag), radius: crowded ? 1.5 : 4, width: crowded ? 0.7 : key === "net" ? 1 : 2,
        })),
      });
      host.append(details(`Table of ${count(xi.length)} half-lives`, table({
        title: "half-life",
        columns: ["ξ", ...columns.map(([, rung]) => RUNGS[rung].name), ...(columns.some(([key]) => key === "net") ? ["± (seeds)", "simplified / nets"] : []), "strength", "flag"],
        rows: part.halfLives.map(h => [h.xi, ...columns.map(([key]) => h[key]),
          ...(columns.some(([key]) => key === "net") ? [h.netSpread, finite(h.simplified) && finite(h.net) ? h.simplified / h.net : null] : []), h.strength, h.flag]),
        note: "",
      })));
    },
  };
}

// ---------------------------------------------------------------- width

const slopeText = s => finite(s.slope) ? `, slope ${withUncertainty(s.slope, s.slopeUncertainty)}` : "";

function widthFigure(part) {
  const main = part.differences.find(s => s.rung === "INFINITE_WIDTH" && finite(s.slope)) ?? part.differences.find(s => finite(s.slope));
  const log = part.differences.flatMap(s => s.value.map((v, i) => v + (s.standardError[i] || 0)));
  return {
    title: "Wider nets",
    caption: ["Each dot is a difference at one width, with its standard error, and the line is the power law fitted to the dots; a slope of −1/2 is what independent neurons would give." +
      (part.laziness.length ? " The second chart shows how far nets left their linearisation." : ""),
    main ? `“${main.name}” falls as width to the power ${withUncertainty(main.slope, main.slopeUncertainty)}.` : ""],
    draw(host) {
      const row = element("div", {class: part.laziness.length ? "pair" : ""});
      host.append(row);
      const x = {label: "width m (neurons)", log: true, symbol: "m", range: padded(extent(part.widths, true), true, 0.06),
        ticks: part.widths.length <= 6 ? part.widths : null};
      const left = element("div", {}, element("h3", {}, part.quantity));
      row.append(left);
      lineChart(left, {
        label: "difference over width",
        height: tall, x,
        y: {label: "difference", log: true, range: padded([extent(part.differences.flatMap(s => s.value), true)[0], extent(log, true)[1]], true, 0.1)},
        series: () => part.differences.flatMap(s => [
          {name: s.name + slopeText(s), told: s.name, rung: s.rung, x: part.widths, y: s.value, spread: s.standardError, points: true},
          {name: "", rung: s.rung, x: part.widths, y: part.widths.map(m => finite(s.slope) ? s.factor * m ** s.slope : null), untold: true, listed: false, width: 1.5},
        ]),
      });
      if (part.laziness.length) {
        const right = element("div", {}, element("h3", {}, "leaving the linearisation"));
        row.append(right);
        lineChart(right, {
          label: "laziness over width",
          height: tall, x,
          y: {label: "share", log: true, range: padded(extent(part.laziness.flatMap(s => s.value), true), true, 0.1)},
          series: () => part.laziness.map((s, j) => ({name: s.name, rung: s.rung, x: s.x, y: s.value, spread: s.spread, points: true, line: true, width: 1.5, dash: [],
            color: s.rung ? undefined : `--extra-${j % 3 + 1}`})),
        });
      }
    },
  };
}

// ---------------------------------------------------------------- which rung fails

function splitFigure(part) {
  const w = part.widths.length - 1;
  const parts = part.parts.slice(1).filter(p => finite(p.value[w]));
  const largest = parts.reduce((a, b) => b.value[w] > a.value[w] ? b : a, parts[0]);
  return {
    title: "Which rung of the ladder fails",
    caption: [`Bars are differences between neighbouring rungs, ${part.quantity}, with their standard errors; they bound the total but need not add up to it.`,
      largest ? `At ${count(part.widths[w])} neurons the largest part is ${largest.name}, ${withUncertainty(largest.value[w], largest.uncertainty[w])} ` +
        `(total ${withUncertainty(part.parts[0].value[w], part.parts[0].uncertainty[w])}).` : ""],
    draw(host) {
      const most = extent(part.parts.flatMap(p => p.value.map((v, i) => v + (p.uncertainty[i] || 0))), false)[1] || 1;
      for (let i = w; i >= 0; i--) {
        host.append(element("h3", {}, `${count(part.widths[i])} neurons`), element("div", {class: "bar-rows"}, part.parts.map((p, j) =>
          element("div", {class: j === 0 ? "bar-row total" : "bar-row"},
            element("div", {class: "bar-name"}, element("b", {}, p.name), element("span", {}, p.between)),
            element("div", {class: "bar-track"},
              element("div", {class: "bar", style: `width:${100 * Math.max(0, p.value[i] ?? 0) / most}%;background:var(${look(p.rung).color})`}),
              finite(p.uncertainty[i]) && finite(p.value[i]) ? element("div", {class: "whisker",
                style: `left:${100 * Math.max(0, p.value[i] - p.uncertainty[i]) / most}%;right:${100 - 100 * (p.value[i] + p.uncertainty[i]) / most}%`}) : null),
            element("div", {class: "bar-value"}, withUncertainty(p.value[i], p.uncertainty[i]))))));
      }
    },
  };
}

// ---------------------------------------------------------------- cubic or linear

function regimeFigure(part) {
  const points = [...part.points].filter(p => p.cubic > 0 && p.linear > 0).sort((a, b) => b.cubic / b.linear - a.cubic / a.linear);
  const mine = points.find(p => p.thisCase);
  const ratio = p => p.cubic / p.linear;
  const reach = Math.max(1, ...points.map(p => Math.abs(Math.log10(ratio(p))))) * 1.12;
  const measured = points.some(p => finite(p.toCubic) && finite(p.toLinear));
  return {
    title: "Between cubic and linear splines",
    caption: ["The law of the initial weights sets two terms against each other: a cubic one (A, from E r³), which fits smoothly, and a linear one (B, from E a²r), which kinks at the data; the further right a dot, the more cubic." +
      (measured ? " Numbers beside the dots are measured distances to the two splines." : ""),
    mine ? `In this case the cubic term is ${number(ratio(mine))} times the linear one: ${ratio(mine) > 3 ? "it dominates" : ratio(mine) < 1 / 3 ? "the linear one dominates" : "both count"}` +
      (finite(mine.toCubic) && finite(mine.toLinear) ? `, and what was found is ${number(mine.toCubic)} from the cubic and ${number(mine.toLinear)} from the linear spline.` : ".") : ""],
    draw(host) {
      const at = v => 50 + 50 * Math.log10(v) / reach;
      const ticks = [];
      const step = Math.max(1, Math.ceil(reach / 3));
      for (let e = -Math.floor(reach / step) * step; e <= reach; e += step) ticks.push(e);
      host.append(element("div", {class: "regime"},
        points.map(p => element("div", {class: p.thisCase ? "regime-row mine" : "regime-row"},
          element("div", {class: "bar-name"}, element("b", {}, p.name), p.thisCase ? element("span", {}, "this case") : null),
          element("div", {class: "regime-track"}, element("i", {style: `left:${at(ratio(p))}%`, title: equation("cubic/linear", ratio(p))})),
          element("div", {class: "bar-value"}, equation("cubic/linear", ratio(p)),
            finite(p.toCubic) && finite(p.toLinear) ? element("span", {}, `cubic ${number(p.toCubic, 2)}, linear ${number(p.toLinear, 2)}`) : null))),
        element("div", {class: "regime-row scale"}, element("div", {}), element("div", {class: "regime-ticks"},
          ticks.map(e => element("span", {style: `left:${at(10 ** e)}%`}, number(10 ** e))),
          element("em", {class: "left"}, "← linear"), element("em", {class: "right"}, "cubic →")), element("div", {}))));
    },
  };
}

// ---------------------------------------------------------------- bounds

function boundsFigure(part) {
  const known = part.rows.filter(r => finite(r.measured) && finite(r.value) && r.measured > 0);
  const tightest = known.reduce((a, b) => b.value / b.measured < a.value / a.measured ? b : a, known[0]);
  const held = known.every(r => r.value >= r.measured);
  return {
    title: "What is guaranteed",
    caption: [part.rows.length
      ? "Each row is a bound that theory guarantees under its assumption, beside the risk that was measured; a ratio near 1 is a tight bound, below 1 a broken one."
      : "At each point, the error that was measured and the largest that theory allows there.",
      tightest ? `${held ? "Every measured risk is below its bound" : "A measured risk is above its bound"}; the tightest, “${tightest.name}”, is ${number(tightest.value / tightest.measured)} times what was measured.` : ""],
    draw(host) {
      if (part.rows.length) host.append(table({
        title: "bounds",
        columns: ["bound", "risk", "guaranteed", "measured", "ratio", "assumption"],
        rows: part.rows.map(r => [r.name, r.risk, r.value, r.measured, finite(r.measured) && r.measured > 0 ? r.value / r.measured : null, r.assumption]),
        note: "",
      }));
      if (part.pointwise) pointwise(host, part.pointwise);
    },
  };
}

function pointwise(host, part) {
  const all = extent([...part.error, ...part.bound], true);
  const [lo, hi] = [Math.max(all[0], all[1] * 1e-6), all[1]];
  const pair = [["error", part.error], ["bound", part.bound]];
  if (part.axes.length === 1) {
    host.append(element("h3", {}, "error and bound at each point"));
    lineChart(host, {
      label: "pointwise error and its bound",
      height: tall,
      x: {label: part.inputs[0], symbol: part.inputs[0], range: padded(extent(part.axes[0], false), false, 0.015)},
      y: {label: "absolute error", log: true, range: padded([lo, hi], true)},
      series: () => [
        {name: "measured error", x: part.axes[0], y: part.error, color: "--net", width: 2, dash: []},
        {name: "bound", x: part.axes[0], y: part.bound, color: "--simplified", width: 2, dash: []},
      ],
    });
    return;
  }
  const [gx, gy] = part.axes;
  const scale = {lo, hi: hi > lo ? hi : lo * 10, log: true, anchors: () => VIRIDIS, label: "absolute error"};
  const row = element("div", {class: "pair"});
  host.append(row);
  for (const [name, values] of pair) {
    const cell = element("div", {}, element("h3", {}, name));
    row.append(cell);
    heatMap(cell, {
      label: `pointwise ${name}`, height: width => Math.min(width, 420), scale,
      x: {grid: gx, label: part.inputs[0], symbol: part.inputs[0]},
      y: {grid: gy, label: part.inputs[1], symbol: part.inputs[1]},
      value: (i, j) => values[i * gy.length + j],
      read: (i, j) => pair.map(([title, v]) => [null, title, number(v[i * gy.length + j])]),
    });
  }
  colorBar(host, scale);
}
