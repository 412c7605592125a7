-- What the rows of each table add up to, so that a row that was changed, put in or taken away by
-- anybody but the program is noticed. Written in the transaction of each change; see sums_sqlite.c.
CREATE TABLE table_sum (
    name TEXT PRIMARY KEY,
    row_count BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    seal BYTEA
);

-- Which log belongs to the database; see log_base.c.
CREATE TABLE log_base (
    id BYTEA NOT NULL,
    before_id BYTEA NOT NULL
);

INSERT INTO log_base (id, before_id) VALUES (x'00', x'00');
