'use strict';
// What all scripts share: where the sandbox is, clients of it, and a list of
// named steps of which the first that fails ends the script.
const assert = require('node:assert/strict');
const Asana = require('asana');

const world = JSON.parse(process.env.SANDBOX_WORLD);

// connect returns a client of a sandbox with somebody's token.
function connect(token = world.token, url = world.url) {
  const client = new Asana.ApiClient();
  client.basePath = url;
  client.authentications.token.accessToken = token;
  return client;
}

// pages walks a list to its end and returns its pages.
async function pages(collection) {
  const found = [];
  for (let page = await collection; page.data; page = await page.nextPage()) {
    found.push(page.data);
  }
  return found;
}

// refused waits for a call to fail, and checks status and shape of the error as
// the client passes it on.
async function refused(call, status) {
  const error = await call.then(
    (answer) => assert.fail(`answered ${JSON.stringify(answer.data)} in place of ${status}`),
    (error) => error,
  );
  assert.equal(error.status, status, error.message);
  const { errors } = error.response.body;
  assert.equal(errors.length, 1);
  assert.equal(typeof errors[0].message, 'string');
  assert.equal(typeof errors[0].help, 'string');
  return { message: errors[0].message, headers: error.response.headers };
}

// run runs the steps one after the other.
async function run(steps) {
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
      console.log(`ok ${name}`);
    } catch (error) {
      const body = error.response ? JSON.stringify(error.response.body) : '';
      console.log(`not ok ${name}: ${error.stack} ${body}`);
      process.exitCode = 1;
      return;
    }
  }
}

module.exports = { Asana, assert, connect, pages, refused, run, world };
