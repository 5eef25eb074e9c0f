// blocks.js draws Block Kit. What a person does goes to ctx.act(element, block, value).
import { el, safeLink } from "./dom.js";
import { emojiFor, mention, mrkdwn, words } from "./mrkdwn.js";
import { control } from "./elements.js";

// blocks draws a list of blocks; ctx is {world, act, suggest, values, errors}.
export function blocks(ctx, list) {
  return (list || []).map((b) => (drawers[b.type] || unknown)(ctx, b));
}

const unknown = (ctx, b) => el("p", { class: "block faint" }, `[${b.type}]`);
const div = (kind, ...children) => el("div", { class: "block " + kind }, ...children);

const drawers = {
  section(ctx, b) {
    const text = el("div", { class: "words" }, words(ctx.world, b.text),
      b.fields && el("div", { class: "fields" }, b.fields.map((f) => el("div", {}, words(ctx.world, f)))));
    return div("section", text, b.accessory && control(ctx, b, b.accessory));
  },
  context: (ctx, b) => div("context", b.elements.map((e) => e.type === "image" ? image(e) : el("span", {}, words(ctx.world, e)))),
  header: (ctx, b) => div("header", words(ctx.world, b.text)),
  divider: () => el("hr"),
  actions: (ctx, b) => div("actions", b.elements.map((e) => control(ctx, b, e))),
  context_actions: (ctx, b) => div("actions", b.elements.map((e) => control(ctx, b, e))),
  image: (ctx, b) => div("image", b.title && el("p", { class: "faint" }, words(ctx.world, b.title)), image(b)),
  markdown: (ctx, b) => div("section", el("div", { class: "words" }, mrkdwn(ctx.world, b.text))),
  rich_text: (ctx, b) => div("rich", b.elements.map((e) => rich(ctx, e))),
  table: (ctx, b) => table(ctx, b),
  data_table: (ctx, b) => div("table", el("p", { class: "faint" }, b.caption), table(ctx, b)),
  input(ctx, b) {
    const id = `in-${b.block_id}-${b.element.action_id}`;
    const error = ctx.errors?.[b.block_id];
    return el("div", { class: "field" },
      el("label", { for: id }, words(ctx.world, b.label), b.optional ? el("span", { class: "faint" }, " (optional)") : null),
      control(ctx, b, b.element, id),
      b.hint && el("p", { class: "faint" }, words(ctx.world, b.hint)),
      error && el("p", { class: "error", role: "alert" }, error));
  },
};

const image = (e) => el("img", { src: e.image_url, alt: e.alt_text });

function table(ctx, b) {
  return el("table", { class: "block" }, b.rows.map((row) => el("tr", {}, row.map((c) => el("td", {}, cell(ctx, b, c))))));
}

function cell(ctx, b, c) {
  if (c.type === "rich_text") return c.elements.map((e) => rich(ctx, e));
  if (c.type === "button") return control(ctx, b, c.element);
  return c.text ?? String(c.value ?? "");
}

function rich(ctx, e) {
  const inner = () => e.elements.map((x) => (x.elements ? rich(ctx, x) : piece(ctx, x)));
  switch (e.type) {
    case "rich_text_list":
      return el(e.style === "ordered" ? "ol" : "ul", {}, e.elements.map((x) => el("li", {}, rich(ctx, x))));
    case "rich_text_quote": return el("blockquote", {}, inner());
    case "rich_text_preformatted": return el("pre", {}, inner());
    default: return el("div", { class: "words" }, inner());
  }
}

function piece(ctx, e) {
  const drawn = bare(ctx, e);
  const tags = { bold: "b", italic: "i", strike: "s", code: "code", underline: "u" };
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
    case "date": return el("time", {}, new Date(e.timestamp * 1000).toLocaleString());
    default: return `[${e.type}]`;
  }
}
