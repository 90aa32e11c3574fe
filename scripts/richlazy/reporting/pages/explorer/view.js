// What is shown, as the part of the address after #, so that a link opens the same view.
"use strict";

const View = {
  values: new URLSearchParams(location.hash.slice(1)),
  listeners: [],

  get(key, otherwise = "") { return this.values.has(key) ? this.values.get(key) : otherwise; },

  list(key) { return this.get(key).split(",").filter(text => text !== ""); },

  // Set values; "" or null removes one. `only` names the beginning of keys that go first, such as filters.
  set(changes, {without = []} = {}) {
    for (const key of [...this.values.keys()]) {
      if (without.some(start => key.startsWith(start))) this.values.delete(key);
    }
    for (const [key, value] of Object.entries(changes)) {
      if (value === "" || value === null || value === undefined) this.values.delete(key);
      else this.values.set(key, value);
    }
    this.write();
    this.tell();
  },

  write() {
    try {
      history.replaceState(null, "", `#${this.values}`);
    } catch {
      // A page inside another, such as a report, has no address of its own; the view is then kept here alone.
    }
  },

  listen(listener) { this.listeners.push(listener); },
  tell() { for (const listener of this.listeners) listener(); },
};

addEventListener("hashchange", () => {
  View.values = new URLSearchParams(location.hash.slice(1));
  View.tell();
});
