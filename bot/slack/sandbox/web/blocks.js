// blocks.js draws Block Kit. What a person does goes to ctx.act(element, block, value).
import { el } from "./dom.js";
import { control } from "./elements.js";
import { mrkdwn, words } from "./mrkdwn.js";
import { rich, table } from "./rich.js";

// blocks draws a list of blocks; ctx is {world, me, scope, act, suggest, values, errors, form}.
export const blocks = (ctx, list) => (list || []).map((b) => block(ctx, b));

// block draws one block.
export const block = (ctx, b) => (drawers[b.type] || unknown)(ctx, b);

// items lists blocks for patch, so that only those that changed are drawn again.
export const items = (ctx, list) => (list || []).map((b, i) => ({
  key: b.block_id || `#${i}`, sig: JSON.stringify([b, ctx.errors?.[b.block_id], ctx.me]), draw: () => block(ctx, b),
}));

const unknown = (ctx, b) => el("p", { class: "block faint" }, `[${b.type}]`);
const div = (kind, b, ...children) => el("div", { class: "block " + kind, "data-block": b.block_id }, ...children);

const drawers = {
  section(ctx, b) {
    const text = el("div", { class: "words" }, words(ctx.world, b.text),
      b.fields && el("div", { class: "fields" }, b.fields.map((f) => el("div", {}, words(ctx.world, f)))));
    return div("section", b, text, b.accessory && control(ctx, b, b.accessory));
  },
  context: (ctx, b) => div("context", b, b.elements.map((e) => e.type === "image" ? image(e) : el("span", {}, words(ctx.world, e)))),
  header: (ctx, b) => div("header", b, el("h3", {}, words(ctx.world, b.text))),
  divider: () => el("hr"),
  actions: (ctx, b) => div("actions", b, b.elements.map((e) => control(ctx, b, e))),
  context_actions: (ctx, b) => div("actions", b, b.elements.map((e) => control(ctx, b, e))),
  image: (ctx, b) => div("image", b, b.title && el("p", { class: "faint" }, words(ctx.world, b.title)), image(b)),
  markdown: (ctx, b) => div("section", b, el("div", { class: "words" }, mrkdwn(ctx.world, b.text))),
  rich_text: (ctx, b) => div("rich", b, b.elements.map((e) => rich(ctx, e))),
  table: (ctx, b) => div("table", b, table(ctx, b, control)),
  data_table: (ctx, b) => div("table", b, b.caption && el("p", { class: "faint" }, b.caption), table(ctx, b, control)),
  input: (ctx, b) => field(ctx, b),
};

const image = (e) => el("img", { src: e.image_url, alt: e.alt_text });

// field draws an input with its label, its hint and what is wrong with it.
function field(ctx, b) {
  const id = `in-${b.block_id}-${b.element.action_id}`;
  const error = ctx.errors?.[b.block_id];
  const about = [b.hint && id + "-hint", error && id + "-error"].filter(Boolean).join(" ") || undefined;
  const group = /^(radio_buttons|checkboxes)$/.test(b.element.type);
  const label = [words(ctx.world, b.label), b.optional && el("span", { class: "faint" }, " (optional)")];
  return el("div", { class: "field", "data-block": b.block_id },
    el(group ? "span" : "label", { class: "label", id: id + "-label", for: group ? undefined : id }, label),
    control(ctx, b, b.element, { id, about, invalid: Boolean(error) }),
    b.hint && el("p", { class: "faint", id: id + "-hint" }, words(ctx.world, b.hint)),
    error && el("p", { class: "error", id: id + "-error", role: "alert" }, error));
}
