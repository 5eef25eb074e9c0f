// store.js is what the page knows: who there is, who and where you are, what was said and read.

export const state = {
  world: null, // the workspace, with who reads (reader) and by which clock (now)
  me: "", place: "dm", messages: [], views: [],
  words: null, // what only the demo tells: verbs and first steps
  demo: null, // its state
  shift: 0, // by how much the service's clock is ahead of this one, in milliseconds
};

export const dm = (user = state.me) => "D" + user.slice(1);
export const channel = () => (state.place === "dm" || state.place === "home" ? dm() : state.place);
export const person = (id) => state.world.users.find((u) => u.id === id);
export const named = (name) => state.world.users.find((u) => u.name === name);
export const actors = () => state.world.users.filter((u) => !u.is_bot && !u.deleted);
export const now = () => Date.now() + state.shift;

// seen tells whether somebody sees a message.
export const sees = (user, m) => !m.deleted && (!m.for || m.for === user);

export const visible = () => state.messages.filter((m) => m.channel === channel() && sees(state.me, m));
export const modal = () => state.views.filter((v) => v.open && v.type === "modal" && v.user === state.me).at(-1);
export const home = () => state.views.find((v) => v.type === "home" && v.user === state.me);

const memory = "rollcall.read";
const read = JSON.parse(sessionStorage.getItem(memory) || "{}");
const place = (user, where) => `${user}/${where}`;

// markRead notes that somebody has read a conversation up to its end.
export function markRead() {
  if (state.place === "home" || document.hidden) return;
  const last = visible().at(-1);
  const key = place(state.me, channel());
  if (!last || read[key] >= last.ts) return;
  read[key] = last.ts;
  sessionStorage.setItem(memory, JSON.stringify(read));
}

const isNew = (user, m) => sees(user, m) && m.user !== user && !(read[place(user, m.channel)] >= m.ts);

// unread counts what somebody has not read in a conversation.
export const unread = (user, where) => state.messages.filter((m) => m.channel === where && isNew(user, m)).length;

// waiting counts what is there for nobody but this person: the DM and what only they see.
export const waiting = (user) => state.messages.filter((m) => (m.channel === dm(user) || m.for === user) && isNew(user, m)).length;

// moved is by how much time had been moved when a message was posted.
export const movedBefore = (ts) => (state.demo?.moves || [])
  .filter((m) => Date.parse(m.at) <= ts * 1000).reduce((sum, m) => sum + m.ms, 0);
