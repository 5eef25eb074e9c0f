// api.js talks to the control routes below the page's own address.

export async function get(name) {
  const answer = await fetch("_sandbox/" + name);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

export async function post(name, body) {
  const answer = await fetch("_sandbox/" + name, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer.json();
}

// watch calls back at every change, and asks again by itself when the stream is
// held up on its way.
export function watch(changed) {
  const stream = new EventSource("_sandbox/events-stream");
  stream.onmessage = changed;
  let timer = null;
  stream.onopen = () => { clearInterval(timer); timer = null; };
  stream.onerror = () => { timer ??= setInterval(changed, 2000); };
}
