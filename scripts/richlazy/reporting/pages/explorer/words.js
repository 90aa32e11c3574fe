// Numbers and names as text, and elements of the page.
"use strict";

// A number with few significant digits and a true minus sign; ∞ for what was never reached.
function numberText(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const number = Number(value);
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  if (number === 0) return "0";
  const size = Math.abs(number);
  const text = size >= 1e5 || size < 1e-3 ? number.toExponential(2) : String(Number(number.toPrecision(digits)));
  return text.replace(/-/g, "−").replace("e+", "e");
}

function pText(value) {
  return value === null ? "–" : value < 0.001 ? "< 0.001" : value.toFixed(3);
}

function intervalText(low, high) {
  return low === null || high === null ? "–" : `${numberText(low)} to ${numberText(high)}`;
}

function capitalised(words) { return words.slice(0, 1).toUpperCase() + words.slice(1); }

function plural(count, word) { return `${count} ${word}${count === 1 ? "" : "s"}`; }

// The name of a variable with its unit.
function withUnit(variable) {
  return ["", "1", "-"].includes(variable.units) ? capitalised(variable.words)
    : `${capitalised(variable.words)} (${variable.units})`;
}

// The condition of a point: the labels that differ between points of its experiment.
function conditionOf(table, point) {
  const varied = table.varied([...Array(table.points).keys()]);
  const shown = varied.length ? varied : table.labels.slice(0, 1);
  return shown.map(label => [label.words, table.textOf(label, point)]);
}

// An element with attributes, properties that begin with "on", and children; text is never read as markup.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

// A list to choose from; entries are [value, text].
function choice(select, entries, chosen) {
  select.replaceChildren(...entries.map(([value, text]) => {
    const option = element("option", {value}, text);
    option.selected = String(value) === String(chosen);
    return option;
  }));
}

async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without permission, as in a page that was opened from a file.
    const area = element("textarea", {class: "offscreen"});
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = before; }, 1200);
}
