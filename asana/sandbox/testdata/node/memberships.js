'use strict';
// Memberships of all five kinds of parents, with a user and a team as members.
const { Asana, assert, connect, pages, refused, run, world } = require('./client');

const api = new Asana.MembershipsApi(connect());

// life takes one membership from its creation to its end.
async function life(parent, member, level, other) {
  const made = (await api.createMembership({ body: { data: { parent, member, access_level: level } } })).data;
  assert.deepEqual([made.parent.gid, made.member.gid, made.access_level], [parent, member, level]);

  const read = (await api.getMembership(made.gid)).data;
  assert.deepEqual(read, made);

  const listed = (await pages(api.getMemberships({ parent, limit: 2 }))).flat();
  const whole = (await api.getMemberships({ parent })).data;
  assert.deepEqual(listed, whole);
  assert.equal(new Set(listed.map((m) => m.gid)).size, listed.length);
  assert.equal(listed.filter((m) => m.gid === made.gid).length, 1);
  const [one] = (await api.getMemberships({ parent, member, opt_fields: 'access_level,member.name' })).data;
  assert.deepEqual([one.gid, one.access_level, typeof one.member.name], [made.gid, level, 'string']);

  const changed = (await api.updateMembership({ data: { access_level: other } }, made.gid)).data;
  assert.equal(changed.access_level, other);
  assert.equal((await api.getMembership(made.gid)).data.access_level, other);

  assert.deepEqual((await api.deleteMembership(made.gid)).data, {});
  await refused(api.getMembership(made.gid), 404);
}

const steps = {};
for (const { kind, gid, user, team, levels } of world.parents) {
  for (const [first, second] of levels.map((level, i) => [level, levels[(i + 1) % levels.length]])) {
    steps[`${kind}: a user, ${first} then ${second}`] = () => life(gid, user, first, second);
    steps[`${kind}: a team, ${first} then ${second}`] = () => life(gid, team, first, second);
  }
}

steps['projects of a team, over pages'] = async () => {
  const found = await pages(api.getMemberships({ member: world.design, resource_subtype: 'project_membership', limit: 1 }));
  assert.deepEqual(found.flat().map((m) => m.parent.gid), world.projectsOfDesign);
};

run(steps);
