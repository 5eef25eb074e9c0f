-- The words and the times are as in 00001.
-- +goose Up

alter table requests add column judged text not null default ''; -- JSON; empty until the policy has spoken
create index requests_accepted on requests (slack_user, accepted_at);

alter table changes add column rule text not null default '';
alter table changes add column agreed_before text not null default '';
alter table changes add column agreed_after text not null default '';
alter table changes add column offer text not null default ''; -- what a button beneath a refusal may do

create index identities_asana on identities (asana_gid);

-- A copy of a question to approvers. Until it is posted its ts is empty, and any number of copies may be in that state.
create table cards (
  id         {{id}},
  request    bigint not null references requests (id),
  slack_user text   not null, -- empty in a channel
  why        text   not null,
  channel    text   not null,
  ts         text   not null,
  shown      text   not null
);
create unique index cards_posted on cards (channel, ts) where ts <> '';
create index cards_request on cards (request, id);
create index cards_user on cards (slack_user, request);

-- The ids are the order of deciding. The index is what keeps one person from deciding twice, at two replicas too.
create table decisions (
  id         {{id}},
  request    bigint   not null references requests (id),
  slack_user text     not null,
  approve    smallint not null, -- 1, or 0 for a denial
  note       text     not null,
  decided_at bigint   not null
);
create unique index decisions_person on decisions (request, slack_user);

-- The switch that holds all writes to Asana; its one row is also the lock between turning it and who relies on it.
create table stop (
  id         integer  primary key,
  stopped    smallint not null, -- 1 while writes are held
  slack_user text     not null,
  since      bigint   not null,
  reason     text     not null
);
insert into stop (id, stopped, slack_user, since, reason) values (1, 0, '', 0, '');
