// avatar.js draws people as their initials on a colour of their own.
import { el } from "./dom.js";
import { state } from "./store.js";

const initials = (name) => name.split(/\s+/).map((w) => w[0]).slice(0, 2).join("").toUpperCase();

// hue is the same for the same person at every place; there are eight of them in the style sheet.
const hue = (user) => Math.max(0, state.world.users.findIndex((u) => u.id === user?.id)) % 8;

export function avatar(user) {
  if (user?.is_bot) return el("span", { class: "avatar app", "aria-hidden": "true" }, "✓");
  return el("span", { class: `avatar hue${hue(user)}`, "aria-hidden": "true" }, initials(user?.real_name || "?"));
}
