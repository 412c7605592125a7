-- The secret address of somebody's calendar, of which only the hash is here.
CREATE TABLE calendar_feed (
    account_id TEXT PRIMARY KEY REFERENCES account (id),
    hash BYTEA NOT NULL UNIQUE,
    lang TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
