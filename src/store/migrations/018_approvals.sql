-- What takes two people of the operator's staff: what was asked, what it would do as it was shown
-- then, and what somebody else said to it. Nothing of it is ever changed but that.

CREATE TABLE approval (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    request TEXT NOT NULL,
    preview TEXT NOT NULL,
    digest BYTEA NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL REFERENCES account (id),
    asked_at BIGINT NOT NULL,
    lapses_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'approved' OR state = 'refused'
        OR state = 'withdrawn' OR state = 'lapsed'),
    decided_by TEXT REFERENCES account (id),
    decided_at BIGINT,
    decision TEXT,
    -- RULE ROLE-3: nobody approves their own.
    CHECK (state <> 'approved' OR decided_by <> asked_by)
);

-- The same is asked once at a time.
CREATE UNIQUE INDEX approval_waiting ON approval (kind, subject) WHERE state = 'waiting';
CREATE INDEX approval_open ON approval (id) WHERE state = 'waiting';
CREATE INDEX approval_by_asker ON approval (asked_by, id);

-- RULE BEN-12: since when a partner is suspended.
ALTER TABLE partner ADD COLUMN suspended_at BIGINT;

-- RULE KEY-11: a lot that somebody approved has no key until it is drawn, and nobody sees one before
-- it is released, which makes it whole. It is exported once, and again where somebody approves it.
ALTER TABLE key_lot ADD COLUMN approved_at BIGINT;
ALTER TABLE key_lot ADD COLUMN drawing BIGINT NOT NULL DEFAULT 0;
ALTER TABLE key_lot ADD COLUMN drawn_at BIGINT;
ALTER TABLE key_lot ADD COLUMN exports_left BIGINT NOT NULL DEFAULT 1;
ALTER TABLE key_lot ADD COLUMN ended_at BIGINT;

UPDATE key_lot
   SET exports_left = 0
 WHERE id IN (SELECT subject FROM event WHERE type = 'key-lot.exported');
