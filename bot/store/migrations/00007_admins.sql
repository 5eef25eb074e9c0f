-- The words and the times are as in 00001.
-- +goose Up

-- How often an admin was taken from a parent. Who is about to take one looks at the number before it looks at the admins, and raises it with its
-- intent: of two that rely on each other's admin, at two replicas too, the second finds the number changed.
create table admins_taken (
  parent_gid text   primary key,
  taken      bigint not null
);
