// form.js keeps what somebody fills in, whatever the app does to the form meanwhile.

// Form holds the entries of one view by block and action, in Slack's own shape.
export class Form {
  #entries = new Map();

  set(block, action, entry) { this.#entries.set(key(block, action), entry); }

  // get returns what was filled in here; nothing when the input became another kind.
  get(block, action, type) {
    const entry = this.#entries.get(key(block, action));
    return entry?.type === type ? entry : undefined;
  }

  // values are those of the inputs that a view has, for a submission.
  values(view) {
    const out = {};
    for (const b of view.blocks) {
      const entry = b.type === "input" && this.get(b.block_id, b.element.action_id, b.element.type);
      if (entry) (out[b.block_id] ??= {})[b.element.action_id] = raw(entry);
    }
    return out;
  }

  // missing says of each input that has to be filled in and is not, what to do.
  missing(view) {
    const out = {};
    for (const b of view.blocks) {
      if (b.type !== "input" || b.optional) continue;
      const entry = this.get(b.block_id, b.element.action_id, b.element.type) ?? view.state.values[b.block_id]?.[b.element.action_id];
      if (!entry || isEmpty(raw(entry))) out[b.block_id] = "This has to be filled in.";
    }
    return out;
  }
}

const isEmpty = (value) => value === null || value === "" || (Array.isArray(value) && !value.length);

const key = (block, action) => JSON.stringify([block, action]);

// raw is an entry as the sandbox takes it. Options that the app suggested go whole.
export function raw(entry) {
  const option = (o) => (o && /external/.test(entry.type) ? o : o?.value ?? null);
  if ("selected_options" in entry) return (entry.selected_options || []).map(option);
  if ("selected_option" in entry) return option(entry.selected_option);
  const [, value] = Object.entries(entry).find(([name]) => name !== "type") || [];
  return value ?? null;
}
