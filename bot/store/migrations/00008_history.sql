-- The words and the times are as in 00001.
-- +goose Up

-- What an event is found by besides its place: whom and what it is about, as ids, and when it was. They repeat what stands in the event and prove
-- nothing. 0 in filed_at: they are not filled in yet, because the event was stored by a version that did not know them.
alter table events add column filed_at bigint not null default 0;
alter table events add column request text not null default '';
alter table events add column actor text not null default '';       -- Slack user
alter table events add column subject text not null default '';     -- Slack user
alter table events add column subject_gid text not null default ''; -- Asana gid
alter table events add column resource text not null default '';    -- Asana gid

create index events_unfiled on events (id) where filed_at = 0;
create index events_time on events (filed_at, id);
create index events_request on events (request, id) where request <> '';
create index events_actor on events (actor, id) where actor <> '';
create index events_subject on events (subject, id) where subject <> '';
create index events_subject_gid on events (subject_gid, id) where subject_gid <> '';
create index events_resource on events (resource, id) where resource <> '';

-- How far something that follows the sealed log has come: a sink, or the signer of checkpoints.
create table cursors (
  name     text   primary key,
  seq      bigint not null,
  moved_at bigint not null
);
