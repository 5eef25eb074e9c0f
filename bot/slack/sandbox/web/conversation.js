// conversation.js draws what was said, and the Home tab.
import { avatar } from "./avatar.js";
import { blocks, items } from "./blocks.js";
import { clock, day, moment, span } from "./dates.js";
import { el, patch } from "./dom.js";
import { menuButton } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { home, movedBefore, person, state, visible } from "./store.js";

const $ = (id) => document.getElementById(id);

// drawMessages shows the conversation; fresh says that it is another one than before, which is not read aloud as news.
export function drawMessages(ctx, fresh) {
  const log = $("log");
  const atEnd = fresh || log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  if (fresh) log.setAttribute("aria-live", "off");
  patch($("messages"), rows(ctx));
  if (fresh) requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  if (atEnd) log.scrollTop = log.scrollHeight;
  $("empty").hidden = $("messages").children.length > 0;
}

// rows are the messages, with a line where a day begins or time was moved.
function rows(ctx) {
  const out = [];
  let last = null;
  for (const m of visible()) {
    const shift = movedBefore(m.ts);
    const at = m.ts * 1000 + shift;
    if (last && shift !== last.shift) out.push(line("moved" + m.ts, `${span(shift - last.shift)} later · ${moment(at)}`));
    else if (last && day(at) !== day(last.at)) out.push(line("day" + m.ts, day(at)));
    const sequel = last && shift === last.shift && last.m.user === m.user && last.m.ephemeral === m.ephemeral && at - last.at < 120e3;
    out.push({ key: m.ts, sig: JSON.stringify([m, shift, sequel, state.me, ctx.world.version]), draw: () => message(ctx, m, { at, sequel }) });
    last = { m, at, shift };
  }
  return out;
}

const line = (key, text) => ({ key, sig: text, draw: () => el("li", { class: "line" }, el("span", {}, text)) });

function message(ctx, m, { at, sequel }) {
  const from = m.user === "USLACKBOT" ? { id: m.user, real_name: "Slackbot" } : person(m.user) || { id: m.user, real_name: m.user };
  const inner = ctx.at({ channel: m.channel, ts: m.ts }, m.ts);
  const body = m.blocks?.length ? blocks(inner, m.blocks) : [el("div", { class: "words" }, mrkdwn(ctx.world, m.text))];
  const kind = ["message", m.ephemeral && "ephemeral", m.thread_ts && "reply", sequel && "sequel"].filter(Boolean).join(" ");
  return el("li", { class: kind, id: "m-" + m.ts, tabindex: "-1", "data-ts": m.ts, "data-channel": m.channel, "data-ephemeral": m.ephemeral ? "true" : null },
    avatar(from),
    el("div", { class: "body" },
      el("div", { class: "who" }, el("b", {}, from.real_name), from.is_bot && el("span", { class: "app-tag" }, "APP"),
        el("time", { datetime: new Date(at).toISOString(), title: moment(at) }, clock(at)), m.edited && el("span", { class: "faint" }, "edited")),
      m.ephemeral && el("div", { class: "only-you" }, el("span", { "aria-hidden": "true" }, "👁 "), "Only visible to you"),
      body),
    !m.ephemeral && more(ctx, m));
}

const more = (ctx, m) => menuButton({ id: "more-" + m.ts, class: "more", "aria-label": "More about this message", "data-message-menu": m.ts }, "⋯",
  [{ text: "Request access for this", value: "request_access_message", run: () => ctx.shortcut("request_access_message", m) }]);

// drawHome shows the tab that the app published for this person.
export function drawHome(ctx) {
  const view = home();
  $("home-empty").hidden = Boolean(view);
  patch($("home-body"), view ? items({ ...ctx.at({ view_id: view.id }, view.id), values: view.state.values }, view.blocks) : []);
}
