// combobox.js is a field in which one types to find one thing, or several that
// become chips. Its source may take its time: only the newest answer counts.
import { el } from "./dom.js";
import { Listbox } from "./listbox.js";

const pause = 150; // milliseconds without a key before the source is asked

export function combobox(options) {
  return new Combobox(options).node;
}

class Combobox {
  constructor(options) {
    Object.assign(this, { chosen: [], asked: 0, ...options });
    this.input = el("input", {
      ...this.attributes, type: "text", spellcheck: "false", placeholder: this.placeholder || "Type to search",
      oninput: () => this.typed(), onclick: () => this.list.open || this.ask(),
      onblur: () => { this.list.close(); this.settle(); }, onkeydown: (ev) => this.key(ev),
    });
    const label = this.attributes["aria-label"] || "Choices";
    this.list = new Listbox(this.input, { label, wide: true, pick: (item) => this.take(item) });
    this.chips = this.multi && el("ul", { class: "chips", "aria-label": "Chosen" });
    this.says = el("span", { class: "hidden", role: "status" });
    this.node = el("div", { class: "combo" }, this.chips, this.input, this.list.list, this.says);
    this.draw();
  }

  draw() {
    if (!this.multi) { this.input.value = this.chosen[0]?.text || ""; return; }
    this.chips.replaceChildren(...this.chosen.map((item) => el("li", { class: "chip", "data-value": item.value },
      item.text, el("button", {
        type: "button", "aria-label": `Remove ${item.text}`, onclick: () => { this.drop(item); this.input.focus(); },
      }, "×"))));
    this.chips.hidden = !this.chosen.length;
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), pause);
  }

  // query is what to look for; the name that is chosen already looks for everything.
  query() {
    const text = this.input.value.trim();
    return !this.multi && text === this.chosen[0]?.text ? "" : text;
  }

  async ask() {
    clearTimeout(this.timer);
    const query = this.query();
    const turn = ++this.asked;
    if (query.length < (this.least || 0)) {
      this.list.show([], false, `Type ${this.least} characters or more`);
      return;
    }
    const wait = setTimeout(() => turn === this.asked && this.list.show([], false, "Looking…"), 120);
    let groups = [];
    let trouble = "";
    try {
      groups = await this.source(query);
    } catch (problem) {
      trouble = problem.message;
    }
    clearTimeout(wait);
    if (turn === this.asked && document.activeElement === this.input) this.offer(groups, query, trouble);
  }

  offer(groups, query, trouble) {
    const free = groups.map((g) => ({ ...g, items: g.items.filter((i) => !this.multi || !this.has(i)).map((i) => ({ ...i, icon: i.icon?.() })) }));
    const count = free.reduce((sum, g) => sum + g.items.length, 0);
    this.list.show(free, query !== "", trouble || "Nothing found");
    this.says.textContent = trouble || `${count} found`;
  }

  has(item) { return this.chosen.some((c) => c.value === item.value); }

  take(item) {
    this.asked++;
    if (this.multi) {
      this.input.value = "";
      if (this.max && this.chosen.length >= this.max) { this.says.textContent = `No more than ${this.max}`; return; }
    }
    this.set(this.multi ? [...this.chosen, item] : [item]);
  }

  drop(item) { this.set(this.chosen.filter((c) => c.value !== item.value)); }

  set(items) {
    this.chosen = items;
    this.draw();
    this.onchange(items);
  }

  // settle puts the chosen name back into a field that was left with half a word; emptied, it has no choice any more.
  settle() {
    clearTimeout(this.timer);
    this.asked++;
    if (this.multi) this.input.value = "";
    else if (!this.input.value.trim() && this.chosen.length) this.set([]);
    else this.draw();
  }

  key(event) {
    if (this.list.key(event)) return;
    if (event.key === "ArrowDown") { event.preventDefault(); this.ask(); }
    if (event.key === "Enter") event.preventDefault(); // half a word does not send the form
    if (event.key === "Backspace" && this.multi && !this.input.value && this.chosen.length) this.drop(this.chosen.at(-1));
  }
}
