-- The words {{id}} and {{bytes}} stand for the types of the database in use. Times are milliseconds since 1970; 0 means none.
-- +goose Up

create table requests (
  id           {{id}},
  state        text     not null,
  open         smallint not null, -- 1 until the request has ended
  version      bigint   not null,
  command      text     not null,
  slack_team   text     not null,
  slack_user   text     not null,
  channel      text     not null,
  via          text     not null,
  accepted_at  bigint   not null,
  ended_at     bigint   not null,
  response_url text     not null,
  note         text     not null
);
create index requests_open on requests (id) where open = 1;
create index requests_open_user on requests (slack_user, id) where open = 1;

create table changes (
  id                {{id}},
  request           bigint not null references requests (id),
  state             text   not null,
  version           bigint not null,
  verb              text   not null,
  parent_kind       text   not null,
  parent_gid        text   not null,
  parent_name       text   not null,
  parent_url        text   not null,
  member_kind       text   not null,
  member_gid        text   not null,
  member_name       text   not null,
  member_email      text   not null,
  member_slack_user text   not null,
  level             text   not null,
  level_before      text   not null,
  level_after       text   not null,
  error             text   not null,
  note              text   not null
);
create index changes_request on changes (request, id);
create index changes_open on changes (parent_gid, id) where state in ('pending', 'intent');

-- An event waits with its draft in body; the sealer replaces that by its place in the chain and the bytes that were hashed.
create table events (
  id        {{id}},
  body      {{bytes}},
  seq       bigint,
  hash      text,
  canonical {{bytes}}
);
create index events_unsealed on events (id) where seq is null;
create unique index events_seq on events (seq) where seq is not null;

-- The head of the chain; its one row is also the sealers' lock.
create table chain (
  id   integer primary key,
  seq  bigint not null,
  hash text   not null
);
insert into chain (id, seq, hash) values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- due is when a worker may take the job: run_at while it is ready, the end of the lease while it is running.
create table jobs (
  id         {{id}},
  kind       text    not null,
  lane       text    not null,
  args       {{bytes}},
  unique_key text    not null,
  lock_key   text    not null,
  lock_order bigint  not null,
  state      text    not null, -- ready, running, dead
  run_at     bigint  not null,
  due        bigint  not null,
  created_at bigint  not null,
  attempt    integer not null,
  leased_by  text    not null,
  error      text    not null
);
create index jobs_due on jobs (lane, due, id) where state <> 'dead';
create index jobs_dead on jobs (id) where state = 'dead';
create index jobs_lock on jobs (lock_key, lock_order, id) where lock_key <> '' and state <> 'dead';
create unique index jobs_unique on jobs (unique_key) where unique_key <> '' and state <> 'dead';

-- A row is a lock that is taken. The primary key is what keeps two replicas from holding it at once.
create table locks (
  key    text   primary key,
  job_id bigint not null
);

create table repeats (
  key     text   primary key,
  answer  {{bytes}},
  expires bigint not null
);
create index repeats_expires on repeats (expires);

create table identities (
  slack_user text   primary key,
  asana_gid  text   not null,
  email      text   not null,
  since      bigint not null
);

create table people (
  system text not null,
  id     text not null,
  name   text not null,
  email  text not null,
  primary key (system, id)
);
