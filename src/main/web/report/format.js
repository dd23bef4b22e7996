// Numbers as readers write them, and elements from text. Text never becomes markup: it is only ever set as text.

const MISSING = "–";
const finite = v => typeof v === "number" && Number.isFinite(v);
const superscript = n => String(n).replace(/-/g, "⁻").replace(/\d/g, c => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]);
const minus = text => text.replace(/-/g, "−");
const exponent = v => v === 0 ? 0 : Math.floor(Math.log10(Math.abs(v)) + 1e-12);

/** A space at which no line ends. */
const NBSP = "\u00a0";

/** A number to some significant digits: 0.0123, 1,230, 1.23·10⁻⁷. */
function number(v, digits = 3) {
  if (!finite(v)) return MISSING;
  const rounded = Number(v.toPrecision(digits));
  const e = exponent(rounded);
  if (rounded !== 0 && (e < -3 || e > 5)) {
    const mantissa = Number((rounded / 10 ** e).toPrecision(digits));
    return minus((mantissa === 1 ? "" : mantissa === -1 ? "-" : mantissa + "·") + "10") + superscript(e);
  }
  return minus(rounded.toLocaleString("en", {maximumFractionDigits: 12}));
}

/** A value with its uncertainty, to two digits of the latter: 0.0123 ± 0.0011. */
function withUncertainty(v, u) {
  if (!finite(v) || !finite(u) || u <= 0) return number(v);
  // Beyond four digits of the value, both are easier to read apart.
  if (u < 1e-3 * Math.abs(v)) return `${number(v, 4)}${NBSP}±${NBSP}${number(u, 2)}`;
  const e = exponent(v === 0 ? u : v);
  const scale = e < -3 || e > 5 ? 10 ** e : 1;
  const places = Math.max(0, Math.min(12, 1 - exponent(u / scale)));
  const text = x => minus((x / scale).toLocaleString("en", {minimumFractionDigits: places, maximumFractionDigits: places}));
  return scale === 1 ? `${text(v)}${NBSP}±${NBSP}${text(u)}` : `(${text(v)}${NBSP}±${NBSP}${text(u)})·10${superscript(e)}`;
}

const equation = (symbol, v, digits) => `${symbol}${NBSP}=${NBSP}${number(v, digits)}`;

const percent = v => finite(v) ? `${number(100 * v, 2)}${NBSP}%` : MISSING;

/** Whole numbers of neurons, samples, rows. */
const count = n => n.toLocaleString("en");

function duration(seconds) {
  if (!finite(seconds)) return MISSING;
  if (seconds < 90) return `${number(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** element("p", {class: "note"}, "text", child): attributes that are null or false are left out, "on…" are listeners. */
function element(tag, attributes = {}, ...children) {
  const node = tag.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== ""));
  return node;
}
