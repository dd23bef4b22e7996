// The page: verdict, criteria, figures, tables, caveats, how to make it again.

const model = JSON.parse(document.getElementById("model").textContent);
const page = document.getElementById("page");

function details(summary, ...content) {
  return element("details", {}, element("summary", {}, summary), ...content);
}

function copy(text, button) {
  const done = () => {
    const before = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = before; }, 1500);
  };
  // A page opened from a folder may not be allowed to use the clipboard; selecting works everywhere.
  const bySelection = () => {
    const area = element("textarea", {class: "offscreen"});
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    done();
  };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, bySelection);
  else bySelection();
}

const cellText = v => typeof v === "number" ? number(v, 4) : v ?? MISSING;

function table({title, columns, rows, note}) {
  const numeric = columns.map((c, j) => rows.some(row => typeof row[j] === "number") && rows.every(row => typeof row[j] !== "string" || row[j] === ""));
  const tsv = () => [columns, ...rows].map(row => row.map(v => String(v ?? "").replace(/[\t\n]/g, " ")).join("\t")).join("\n") + "\n";
  const button = element("button", {type: "button", class: "copy", onclick: () => copy(tsv(), button)}, "Copy as TSV");
  return element("div", {class: "table"},
    element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": title},
      element("table", {},
        element("thead", {}, element("tr", {}, columns.map((c, j) => element("th", {scope: "col", class: numeric[j] ? "n" : null}, c)))),
        element("tbody", {}, rows.map(row => element("tr", {}, row.map((v, j) => element("td", {class: numeric[j] ? "n" : null}, cellText(v)))))))),
    element("div", {class: "under-table"}, note ? element("p", {class: "note"}, note) : element("span", {}), button));
}

/** A value with its uncertainty and the side of the limit where it has to be, on one line. */
function gauge(c) {
  const u = finite(c.uncertainty) ? c.uncertainty : 0;
  if (!finite(c.value) || !finite(c.limit)) return null;
  const lo = Math.min(0, c.value - u, c.limit), hi = Math.max(0, c.value + u, c.limit);
  const place = v => Math.max(0, Math.min(100, 100 * (v - lo) / ((hi - lo) * 1.08 || 1)));
  const [from, to] = c.comparison === "AT_MOST" ? [0, place(c.limit)] : [place(c.limit), 100];
  return element("div", {class: "gauge", "aria-hidden": "true"},
    element("div", {class: "gauge-side", style: `left:${from}%;width:${to - from}%`}),
    element("div", {class: "gauge-limit", style: `left:${place(c.limit)}%`}),
    u > 0 ? element("div", {class: "gauge-error", style: `left:${place(c.value - u)}%;width:${place(c.value + u) - place(c.value - u)}%`}) : null,
    element("div", {class: "gauge-value", style: `left:${place(c.value)}%`}));
}

function criteria(list) {
  return element("ol", {class: "criteria"}, list.map(c => element("li", {class: c.passed ? "pass" : "fail"},
    element("span", {class: "mark", role: "img", "aria-label": c.passed ? "passed" : "failed"}, c.passed ? "✓" : "✗"),
    element("div", {class: "criterion-what"}, element("b", {}, c.name), element("span", {}, c.what), c.note ? element("small", {}, c.note) : null),
    element("div", {class: "criterion-value"}, withUncertainty(c.value, c.uncertainty),
      element("span", {}, `${c.comparison === "AT_MOST" ? "at most" : "at least"} ${number(c.limit)}`)),
    gauge(c) ?? element("div", {}))));
}

