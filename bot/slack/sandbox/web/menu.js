// menu.js is a button that opens a menu: arrow keys move, Escape closes and the focus returns.
import { el, newID } from "./dom.js";
import { hide, place } from "./popup.js";

// menuButton makes the button and its menu; items are {text, run}.
export function menuButton(attributes, face, items) {
  const menu = el("div", { id: newID("menu"), class: "menu", role: "menu", popover: "auto", "aria-label": attributes["aria-label"] });
  const button = el("button", {
    type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": menu.id, ...attributes,
    onclick: () => open(),
    onkeydown: (ev) => { if (ev.key === "ArrowDown") { ev.preventDefault(); open(); } },
  }, face);
  const entries = items.map(({ text, run, value }) => el("button", {
    type: "button", role: "menuitem", tabindex: "-1", "data-value": value,
    onclick: () => { hide(menu); button.focus(); run(); },
  }, text));
  menu.append(...entries);
  menu.addEventListener("keydown", (ev) => move(ev, entries));
  menu.addEventListener("toggle", (ev) => {
    button.setAttribute("aria-expanded", String(ev.newState === "open"));
    if (ev.newState === "closed" && (menu.contains(document.activeElement) || document.activeElement === document.body)) button.focus();
  });
  const open = () => { place(menu, button); entries[0]?.focus(); };
  return el("span", { class: "menu-place" }, button, menu);
}

function move(event, entries) {
  const at = entries.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    entries[to % entries.length]?.focus();
  } else if (event.key === "Tab") {
    event.preventDefault();
    hide(event.currentTarget);
  } else if (event.key === "Escape") {
    event.preventDefault(); // or it would close a dialog too
    event.stopPropagation();
    hide(event.currentTarget);
  }
}
