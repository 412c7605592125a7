-- What readers want of lists and moments, and the lists that they look at again and again.

ALTER TABLE account ADD COLUMN time_zone TEXT;
ALTER TABLE account ADD COLUMN page_rows BIGINT NOT NULL DEFAULT 0;

CREATE TABLE saved_view (
    tenant_id  TEXT NOT NULL,
    account_id TEXT NOT NULL,
    view_key   TEXT NOT NULL,
    list       TEXT NOT NULL,
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, view_key)
);