function header(head) {
  const toggle = element("button", {type: "button", class: "theme", onclick: () => {
    const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    redrawAll();
  }, "aria-label": "dark or light"}, element("span", {class: "to-dark"}, "Dark"), element("span", {class: "to-light"}, "Light"));
  const {source} = head;
  const safe = source?.link && /^https?:\/\//i.test(source.link);
  return element("header", {},
    element("div", {class: "top"}, element("span", {}, element("b", {}, "lfp validate"), ` ${head.name}`), toggle),
    element("h1", {}, head.title),
    element("p", {class: head.passed ? "verdict pass" : "verdict fail"},
      element("strong", {}, head.passed ? "✓ Passed" : "✗ Failed"), element("span", {}, head.verdict)),
    head.description ? element("p", {class: "description"}, head.description) : null,
    source ? element("p", {class: "source"}, "Experiment of ", safe ? element("a", {href: source.link, rel: "noreferrer"}, source.citation) : source.citation) : null,
    head.criteria.length ? criteria(head.criteria) : null);
}

function reproduction(r) {
  const button = element("button", {type: "button", class: "copy", onclick: () => copy(r.command, button)}, "Copy");
  const facts = [["seed", String(r.seed)], ["version", r.version], ["commit", r.commit], ["date", r.date], ["machine", r.machine],
    ["Java", r.java], ["backend", r.backend], ["took", duration(r.seconds)]];
  return [element("div", {class: "command"}, element("code", {}, r.command), button),
    element("dl", {class: "facts"}, facts.filter(([, v]) => v).map(([name, v]) => element("div", {}, element("dt", {}, name), element("dd", {}, v))))];
}

function section(id, title, ...content) {
  return element("section", {id, "aria-labelledby": `${id}-title`}, element("h2", {id: `${id}-title`}, title), ...content);
}

function figures() {
  const made = [];
  const add = (id, short, part, make) => { if (part) made.push({id, short, ...make(part)}); };
  add("fit", "Fit", model.fit, fitFigure);
  add("differences", "Differences", model.differences, differencesFigure);
  model.frequencies.forEach((part, i) => add(`frequencies-${i + 1}`, model.frequencies.length > 1 ? `Frequencies ${i + 1}` : "Frequencies", part,
    p => frequencyFigure(p, model.frequencies.length > 1)));
  add("widths", "Width", model.widths, widthFigure);
  add("split", "Rungs", model.split, splitFigure);
  add("regime", "Splines", model.regime, regimeFigure);
  add("bounds", "Bounds", model.bounds, boundsFigure);
  return made;
}

function show() {
  if (model.fit) {
    clock.times = model.fit.t;
    clock.index = model.fit.t.length - 1;
  }
  const made = figures();
  const links = made.map(f => [f.id, f.short]);
  if (model.tables.length) links.push(["tables", "Tables"]);
  if (model.head.caveats.length) links.push(["caveats", "Caveats"]);
  if (model.head.reproduction) links.push(["again", "Reproduce"]);
  const main = element("main");
  page.append(header(model.head),
    links.length > 1 ? element("nav", {"aria-label": "on this page"}, links.map(([id, name]) => element("a", {href: `#${id}`}, name))) : "", main);
  made.forEach((figure, i) => {
    const body = element("div", {class: "figure-body"});
    const [how, seen] = figure.caption;
    main.append(section(figure.id, figure.title,
      element("p", {class: "caption"}, element("span", {class: "figure-number"}, `Figure ${i + 1}. `), how, seen ? " " : "", seen ? element("strong", {}, seen) : null), body));
    figure.draw(body);
  });
  if (model.tables.length) {
    main.append(section("tables", "Tables", model.tables.map(t => element("div", {}, element("h3", {}, t.title), table(t)))));
  }
  if (model.head.caveats.length) {
    main.append(section("caveats", "What to keep in mind", element("ul", {class: "caveats"}, model.head.caveats.map(c => element("li", {}, c)))));
  }
  if (model.head.reproduction) main.append(section("again", "How to make this page again", reproduction(model.head.reproduction)));
  clock.listeners.forEach(listener => listener());
}

show();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);

let before = null;
addEventListener("beforeprint", () => {
  before = document.documentElement.dataset.theme ?? "";
  document.documentElement.dataset.theme = "light";
  document.documentElement.classList.add("printing");
  redrawAll();
});
addEventListener("afterprint", () => {
  if (before) document.documentElement.dataset.theme = before;
  else delete document.documentElement.dataset.theme;
  document.documentElement.classList.remove("printing");
  redrawAll();
});
