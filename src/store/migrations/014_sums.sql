-- What the rows of each table add up to, so that a row that was changed, put in or taken away by
-- anybody but the program is noticed. Written in the transaction of each change; see sums_sqlite.c.
CREATE TABLE table_sum (
    name TEXT PRIMARY KEY,
    row_count BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    seal BYTEA
);
