// dom.js makes elements. Text always goes in as text, never as markup.

// el makes an element with attributes, listeners (on…) and children.
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((c) => c !== undefined && c !== null && c !== false));
  return node;
}

// safeLink lets only web and mail addresses become links.
export function safeLink(url, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return document.createTextNode(label || url);
  return el("a", { href: url, target: "_blank", rel: "noreferrer" }, label || url.replace(/^mailto:/, ""));
}
