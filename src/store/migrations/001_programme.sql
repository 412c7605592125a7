-- Dates are day numbers since 1970-01-01, times microseconds, money integer micro-units,
-- time left over licence-ticks, yes and no 1 and 0. Types are those that SQLite and PostgreSQL
-- both take. Ids grow with time, so most indexes are written at their end.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- The catalogue.

CREATE TABLE product (
    sku TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_sv TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('license', 'credit', 'support')),
    retired BIGINT NOT NULL CHECK (retired IN (0, 1)),
    replaced_by TEXT REFERENCES product (sku),
    licenses_max BIGINT NOT NULL CHECK (licenses_max BETWEEN 1 AND 10000000),
    created_at BIGINT NOT NULL
);

CREATE TABLE offer (
    code TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tier TEXT NOT NULL CHECK (tier IN ('action-pack', 'silver', 'gold')),
    competency TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE offer_benefit (
    offer_code TEXT NOT NULL REFERENCES offer (code),
    position BIGINT NOT NULL,
    sku TEXT NOT NULL REFERENCES product (sku),
    type TEXT NOT NULL CHECK (type IN ('core', 'incremental')),
    licenses BIGINT,
    incidents BIGINT,
    credit_period TEXT CHECK (credit_period IN ('month', 'year')),
    credit_currency TEXT,
    credit_micros BIGINT,
    PRIMARY KEY (offer_code, position)
);

-- Partners, their tenants and the people in them. The operator's own staff have the tenant ''.

CREATE TABLE partner (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    locale TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE tenant (
    partner_id TEXT NOT NULL REFERENCES partner (id),
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    domain TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (partner_id, id)
);

CREATE TABLE account (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    display_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('member', 'guest')),
    roles BIGINT NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (email, tenant_id)
);

CREATE TABLE account_programme (
    tenant_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    programme TEXT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, programme)
);

