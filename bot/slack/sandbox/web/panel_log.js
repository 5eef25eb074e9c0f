// panel_log.js shows the requests with their states, and the log as it grows.
import { away, clock, day, moment } from "./dates.js";
import { el, patch } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { person, state } from "./store.js";

const $ = (id) => document.getElementById(id);
const words = (s) => s.replaceAll("_", " ");
const who = (id) => person(id)?.real_name || id;

// drawRequests lists the requests, the newest first.
export function drawRequests() {
  const all = state.demo.requests;
  $("requests-count").textContent = String(all.length);
  $("requests-empty").hidden = all.length > 0;
  patch($("requests"), all.toReversed().map((r) => ({
    key: r.name, sig: JSON.stringify([r, r.grants?.map((g) => until(g)), person(state.me).tz]), draw: () => request(r),
  })));
}

const until = (g) => {
  const at = Date.parse(g.ends_at);
  if (g.state === "active") return `Ends ${day(at)}, ${away(at)}`;
  return g.state === "ended" ? "The access has ended" : "Changed in Asana meanwhile, so it was left alone";
};

function request(r) {
  return el("li", { "data-request": r.name, "data-state": r.state },
    el("div", { class: "row" }, el("b", {}, r.name), el("span", { class: "pill state-" + r.state }, words(r.state))),
    el("div", { class: "command" }, mrkdwn(state.world, r.command)),
    el("div", { class: "faint" }, `by ${who(r.by)}`, (r.grants || []).map((g) => el("div", { "data-grant": g.state }, until(g)))));
}

// drawLog lists the events, the newest first.
export function drawLog() {
  const all = state.demo.events;
  $("events-count").textContent = String(all.at(-1)?.seq || 0);
  patch($("events"), all.slice(-200).toReversed().map((e) => ({ key: String(e.seq), sig: `${e.id} ${person(state.me).tz}`, draw: () => event(e) })));
}

function event(e) {
  const actor = e.actor?.slack_user ? who(e.actor.slack_user) : words(e.actor?.via || "");
  const change = e.details?.new_value && [e.details.old_value, e.details.new_value].filter(Boolean).join(" → ");
  const about = [e.request, e.subject?.slack_user && who(e.subject.slack_user), e.resource?.name || e.resource?.type, change].filter(Boolean).join(" · ");
  return el("li", { "data-action": e.action, "data-outcome": e.outcome, "data-seq": String(e.seq) },
    el("details", {},
      el("summary", {},
        el("span", { class: "row" }, el("span", { class: "seq" }, String(e.seq)), el("span", { class: "action" }, words(e.action)),
          el("span", { class: "pill outcome-" + e.outcome }, e.outcome)),
        el("span", { class: "faint row" }, el("span", {}, [about, actor && `by ${actor}`].filter(Boolean).join(" · ")),
          el("time", { datetime: e.time, title: moment(Date.parse(e.time)) }, clock(Date.parse(e.time))))),
      el("pre", {}, JSON.stringify(e, null, 2))));
}
