// What a reader takes away: CSV, PNG, and three lines of Python that give the same values from the file of results.
"use strict";

function save(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], {type}));
  const link = element("a", {href: address, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function csvCell(value) {
  const text = value === null || value === undefined || Number.isNaN(value) ? "" : String(value);
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function csvText(head, rows) {
  return [head, ...rows].map(row => row.map(csvCell).join(",")).join("\n") + "\n";
}

function pythonValue(value) {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function shellWord(text) { return /^[\w=.,+:-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`; }

// The command that tells how a value was made: its files, and how to make this network alone.
function lineageCommand(table, variable, point, seed, step) {
  // Measures between seeds have no point of their own there.
  if (variable.stage === "compare") return `richlazy lineage ${table.fileOf(variable, point, seed === null ? 0 : seed)}`;
  const words = [...table.labels.filter(label => label.indexed).map(label => `${label.name}=${table.valueOf(label, point)}`),
    ...Object.entries(table.numbered).map(([name, places]) => `${name}=${places[point]}`),
    ...(seed === null ? [] : [`seed=${table.seeds[seed]}`]), ...(table.hasSteps(variable) ? [`step=${table.steps[step]}`] : []),
    ...("component" in variable.select ? [`component=${variable.select.component}`] : [])];
  const measure = table.hasSeeds(variable) ? ` --measure ${variable.base}` : "";
  return `richlazy lineage ${table.entry.measures} --at ${words.map(shellWord).join(" ")}${measure}`;
}

// Three lines that open the table and choose values. chosen: values by label; seed and step: null for all; point: of a
// simulation whose cases have numbers and no names, null for all.
function xarrayLines(table, variable, chosen, seed, step, point = null) {
  const indexed = Object.entries(chosen).filter(([name]) => table.label(name).indexed);
  const others = Object.entries(chosen).filter(([name]) => !table.label(name).indexed);
  const selected = [...indexed.map(([name, value]) => `${name}=${pythonValue(value)}`),
    ...(seed === null ? [] : [`seed=${seed}`]), ...(step === null ? [] : [`step=${step}`]),
    ...Object.entries(variable.select).map(([name, value]) => `${name}=${pythonValue(value)}`)];
  const numbered = point === null ? [] : Object.entries(table.numbered).map(([name, places]) => `${name}=${places[point]}`);
  const where = numbered.length ? "" : others.map(([name, value]) => `(measures[${JSON.stringify(name)}] == ${pythonValue(value)})`).join(" & ");
  const filtered = where ? `measures.where(${where}, drop=True)` : numbered.length ? `measures.isel(${numbered.join(", ")})` : "measures";
  const chosenPart = selected.length ? `${filtered}.sel(${selected.join(", ")})` : filtered;
  return ["import xarray", `measures = xarray.open_dataset(${JSON.stringify(table.entry.measures)})`,
    `${chosenPart}[${JSON.stringify(variable.base)}]`].join("\n");
}
