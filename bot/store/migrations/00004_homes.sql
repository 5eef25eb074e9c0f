-- The words and the times are as in 00001.
-- +goose Up

-- Who has opened their home. wanted counts what happened that concerns it, and shown is how far that goes in what it shows. The row is also the lock
-- between who wants it shown anew and who shows it.
create table homes (
  slack_user   text     primary key,
  slack_team   text     not null,
  opened_at    bigint   not null,
  wanted       bigint   not null,
  shown        bigint   not null,
  published_at bigint   not null,
  admin        smallint not null, -- 1 while it shows, or may have to show, what only admins see
  page         text     not null  -- hash of what it shows; empty when that does not count
);
create index homes_admin on homes (slack_user) where admin = 1;

-- What homes show.
create index requests_ended on requests (slack_user, ended_at) where open = 0;
create index requests_held on requests (id) where state = 'held';
create index grants_asker on grants (slack_user, ends_at) where state = 'active';
create index grants_having on grants (member_slack_user, ends_at) where state = 'active';
