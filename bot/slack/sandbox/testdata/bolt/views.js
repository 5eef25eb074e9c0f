// views.js has what the app shows.
"use strict";

const plain = (text) => ({ type: "plain_text", text });
const option = (text, value) => ({ text: plain(text), value });
const input = (id, label, element, more = {}) =>
  ({ type: "input", block_id: id, label: plain(label), element: { action_id: id, ...element }, ...more });

const card = [
  { type: "section", text: { type: "mrkdwn", text: "*Ben* asks for _Website_" } },
  {
    type: "actions",
    block_id: "card",
    elements: [
      { type: "button", action_id: "approve", text: plain("Approve"), value: "R1", style: "primary" },
      { type: "static_select", action_id: "level", options: [option("Editor", "editor"), option("Viewer", "viewer")] },
      { type: "external_select", action_id: "elsewhere", placeholder: plain("Another project"), min_query_length: 1 },
    ],
  },
];

const form = (preview) => ({
  type: "modal",
  callback_id: "request_form",
  private_metadata: "R1",
  notify_on_close: true,
  title: plain("Request access"),
  submit: plain("Send"),
  close: plain("Cancel"),
  blocks: [
    input("who", "Who", { type: "multi_users_select" }),
    input("what", "Project", { type: "external_select", min_query_length: 2 }, { dispatch_action: true }),
    input("also", "Also in", { type: "multi_external_select", min_query_length: 0 }, { optional: true }),
    input("until", "Until", { type: "datepicker", initial_date: "2026-12-24" }),
    input("reason", "Reason", { type: "plain_text_input", multiline: true }),
    { type: "section", block_id: "preview", text: plain(preview) },
  ],
});

const home = {
  type: "home",
  blocks: [{
    type: "actions",
    elements: [{ type: "button", action_id: "start", text: plain("Start a request") }],
  }],
};

module.exports = { card, form, home, option, plain };
