'use strict';
// Asana's refusals as its own client passes them on.
const { Asana, assert, connect, refused, run, world } = require('./client');

const as = (token, url) => new Asana.MembershipsApi(connect(token, url));
const body = (member, level) => ({ body: { data: { parent: world.website, member, access_level: level } } });

run({
  400: async () => {
    const { message } = await refused(as().createMembership(body(world.mayaL, 'owner')), 400);
    assert.equal(message, 'access_level: Not a valid value: owner');
    await refused(as().createMembership({ body: { data: {} } }), 400);
    await refused(as().getMemberships({ parent: world.website, limit: 2, offset: 'made-up' }), 400);
  },
  401: async () => {
    assert.equal((await refused(as('wrong').getMemberships({ parent: world.website }), 401)).message, 'Not Authorized');
  },
  402: () => refused(as(world.token, world.freeURL).createMembership(body(world.mayaL, 'viewer')), 402),
  403: async () => {
    await refused(as(world.benToken).createMembership(body(world.mayaL, 'editor')), 403);
    await refused(as(world.benToken).getMemberships({ parent: world.salary }), 403);
  },
  404: async () => {
    const { message } = await refused(as().getMembership(world.nobody), 404);
    assert.equal(message, `membership: Unknown object: ${world.nobody}`);
  },
  429: async () => {
    const slow = as(world.token, world.slowURL);
    await slow.getMemberships({ parent: world.website });
    const { headers } = await refused(slow.getMemberships({ parent: world.website }), 429);
    assert.ok(Number(headers['retry-after']) > 0);
  },
});
