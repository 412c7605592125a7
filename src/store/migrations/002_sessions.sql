-- Signing in with a password, and the sessions that begin with it. Of what a browser keeps, and of
-- links, only the hash is here.

ALTER TABLE account ADD COLUMN signed_in_at BIGINT;

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX session_by_end ON session (expires_at);

-- The accounts that the password opened: one person's, in several tenants.
CREATE TABLE session_account (
    session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id),
    PRIMARY KEY (session_id, account_id)
);

CREATE INDEX session_account_by_account ON session_account (account_id);

-- Each sets a password once. The first operator, who does not exist yet, is ''.
CREATE TABLE password_link (
    account_id TEXT PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    expires_at BIGINT NOT NULL
);
