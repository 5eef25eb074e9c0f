// mrkdwn.js draws Slack's text format.
import { slackDate } from "./dates.js";
import { el, safeLink } from "./dom.js";

const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const plainText = (s) => s.replace(/&(?:amp|lt|gt);/g, (e) => entities[e]);

const emoji = {
  white_check_mark: "✅", x: "❌", warning: "⚠️", hourglass: "⌛", hourglass_flowing_sand: "⏳", lock: "🔒", tada: "🎉",
  bell: "🔔", mag: "🔍", no_entry: "⛔", eyes: "👀", key: "🔑", wave: "👋", information_source: "ℹ️", clock3: "🕒",
  rotating_light: "🚨", leftwards_arrow_with_hook: "↩️", octagonal_sign: "🛑", grey_question: "❔", question: "❓", bust_in_silhouette: "👤", busts_in_silhouette: "👥", calendar: "📅",
  alarm_clock: "⏰", clipboard: "📋", zap: "⚡", arrow_right: "➡️", heavy_check_mark: "✔️", no_entry_sign: "🚫", pause_button: "⏸️", arrow_forward: "▶️",
  stopwatch: "⏱️", mega: "📣", sparkles: "✨", house: "🏠", gear: "⚙️", bulb: "💡", memo: "📝", raised_hand: "✋",
};
export const emojiFor = (name) => emoji[name] || `:${name}:`;

// mention draws a person, a group or a channel by id.
export function mention(world, id, label) {
  const user = world.users.find((u) => u.id === id);
  const group = world.usergroups.find((g) => g.id === id);
  const channel = world.channels.find((c) => c.id === id);
  const name = user ? "@" + (user.profile.display_name || user.name) : group ? "@" + group.handle
    : channel ? "#" + channel.name : label || id;
  return el("span", { class: "mention", title: user?.real_name }, name);
}

function reference(world, inner) {
  const [target, label] = inner.split(/\|(.*)/s);
  if (/^[@#]/.test(target)) return mention(world, target.slice(1), label);
  if (target.startsWith("!subteam^")) return mention(world, target.slice(9), label);
  const date = target.match(/^!date\^(\d+)\^([^^]*)/);
  if (date) return el("time", { datetime: new Date(date[1] * 1000).toISOString() }, slackDate(date[1] * 1000, plainText(date[2])));
  if (target.startsWith("!")) return el("span", { class: "mention" }, "@" + target.slice(1));
  return safeLink(plainText(target), label && plainText(label));
}

const pattern = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])|:([a-z0-9_+-]+):/;

// mrkdwn returns the nodes of a text.
export function mrkdwn(world, text) {
  const nodes = [];
  for (const [i, line] of splitQuotes(text).entries()) {
    if (line.quote) nodes.push(el("blockquote", {}, inline(world, line.text)));
    else nodes.push(...(i && !nodes.at(-1)?.matches?.("blockquote") ? ["\n"] : []), ...inline(world, line.text));
  }
  return nodes;
}

function splitQuotes(text) {
  const parts = [];
  for (const line of text.split("\n")) {
    const quote = /^(&gt;|>) ?/.test(line);
    const words = quote ? line.replace(/^(&gt;|>) ?/, "") : line;
    if (parts.length && parts.at(-1).quote === quote) parts.at(-1).text += "\n" + words;
    else parts.push({ quote, text: words });
  }
  return parts;
}

function inline(world, text) {
  const nodes = [];
  for (let rest = text; rest;) {
    const m = rest.match(pattern);
    if (!m) { nodes.push(plainText(rest)); break; }
    if (m.index) nodes.push(plainText(rest.slice(0, m.index)));
    nodes.push(styled(world, m));
    rest = rest.slice(m.index + m[0].length);
  }
  return nodes;
}

function styled(world, [, pre, code, ref, bold, italic, strike, icon]) {
  if (pre) return el("pre", {}, plainText(pre));
  if (code) return el("code", {}, plainText(code));
  if (ref) return reference(world, ref);
  if (bold) return el("b", {}, inline(world, bold));
  if (italic) return el("i", {}, inline(world, italic));
  if (strike) return el("s", {}, inline(world, strike));
  return emojiFor(icon);
}

// words draws a text object.
export function words(world, object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(world, object.text);
  return [object.text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji[name] || whole)];
}
