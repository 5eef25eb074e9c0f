// people.js is the left column: who you are, and the places there are.
import { avatar } from "./avatar.js";
import { el, patch } from "./dom.js";
import { actors, dm, person, state, unread, waiting } from "./store.js";

const $ = (id) => document.getElementById(id);

// drawPeople lists who there is, with what each has not read; be(id) makes you somebody.
export function drawPeople(be) {
  patch($("people-list"), actors().map((u) => {
    const count = u.id === state.me ? 0 : waiting(u.id);
    const current = u.id === state.me;
    return { key: u.id, sig: JSON.stringify([u, count, current]), draw: () => entry(u, count, current, be) };
  }));
  const news = actors().reduce((sum, u) => sum + (u.id === state.me ? 0 : waiting(u.id)), 0);
  $("people-news").replaceChildren(...[badge(news)].filter(Boolean));
  $("me").replaceChildren(avatar(person(state.me)), el("span", {}, person(state.me).real_name));
}

function entry(u, count, current, be) {
  return el("li", {}, el("button", {
    type: "button", id: "person-" + u.id, "data-person": u.name, "aria-current": current ? "true" : null, onclick: () => be(u.id),
  }, avatar(u), el("span", { class: "name" }, u.real_name, el("span", { class: "handle" }, ` @${u.name}${role(u)}`)), badge(count)));
}

const role = (u) => (u.is_admin ? " · admin" : u.is_restricted ? " · guest" : u.is_stranger ? " · other company" : "");

const badge = (count) => count > 0 && el("span", { class: "badge" }, count > 99 ? "99+" : String(count), el("span", { class: "hidden" }, " new"));

// places are [id, name, sign] of the conversations and the tab of the app.
export const places = () => [
  ["dm", person(state.world.bot).real_name, "✉"], ["home", "Home", "⌂"],
  ...state.world.channels.map((c) => [c.id, c.name, "#"]),
];

export function drawPlaces(go) {
  patch($("places"), places().map(([id, name, sign]) => {
    const current = id === state.place;
    const count = id === "home" || current ? 0 : unread(state.me, id === "dm" ? dm() : id);
    return {
      key: id, sig: JSON.stringify([name, count, current]),
      draw: () => el("li", {}, el("button", {
        type: "button", id: "place-" + id, "data-place": id, "aria-current": current ? "page" : null, onclick: () => go(id),
      }, el("span", { class: "sign", "aria-hidden": "true" }, sign), el("span", { class: "name" }, name), badge(count))),
    };
  }));
}