CREATE TABLE api_token (
    hash BYTEA PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- What partners have earned.

CREATE TABLE enrolment (
    partner_id TEXT NOT NULL REFERENCES partner (id),
    id TEXT NOT NULL UNIQUE,
    offer_code TEXT NOT NULL REFERENCES offer (code),
    tenant_id TEXT NOT NULL REFERENCES tenant (id),
    starts_on BIGINT NOT NULL,
    ends_on BIGINT NOT NULL,
    activate_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (partner_id, id)
);

CREATE TABLE benefit (
    partner_id TEXT NOT NULL REFERENCES partner (id),
    id TEXT NOT NULL UNIQUE,
    enrolment_id TEXT NOT NULL REFERENCES enrolment (id),
    sku TEXT NOT NULL REFERENCES product (sku),
    type TEXT NOT NULL CHECK (type IN ('core', 'incremental')),
    licenses BIGINT,
    incidents BIGINT,
    incidents_used BIGINT NOT NULL,
    credit_period TEXT,
    credit_currency TEXT,
    credit_micros BIGINT,
    activate_by BIGINT NOT NULL,
    superseded_by TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (partner_id, id)
);

CREATE INDEX benefit_by_enrolment ON benefit (enrolment_id);

-- Product keys. A lot is visible when it is whole; one that was given up is removed bit by bit.
-- The digest finds a key, the sealed copy shows it to its owner until it is redeemed.

CREATE TABLE key_lot (
    id TEXT PRIMARY KEY,
    sku TEXT NOT NULL REFERENCES product (sku),
    licenses BIGINT NOT NULL CHECK (licenses BETWEEN 1 AND 10000000),
    key_count BIGINT NOT NULL CHECK (key_count BETWEEN 1 AND 1000000),
    redeem_by BIGINT NOT NULL,
    partner_id TEXT,
    benefit_id TEXT,
    whole BIGINT NOT NULL CHECK (whole IN (0, 1)),
    given_up BIGINT NOT NULL CHECK (given_up IN (0, 1)),
    created_at BIGINT NOT NULL
);

CREATE INDEX key_lot_by_benefit ON key_lot (benefit_id, id);
CREATE INDEX key_lot_unfinished ON key_lot (id) WHERE whole = 0;
CREATE INDEX key_lot_given_up ON key_lot (id) WHERE given_up = 1;

CREATE TABLE product_key (
    lot_id TEXT NOT NULL REFERENCES key_lot (id),
    position BIGINT NOT NULL,
    ref TEXT NOT NULL UNIQUE,
    digest BYTEA NOT NULL UNIQUE,
    sealed BYTEA,
    -- Not IN, for which SQLite fills a table of the four with every row that is written.
    state TEXT NOT NULL CHECK (state = 'ready' OR state = 'revealed' OR state = 'redeemed'
        OR state = 'revoked'),
    tenant_id TEXT,
    redemption_id TEXT,
    PRIMARY KEY (lot_id, position)
);

-- Subscriptions and how they came about. Receipts are only ever added.

CREATE TABLE subscription (
    tenant_id TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    sku TEXT NOT NULL REFERENCES product (sku),
    licenses BIGINT NOT NULL CHECK (licenses BETWEEN 0 AND 10000000),
    assigned BIGINT NOT NULL CHECK (assigned BETWEEN 0 AND licenses),
    starts_on BIGINT NOT NULL,
    ends_on BIGINT NOT NULL,
    carry BIGINT NOT NULL,
    receipts BIGINT NOT NULL,
    voided BIGINT NOT NULL CHECK (voided IN (0, 1)),
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX subscription_by_product ON subscription (tenant_id, sku);

CREATE TABLE redemption (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    subscription_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    action TEXT NOT NULL CHECK (action = 'activate' OR action = 'extend' OR action = 'add'
        OR action = 'void'),
    at BIGINT NOT NULL,
    today BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    key_licenses BIGINT NOT NULL,
    licenses_added BIGINT NOT NULL,
    rule TEXT NOT NULL,
    pool BIGINT NOT NULL,
    ticks_each BIGINT NOT NULL,
    held BIGINT NOT NULL CHECK (held IN (0, 1)),
    before_licenses BIGINT NOT NULL,
    before_starts_on BIGINT NOT NULL,
    before_ends_on BIGINT NOT NULL,
    before_carry BIGINT NOT NULL,
    after_licenses BIGINT NOT NULL,
    after_starts_on BIGINT NOT NULL,
    after_ends_on BIGINT NOT NULL,
    after_carry BIGINT NOT NULL,
    voids TEXT,
    reason TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, subscription_id, number)
);

-- RULE KEY-3: a key stands in at most one receipt, ever.
CREATE TABLE redemption_key (
    tenant_id TEXT NOT NULL,
    redemption_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    ref TEXT NOT NULL UNIQUE,
    licenses BIGINT NOT NULL,
    replaced_by TEXT,
    PRIMARY KEY (tenant_id, redemption_id, position)
);

-- What somebody is about to redeem: which keys were read, never a key. Kept for a day.
CREATE TABLE draft (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    subscription_id TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX draft_by_age ON draft (created_at);

CREATE TABLE draft_key (
    tenant_id TEXT NOT NULL,
    draft_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, draft_id, position)
);

CREATE TABLE license_assignment (
    tenant_id TEXT NOT NULL,
    subscription_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, subscription_id, account_id),
    FOREIGN KEY (tenant_id, subscription_id) REFERENCES subscription (tenant_id, id)
);

-- Everything that happened: audit log, activity pages and the feed are made from it. Each stream
-- (a tenant's, a partner's, the operator's) is a chain of hashes.

CREATE TABLE event (
    stream TEXT NOT NULL,
    seq BIGINT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    partner_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    type TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor_id TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT,
    data TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (stream, seq)
);

CREATE INDEX event_by_partner ON event (partner_id, id);

-- Answers kept for requests that are sent again.

CREATE TABLE idempotency (
    account_id TEXT NOT NULL,
    key_digest BYTEA NOT NULL,
    request_digest BYTEA NOT NULL,
    status BIGINT NOT NULL,
    location TEXT,
    etag TEXT,
    body TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, key_digest)
);

CREATE INDEX idempotency_by_age ON idempotency (created_at);
