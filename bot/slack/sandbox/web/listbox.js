// listbox.js is the list under a text field from which one picks, by mouse or by
// arrow keys while the focus stays in the field.
import { el, newID } from "./dom.js";
import { hide, place } from "./popup.js";

// Listbox belongs to an input with role combobox. pick(item) is called with what was chosen.
export class Listbox {
  constructor(input, { label, pick, wide }) {
    Object.assign(this, { input, pick, wide, at: -1, options: [] });
    this.list = el("div", { id: newID("list"), class: "listbox", role: "listbox", popover: "manual", "aria-label": label });
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("autocomplete", "off");
  }

  get open() { return this.input.getAttribute("aria-expanded") === "true"; }

  // show lists groups [{label, items: [{text, note, icon, …}]}]; the first item is active when active says so.
  show(groups, active, empty) {
    this.options = [];
    this.list.replaceChildren(...groups.filter((g) => g.items.length).map((g) => this.group(g)));
    if (!this.options.length) {
      if (!empty) { this.close(); return; }
      this.list.append(el("div", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, empty));
    }
    this.input.setAttribute("aria-expanded", "true");
    place(this.list, this.input, this.wide);
    this.mark(active && this.options.length ? 0 : -1);
  }

  group({ label, items }) {
    const options = items.map((item) => this.option(item));
    if (!label) return el("div", { role: "presentation" }, options);
    const id = newID("group");
    return el("div", { role: "group", "aria-labelledby": id }, el("div", { id, class: "group", role: "presentation" }, label), options);
  }

  option(item) {
    const node = el("div", {
      id: newID("option"), role: "option", "aria-selected": "false", "data-value": item.value ?? item.text,
      onmousedown: (ev) => { ev.preventDefault(); this.close(); this.pick(item); },
    }, item.icon, el("span", { class: "text" }, item.text), item.note && el("span", { class: "note" }, item.note));
    this.options.push({ item, node });
    return node;
  }

  mark(at) {
    this.options[this.at]?.node.setAttribute("aria-selected", "false");
    this.at = at;
    const node = this.options[at]?.node;
    node?.setAttribute("aria-selected", "true");
    node?.scrollIntoView({ block: "nearest" });
    if (node) this.input.setAttribute("aria-activedescendant", node.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  // key handles a key of the field, and tells whether it was for the list.
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.options.length) this.mark((this.at + step + (this.at < 0 && step < 0 ? 1 : 0) + this.options.length) % this.options.length);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0) this.take();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  take() {
    const { item } = this.options[this.at];
    this.close();
    this.pick(item);
  }

  close() {
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.at = -1;
    this.options = [];
    hide(this.list);
  }
}
