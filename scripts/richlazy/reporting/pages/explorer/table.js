// The measures of one experiment: columns over points, seeds and steps, as richlazy.reporting.explorer.columns packs them.
"use strict";

class Table {
  constructor(entry, described, values) {
    Object.assign(this, described, {entry, columns: values});
    this.variableByName = new Map(this.variables.map(variable => [variable.name, variable]));
    this.labelByName = new Map(this.labels.map(label => [label.name, label]));
  }

  variable(name) { return this.variableByName.get(name); }
  label(name) { return this.labelByName.get(name); }

  // The value of a variable; places of point, seed and step count only where the variable is over them.
  value(variable, point, seed, step) {
    let place = 0;
    for (const dim of variable.over) {
      if (dim === "point") place = place * this.points + point;
      else if (dim === "seed") place = place * this.seeds.length + seed;
      else place = place * this.steps.length + step;
    }
    return this.columns[variable.offset + place];
  }

  // Ends of the interval of the mean over seeds; null for a variable without seeds.
  interval(variable, point, step) {
    if (!variable.interval) return null;
    const over = variable.over.filter(dim => dim !== "seed");
    const size = {point: this.points, step: this.steps.length, seed: this.seeds.length};
    const place = over.reduce((sum, dim) => sum * size[dim] + (dim === "point" ? point : step), 0);
    const all = variable.over.reduce((product, dim) => product * size[dim], 1), half = all / this.seeds.length;
    const low = this.columns[variable.offset + all + place], high = this.columns[variable.offset + all + half + place];
    return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null;
  }

  hasSeeds(variable) { return variable.over.includes("seed"); }
  hasSteps(variable) { return variable.over.includes("step"); }

  // Mean over the seeds that have a finite value; NaN where there is none.
  mean(variable, point, step) {
    if (!this.hasSeeds(variable)) return this.value(variable, point, 0, step);
    let sum = 0, count = 0;
    for (let seed = 0; seed < this.seeds.length; seed++) {
      const value = this.value(variable, point, seed, step);
      if (Number.isFinite(value)) { sum += value; count++; }
    }
    return count ? sum / count : NaN;
  }

  wasRun(point, seed) { return !Number.isNaN(this.columns[point * this.seeds.length + seed]); }
  diverged(point, seed) { return this.columns[point * this.seeds.length + seed] > 0; }

  // Why a run counts as diverged, in the numbers of richlazy.hypercube.divergence.
  reason(point, seed) {
    const number = this.columns[this.points * this.seeds.length + point * this.seeds.length + seed];
    return number === 2 ? "its loss was no lower at the end than at the start" : "its loss was not finite or too large";
  }

  // Places of the points that have one of the allowed places of values for each label of `fixed`.
  pointsWith(fixed) {
    const entries = Object.entries(fixed).map(([name, places]) => [this.label(name), new Set(places)]);
    return [...Array(this.points).keys()].filter(point =>
      entries.every(([label, places]) => !label || places.has(label.codes[point])));
  }

  valueOf(label, point) { return label.values[label.codes[point]]; }
  textOf(label, point) { return label.texts[label.codes[point]]; }

  // Labels that have several values among these points.
  varied(points) {
    return this.labels.filter(label => new Set(points.map(point => label.codes[point])).size > 1);
  }

  // Steps at which a variable has any value.
  stepsOf(variable) {
    if (!this.hasSteps(variable)) return [];
    return [...this.steps.keys()].filter(step => {
      for (let point = 0; point < this.points; point++) {
        for (let seed = 0; seed < this.seeds.length; seed++) {
          if (!Number.isNaN(this.value(variable, point, seed, step))) return true;
        }
      }
      return false;
    });
  }

  // Files of a run, from the one that holds its measures to its first stage; none for a simulation.
  filesOf(point, seed) {
    const number = this.seeds[seed];
    return (this.files_of_points[point] || []).map(place => this.files[place])
      .filter(file => !file.seeds.length || file.seeds.includes(number));
  }

  // The file that a value was read from: that of its measure, or of the initial matrix; the whole table if there is none.
  fileOf(variable, point, seed) {
    const base = variable.name.replace(/^other_/, "").split(" ")[0];
    const files = this.filesOf(point, seed).filter(file => file.stage === variable.stage);
    const own = files.find(file => file.measures.some(name => name.split(/[@[ ]/)[0] === base));
    return (own || files[0] || {path: this.entry.measures}).path;
  }
}

const Tables = {
  known: new Map(),

  of(name) {
    if (!this.known.has(name)) this.known.set(name, this.unpack(name));
    return this.known.get(name);
  },

  async unpack(name) {
    const entry = Summary.experiments.find(experiment => experiment.name === name);
    const [described, values] = await Promise.all([
      Unpack.document(`described-${name}`), Unpack.columns(Unpack.text(`values-${name}`))]);
    return new Table(entry, described, values);
  },
};
