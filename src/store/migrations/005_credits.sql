-- Usage-based credits: what was provisioned, who holds it, what was used, and the ledger of it all.

-- A tenant may have its amounts in its own currency, at the operator's fixed rate.
ALTER TABLE tenant ADD COLUMN currency TEXT;

-- How many millionths of one currency a unit of another one is.
CREATE TABLE exchange_rate (
    from_currency TEXT NOT NULL,
    to_currency TEXT NOT NULL,
    micros BIGINT NOT NULL CHECK (micros > 0),
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (from_currency, to_currency)
);

CREATE TABLE credit (
    tenant_id TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL UNIQUE,
    partner_id TEXT NOT NULL REFERENCES partner (id),
    benefit_id TEXT NOT NULL UNIQUE REFERENCES benefit (id),
    kind TEXT NOT NULL CHECK (kind = 'monthly' OR kind = 'bulk'),
    currency TEXT NOT NULL,
    micros BIGINT NOT NULL CHECK (micros > 0),
    rate BIGINT NOT NULL CHECK (rate > 0),
    starts_on BIGINT NOT NULL,
    ends_on BIGINT NOT NULL,
    holder_id TEXT,
    users BIGINT NOT NULL CHECK (users >= 0),
    -- How far it has come, and the day on which time alone changes it next.
    periods BIGINT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    due_on BIGINT,
    postings BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX credit_by_partner ON credit (partner_id, benefit_id);
CREATE INDEX credit_by_due ON credit (due_on) WHERE due_on IS NOT NULL;

-- The sum of a period's postings. Nothing is below zero, and no more gone than was granted.
CREATE TABLE credit_period (
    tenant_id TEXT NOT NULL,
    credit_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    starts_on BIGINT NOT NULL,
    ends_on BIGINT NOT NULL,
    granted BIGINT NOT NULL CHECK (granted >= 0),
    used BIGINT NOT NULL CHECK (used >= 0),
    lapsed BIGINT NOT NULL CHECK (lapsed >= 0),
    uncovered BIGINT NOT NULL CHECK (uncovered >= 0),
    PRIMARY KEY (tenant_id, credit_id, number),
    CHECK (used + lapsed <= granted)
);

-- The ledger, double-entry and only ever added to: the postings of an entry sum to zero.
CREATE TABLE posting (
    tenant_id TEXT NOT NULL,
    credit_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    holder_id TEXT,
    period BIGINT NOT NULL,
    micros BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, credit_id, seq)
);

-- Who held a credit from when until when; NULL until now.
CREATE TABLE credit_user (
    tenant_id TEXT NOT NULL,
    credit_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (tenant_id, credit_id, account_id, since)
);

CREATE INDEX credit_user_by_account ON credit_user (tenant_id, account_id);

-- Licence, prepaid and credit programmes besides this one, in which people may take part.
CREATE TABLE other_programme (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_sv TEXT,
    created_at BIGINT NOT NULL
);

-- What a unit of what is metered costs, from a moment on.
CREATE TABLE meter (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE meter_price (
    meter TEXT NOT NULL REFERENCES meter (code),
    currency TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    micros BIGINT NOT NULL CHECK (micros >= 0),
    PRIMARY KEY (meter, currency, valid_from)
);

-- RULE CR-7: an event counts once, for ever. Who reports it (a tenant, or '' the operator) has its
-- own sources, so that nobody can use up the ids of another.
CREATE TABLE usage_event (
    reporter TEXT NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    credit_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    meter TEXT,
    quantity BIGINT,
    micros BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (reporter, source, id)
);

-- The sum of a day's events, for pictures and for the people who ask who used what.
CREATE TABLE usage_day (
    tenant_id TEXT NOT NULL,
    credit_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    events BIGINT NOT NULL,
    micros BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, credit_id, day, account_id)
);
