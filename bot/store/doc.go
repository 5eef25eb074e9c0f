// Package store keeps requests, changes, jobs and the audit log in a database: an SQLite file or PostgreSQL. Both run the same
// statements; what differs is how a transaction is run (writer for SQLite, pool for PostgreSQL), how a failure is recognised, and
// the few fragments of SQL in dialect.
package store
