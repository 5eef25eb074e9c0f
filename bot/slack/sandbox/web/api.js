// api.js talks to the routes below the page's own address.

async function ask(path, body) {
  const answer = await fetch(path, body && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim() || `The server answered ${answer.status}.`);
  return answer.json();
}

export const get = (name) => ask("_sandbox/" + name);
export const post = (name, body) => ask("_sandbox/" + name, body);

// demo asks for what only the demo has.
export const demo = (name, body) => ask("_demo/" + name, body);

// watch calls back at every change, and asks again by itself when the stream is
// held up on its way.
export function watch(changed) {
  const stream = new EventSource("_sandbox/events-stream");
  stream.onmessage = changed;
  let timer = null;
  stream.onopen = () => { clearInterval(timer); timer = null; };
  stream.onerror = () => { timer ??= setInterval(changed, 2000); };
}
