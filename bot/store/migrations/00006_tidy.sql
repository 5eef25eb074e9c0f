-- The words and the times are as in 00001.
-- +goose Up

-- What is past its time is found by when it ended, and what still refers to it by what it refers to. A dead job's due is when it died.
create index requests_past on requests (ended_at, id) where open = 0 and access_request = '';
create index changes_undoes on changes (undoes) where undoes <> 0;
create index changes_grant on changes (grant_id) where grant_id <> 0;
create index jobs_died on jobs (due, id) where state = 'dead';
create index homes_opened on homes (opened_at, slack_user);
