-- The words and the times are as in 00001.
-- +goose Up

alter table requests add column access_request text not null default ''; -- gid in Asana; empty for requests that were made here
create unique index requests_access on requests (access_request) where access_request <> '';
alter table changes add column lasts bigint not null default 0; -- milliseconds
alter table changes add column until bigint not null default 0;
alter table changes add column grant_id bigint not null default 0;
alter table changes add column undoes bigint not null default 0;

create index changes_pair on changes (parent_gid, member_gid, id);

-- Access that ends. base is what the pair goes back to when none of its grants is left.
create table grants (
  id                {{id}},
  request           bigint not null references requests (id),
  change            bigint not null references changes (id),
  state             text   not null,
  version           bigint not null,
  slack_team        text   not null,
  slack_user        text   not null,
  channel           text   not null,
  via               text   not null,
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
  base              text   not null,
  starts_at         bigint not null,
  ends_at           bigint not null,
  ended_at          bigint not null,
  ended_by          bigint not null, -- the change that ended it; 0 for none
  note              text   not null
);
create index grants_live on grants (parent_gid, member_gid, id) where state = 'active';
create index grants_member on grants (member_gid, id) where state = 'active';
create index grants_ended_by on grants (ended_by) where ended_by <> 0;
create index grants_request on grants (request, id);
-- One change gives one grant, however often it is carried out.
create unique index grants_change on grants (change);
