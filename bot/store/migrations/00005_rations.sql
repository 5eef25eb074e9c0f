-- The words are as in 00001; {{unlogged}} stands for a table that is empty after the database server has crashed, where the database in use has such:
-- what is kept here is worth nothing by then. Here times are microseconds, because thousands of requests may leave in a minute.
-- +goose Up

-- A ration is what an outside service allows one token, for all replicas together. Until paused_until nothing leaves.
create {{unlogged}} table rations (
  ration       text   primary key, -- a name from which the token can't be found out
  paused_until bigint not null
);

-- When the next request would leave if all that have left had kept their distance.
create {{unlogged}} table ration_paces (
  ration text   not null,
  pace   text   not null,
  next   bigint not null,
  primary key (ration, pace)
);

-- Requests in flight. A place whose end has come is free, whoever held it; who holds it moves the end on.
create {{unlogged}} table ration_places (
  ration text   not null,
  kind   text   not null,
  place  bigint not null, -- from 1
  holder text   not null,
  ends   bigint not null,
  primary key (ration, kind, place)
);
