'use strict';
// Everything that finds people and parents, and a batch.
const { Asana, assert, connect, pages, refused, run, world } = require('./client');

const client = connect();
const users = new Asana.UsersApi(client);
const first = (collection) => collection.then((page) => page.data[0].gid);

run({
  users: async () => {
    assert.equal((await users.getUser('maya@tidewater.example', {})).data.gid, world.maya);
    assert.equal((await users.getUserForWorkspace(world.workspace, world.maya, { opt_fields: 'email' })).data.email, 'maya@tidewater.example');
    assert.equal((await new Asana.UsersApi(connect(world.benToken)).getUser('me', {})).data.gid, world.ben);
    const found = (await pages(users.getUsers({ workspace: world.workspace, limit: 2 }))).flat();
    const whole = (await users.getUsersForWorkspace(world.workspace, {})).data;
    assert.deepEqual(found.map((u) => u.gid).sort(), whole.map((u) => u.gid).sort());
    assert.ok((await users.getUsersForTeam(world.design, {})).data.length > 1);
  },
  typeahead: async () => {
    const api = new Asana.TypeaheadApi(client);
    const find = async (type, query) => (await api.typeaheadForWorkspace(world.workspace, type, { query, count: 5 })).data.map((r) => r.gid);
    assert.deepEqual(await find('user', 'chloe'), [world.chloe]);
    assert.ok((await find('project', 'web')).includes(world.website));
    assert.deepEqual(await find('team', 'Design'), [world.design]);
  },
  parents: async () => {
    const { workspace } = world;
    const projects = new Asana.ProjectsApi(client);
    const all = (await pages(projects.getProjectsForWorkspace(workspace, { limit: 2 }))).flat();
    assert.equal((await projects.getProjects({ workspace })).data.length, all.length);
    assert.equal((await projects.getProject(world.website, {})).data.default_access_level, 'commenter');
    assert.deepEqual(
      (await projects.searchProjectsForWorkspace(workspace, { text: 'website', 'members.any': world.maya })).data.map((p) => p.gid),
      [world.website],
    );
    assert.equal(await first(new Asana.PortfoliosApi(client).getPortfolios(workspace, { owner: world.ada })), world.roadmap);
    assert.equal(await first(new Asana.GoalsApi(client).getGoals({ workspace })), world.bookings);
    assert.equal(await first(new Asana.CustomFieldsApi(client).getCustomFieldsForWorkspace(workspace, {})), world.priority);
    assert.equal(await first(new Asana.CustomTypesApi(client).getCustomTypes({ project: world.website })), world.bug);
    assert.equal(await first(new Asana.WorkspacesApi(client).getWorkspaces({})), workspace);
  },
  'a batch': async () => {
    const actions = [
      { relative_path: '/users/me', method: 'get' },
      { relative_path: '/memberships', method: 'get', data: { parent: world.website }, options: { limit: 1, fields: ['access_level'] } },
      { relative_path: '/nothing', method: 'get' },
    ];
    const { data } = await new Asana.BatchAPIApi(client).createBatchRequest({ data: { actions } }, {});
    assert.deepEqual(data.map((answer) => answer.status_code), [200, 200, 404]);
    assert.equal(data[1].body.data.length, 1);
  },
  jobs: () => refused(new Asana.JobsApi(client).getJob('1', {}), 404),
});
