'use strict';
// Teams, the workspace, and the older writes and reads of each parent.
const { Asana, assert, connect, pages, refused, run, world } = require('./client');

const client = connect();
const teams = new Asana.TeamsApi(client);
const seats = new Asana.TeamMembershipsApi(client);
const spaces = new Asana.WorkspacesApi(client);
const stays = new Asana.WorkspaceMembershipsApi(client);
const projects = new Asana.ProjectsApi(client);
const portfolios = new Asana.PortfoliosApi(client);
const goals = new Asana.GoalsApi(client);
const gids = (list) => list.map((item) => item.gid);

run({
  'a team': async () => {
    const made = (await teams.addUserForTeam({ data: { user: world.ben } }, world.design)).data;
    assert.deepEqual([made.team.gid, made.user.gid, made.is_guest], [world.design, world.ben, false]);
    assert.deepEqual((await seats.getTeamMembership(made.gid)).data, made);
    const found = await pages(seats.getTeamMembershipsForTeam(world.design, { limit: 2 }));
    assert.ok(found.length > 1 && gids(found.flat()).includes(made.gid));
    const own = await seats.getTeamMembershipsForUser(world.ben, world.workspace, {});
    assert.ok(gids(own.data).includes(made.gid));
    assert.ok(gids((await teams.getTeamsForUser(world.ben, world.workspace, {})).data).includes(world.design));
    assert.deepEqual((await teams.removeUserForTeam({ data: { user: world.ben } }, world.design)).data, {});
    await refused(seats.getTeamMembership(made.gid), 404);
  },
  'the workspace': async () => {
    const invited = (await spaces.addUserForWorkspace({ data: { user: 'new@partner.example' } }, world.workspace)).data;
    assert.equal(invited.email, 'new@partner.example');
    const [stay] = (await stays.getWorkspaceMembershipsForUser(invited.gid, {})).data;
    const full = (await stays.getWorkspaceMembership(stay.gid)).data;
    assert.deepEqual([full.user.gid, full.is_guest, full.is_active], [invited.gid, true, true]);
    const found = await pages(stays.getWorkspaceMembershipsForWorkspace(world.workspace, { limit: 2 }));
    assert.ok(found.length > 1 && gids(found.flat()).includes(stay.gid));
    await spaces.removeUserForWorkspace({ data: { user: invited.gid } }, world.workspace);
    assert.equal((await stays.getWorkspaceMembership(stay.gid)).data.is_active, false);
  },
  'the members and followers of a project': async () => {
    const people = { data: { members: `${world.ben},${world.noor}` } };
    const added = (await projects.addMembersForProject(people, world.website, {})).data;
    assert.ok(gids(added.members).includes(world.ben) && gids(added.members).includes(world.noor));
    const older = new Asana.ProjectMembershipsApi(client);
    const found = (await pages(older.getProjectMembershipsForProject(world.website, { limit: 2 }))).flat();
    const row = found.find((m) => m.member.gid === world.ben);
    assert.equal((await older.getProjectMembership(row.gid)).data.write_access, 'comment_only');
    const left = (await projects.removeMembersForProject(people, world.website, {})).data;
    assert.ok(!gids(left.members).includes(world.ben));
    const one = { data: { followers: world.ben } };
    assert.deepEqual(gids((await projects.addFollowersForProject(one, world.website, {})).data.followers), [world.ben]);
    const after = (await projects.removeFollowersForProject(one, world.website, {})).data;
    assert.deepEqual([after.followers, gids(after.members).includes(world.ben)], [[], true]);
  },
  'the members of a portfolio': async () => {
    const body = { data: { members: 'maya@tidewater.example' } };
    assert.ok(gids((await portfolios.addMembersForPortfolio(body, world.roadmap, {})).data.members).includes(world.maya));
    const older = new Asana.PortfolioMembershipsApi(client);
    const [row] = (await older.getPortfolioMemberships({ portfolio: world.roadmap, user: world.maya })).data;
    assert.equal((await older.getPortfolioMembership(row.gid)).data.access_level, 'viewer');
    await portfolios.removeMembersForPortfolio(body, world.roadmap, {});
    assert.deepEqual((await older.getPortfolioMembershipsForPortfolio(world.roadmap, { user: world.maya })).data, []);
  },
  'the followers of a goal': async () => {
    const body = { data: { followers: [world.ben] } };
    assert.ok(gids((await goals.addFollowers(body, world.bookings, {})).data.followers).includes(world.ben));
    assert.ok(!gids((await goals.removeFollowers(body, world.bookings, {})).data.followers).includes(world.ben));
  },
  'access requests': async () => {
    const asking = new Asana.AccessRequestsApi(connect(world.benToken));
    const deciding = new Asana.AccessRequestsApi(client);
    const made = (await asking.createAccessRequest({ data: { target: world.salary, message: 'please' } })).data;
    assert.equal(made.approval_status, 'pending');
    assert.deepEqual(gids((await deciding.getAccessRequests(world.salary, {})).data), [made.gid]);
    await refused(asking.approveAccessRequest(made.gid), 403);
    await deciding.approveAccessRequest(made.gid);
    assert.deepEqual((await deciding.getAccessRequests(world.salary, {})).data, []);
    const other = (await asking.createAccessRequest({ data: { target: world.clients } })).data;
    await deciding.rejectAccessRequest(other.gid);
  },
});
