// dom.js makes elements. Text always goes in as text, never as markup.

// el makes an element with attributes, listeners (on…) and children.
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "selected" || key === "disabled") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((c) => c !== undefined && c !== null && c !== false));
  return node;
}

// safeLink lets only web and mail addresses become links.
export function safeLink(url, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return document.createTextNode(label || url);
  return el("a", { href: url, target: "_blank", rel: "noreferrer" }, label || url.replace(/^mailto:/, ""));
}

// patch makes the children of a node those of the items {key, sig, draw}. A child
// whose sig is the same stays the node it is, with the focus and what was typed.
export function patch(parent, items) {
  const restore = holdFocus(parent);
  const old = new Map([...parent.children].map((node) => [node.patchKey, node]));
  const wanted = items.map((item) => kept(old.get(item.key), item) || drawn(item));
  for (const node of [...parent.children]) if (!wanted.includes(node)) node.remove();
  wanted.forEach((node, i) => {
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] || null);
  });
  restore();
}

const kept = (node, item) => (node && node.patchSig === item.sig ? node : null);

function drawn(item) {
  const node = item.draw();
  node.patchKey = item.key;
  node.patchSig = item.sig;
  return node;
}

// holdFocus remembers what has the focus inside a node, and returns what gives it
// back to the element with the same id, or else to the nearest place that is left.
export function holdFocus(parent) {
  const active = document.activeElement;
  if (!active || !parent.contains(active) || active === parent) return () => {};
  const ids = [];
  for (let node = active; node && node !== parent; node = node.parentElement) if (node.id) ids.push(node.id);
  const range = selection(active);
  const searching = active.getAttribute("aria-expanded") === "true" && active.matches("input") ? active.value : null;
  return () => {
    if (active.isConnected && document.activeElement === active) return;
    const next = same(parent, active) || ids.map((id) => document.getElementById(id)).find(Boolean) || parent;
    next.focus({ preventScroll: true });
    if (searching !== null && next.id === active.id) { // a search goes on where it was
      next.value = searching;
      next.dispatchEvent(new Event("input"));
    }
    if (range && next.id === active.id) next.setSelectionRange?.(...range);
  };
}

// same finds what took the place of an element: by its id, or else by what it does.
function same(parent, { id, dataset }) {
  const found = id && document.getElementById(id);
  if (found || !dataset.action) return found;
  const twins = [...parent.querySelectorAll(`[data-action="${CSS.escape(dataset.action)}"]`)];
  return twins.find((node) => node.dataset.value === dataset.value);
}

function selection(node) {
  try {
    return node.selectionStart === null ? null : [node.selectionStart, node.selectionEnd];
  } catch {
    return null; // inputs such as dates have no selection
  }
}

let serial = 0;

// newID makes an id for an element that has none of its own.
export const newID = (prefix) => `${prefix}-${++serial}`;
