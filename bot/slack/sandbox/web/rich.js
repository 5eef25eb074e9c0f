// rich.js draws rich text and tables.
import { slackDate } from "./dates.js";
import { el, safeLink } from "./dom.js";
import { emojiFor, mention } from "./mrkdwn.js";

export function rich(ctx, e) {
  const inner = () => e.elements.map((x) => (x.elements ? rich(ctx, x) : piece(ctx, x)));
  switch (e.type) {
    case "rich_text_list":
      return el(e.style === "ordered" ? "ol" : "ul", {}, e.elements.map((x) => el("li", {}, rich(ctx, x))));
    case "rich_text_quote": return el("blockquote", {}, inner());
    case "rich_text_preformatted": return el("pre", {}, inner());
    default: return el("div", { class: "words" }, inner());
  }
}

const tags = { bold: "b", italic: "i", strike: "s", code: "code", underline: "u" };

function piece(ctx, e) {
  const drawn = bare(ctx, e);
  return Object.entries(e.style || {}).reduce((node, [name, on]) => (on && tags[name] ? el(tags[name], {}, node) : node), drawn);
}

function bare(ctx, e) {
  switch (e.type) {
    case "text": return e.text;
    case "link": return safeLink(e.url, e.text);
    case "user": return mention(ctx.world, e.user_id);
    case "usergroup": return mention(ctx.world, e.usergroup_id);
    case "channel": return mention(ctx.world, e.channel_id);
    case "broadcast": return el("span", { class: "mention" }, "@" + e.range);
    case "emoji": return emojiFor(e.name);
    case "date": return el("time", {}, slackDate(e.timestamp * 1000, e.format || "{date} {time}"));
    default: return `[${e.type}]`;
  }
}

export function table(ctx, b, control) {
  const cell = (c) => {
    if (c.type === "rich_text") return c.elements.map((e) => rich(ctx, e));
    if (c.type === "button") return control(ctx, b, c.element);
    return c.text ?? String(c.value ?? "");
  };
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": b.caption || "Table" },
    el("table", {}, b.rows.map((row, i) => el("tr", {}, row.map((c) => el(i ? "td" : "th", {}, cell(c)))))));
}
