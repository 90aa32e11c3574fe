// What is known of one dot: condition, seed, values, files, and the command that tells how the value was made.
"use strict";

const Detail = {
  // at: table, point, seed (null for a mean), step (null for none), variables to show.
  show(at) {
    document.getElementById("detail").classList.remove("empty");
    document.getElementById("detail-contents").replaceChildren(...this.contents(at));
  },

  // On a wide screen the panel keeps its place, so that the chart does not move under the pointer.
  hide() {
    document.getElementById("detail").classList.add("empty");
    document.getElementById("detail-contents").replaceChildren(element("p", {class: "soft"},
      "Point at a dot: its condition, seed, value, files and lineage command are shown here. A click marks its seed in all views; n and p go from dot to dot."));
  },

  copyLineage() {
    const button = document.querySelector("#detail [data-copies=lineage]");
    if (button) button.click();
  },

  contents({table, point, seed, step, variables}) {
    const number = seed === null ? null : table.seeds[seed];
    const facts = element("dl", {});
    const add = (name, value) => facts.append(element("dt", {}, name), element("dd", {}, value));
    add("experiment", table.entry.words);
    for (const [name, value] of conditionOf(table, point)) add(name, value);
    add(table.replicate, number === null ? `mean over ${plural(table.seeds.length, table.replicate)}` : String(number));
    if (step !== null && variables.some(variable => table.hasSteps(variable))) add(table.step_name, String(table.steps[step]));
    for (const variable of variables) add(variable.words, this.valueText(table, variable, point, seed, step));
    const lost = [...table.seeds.keys()].filter(other => table.diverged(point, other));
    if (seed !== null && table.diverged(point, seed)) add("diverged", table.reason(point, seed));
    if (seed === null && lost.length) add("diverged", `${table.replicate}s ${lost.map(other => table.seeds[other]).join(", ")}`);
    const parts = [element("h3", {}, seed === null ? "This mean" : "This network"), facts];
    if (number !== null) {
      parts.push(element("button", {id: "mark-this", onclick: () => Brush.toggle(number)},
        Brush.seeds().has(number) ? `Take the mark from ${table.replicate} ${number}` : `Mark ${table.replicate} ${number} everywhere`));
    }
    return [...parts, ...this.commands({table, point, seed, step, variable: variables[0]}), this.files(table, point, seed)];
  },

  valueText(table, variable, point, seed, step) {
    const value = seed === null ? table.mean(variable, point, step) : table.value(variable, point, seed, step);
    const ends = seed === null ? table.interval(variable, point, step) : null;
    const unit = ["", "1", "-"].includes(variable.units) ? "" : ` ${variable.units}`;
    return `${numberText(value)}${unit}${ends ? ` (${intervalText(...ends)})` : ""}`;
  },

  commands({table, point, seed, step, variable}) {
    const lineage = lineageCommand(table, variable, point, seed, step);
    const chosen = Object.fromEntries(table.labels.filter(label => label.names_point)
      .map(label => [label.name, table.valueOf(label, point)]));
    const lines = xarrayLines(table, variable, chosen, seed === null ? null : table.seeds[seed],
      table.hasSteps(variable) ? table.steps[step] : null, point);
    const block = (id, text, words) => [element("pre", {id}, text),
      element("button", {class: "copy", "data-copies": id, onclick: event => copyText(text, event.target)}, words)];
    return [...block("lineage", lineage, "Copy lineage command"), ...block("xarray", lines, "Copy lines for xarray")];
  },

  files(table, point, seed) {
    const of = seed === null ? [...new Set([...table.seeds.keys()].flatMap(other => table.filesOf(point, other)))]
      : table.filesOf(point, seed);
    const list = of.map(file => element("li", {}, element("span", {class: "soft"}, `${file.stage} `), file.path));
    const whole = element("li", {}, element("span", {class: "soft"}, "table "), table.entry.measures);
    return element("details", {open: true}, element("summary", {}, plural(of.length + 1, "file")),
      element("ul", {class: "files"}, ...list, whole));
  },
};
