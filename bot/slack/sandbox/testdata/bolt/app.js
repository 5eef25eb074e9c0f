// app.js is a small Slack app made with Slack's own framework. It tells on
// standard output, as lines of JSON, what it got and what it logged.
"use strict";

const { App, HTTPReceiver, LogLevel } = require("@slack/bolt");
const { card, form, home, option, plain } = require("./views.js");

const tell = (got, what) => process.stdout.write(JSON.stringify({ got, what }) + "\n");

const log = (level) => (...words) => tell(level, words.map(String).join(" "));
const logger = {
  debug() {}, info() {}, warn: log("warn"), error: log("error"),
  setLevel() {}, getLevel: () => LogLevel.INFO, setName() {},
};

const receiver = new HTTPReceiver({
  signingSecret: process.env.SIGNING_SECRET,
  endpoints: ["/slack/commands", "/slack/interactions", "/slack/options", "/slack/events"],
  logger,
});
const app = new App({
  token: process.env.BOT_TOKEN,
  receiver,
  logger,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL, retryConfig: { retries: 0 } },
});
app.error(async (err) => log("error")(err.stack || err));

app.command("/asana", async ({ command, ack, respond, client }) => {
  await ack(`On it: ${command.text}`);
  await respond({ text: "One moment", response_type: "ephemeral" });
  const posted = await client.chat.postMessage({ channel: command.channel_id, text: "Ben asks", blocks: card });
  tell("command", { command, ts: posted.ts });
});

app.action("approve", async ({ action, body, ack, client, respond }) => {
  await ack();
  await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: "Approved", blocks: card });
  await respond({ text: "Thank you", replace_original: false });
  tell("approve", { action, body });
});

app.action(/^(level|elsewhere|start)$/, async ({ action, body, ack }) => {
  await ack();
  tell(action.action_id, { action, body });
});

app.options("elsewhere", async ({ options, ack }) => {
  await ack({ options: [option(`Like ${options.value}`, "p9")] });
  tell("options", options);
});

app.options("what", async ({ options, ack }) => {
  await ack({ option_groups: [{ label: plain("Design"), options: [option("Website", "p1"), option("Web shop", "p2")] }] });
  tell("options", options);
});

app.options("also", async ({ options, ack }) => {
  await ack({ options: [option("Roadmap", "p3"), option("Brand", "p4")] });
  tell("options", options);
});

app.shortcut("request_access", async ({ shortcut, ack, client }) => {
  await ack();
  const opened = await client.views.open({ trigger_id: shortcut.trigger_id, view: form("Choose a project") });
  tell("shortcut", { shortcut, view: opened.view });
});

app.shortcut("request_access_message", async ({ shortcut, ack }) => {
  await ack();
  tell("message_shortcut", shortcut);
});

app.action("what", async ({ action, body, ack, client }) => {
  await ack();
  const view = form(`${action.selected_option.text.text}: none -> editor`);
  const updated = await client.views.update({ view_id: body.view.id, hash: body.view.hash, view });
  tell("what", { action, body, view: updated.view });
});

app.view("request_form", async ({ view, body, ack }) => {
  const reason = view.state.values.reason.reason.value;
  if (reason.length < 5) {
    await ack({ response_action: "errors", errors: { reason: "Say a little more." } });
  } else {
    await ack();
  }
  tell("view_submission", body);
});

app.view({ callback_id: "request_form", type: "view_closed" }, async ({ body, ack }) => {
  await ack();
  tell("view_closed", body);
});

app.event("app_home_opened", async ({ event, body, client }) => {
  await client.views.publish({ user_id: event.user, view: home });
  tell("app_home_opened", body);
});

(async () => {
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  tell("listening", server.address().port);
})();
