-- Access that can be taken back: tokens have a name, say on which day they were used last, and are
-- listed by whose they are.

ALTER TABLE api_token ADD COLUMN tenant_id TEXT NOT NULL DEFAULT '';
ALTER TABLE api_token ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_token ADD COLUMN used_on BIGINT;

UPDATE api_token
   SET tenant_id = (SELECT account.tenant_id FROM account WHERE account.id = api_token.account_id);

CREATE INDEX api_token_by_account ON api_token (account_id, id);
CREATE INDEX api_token_by_tenant ON api_token (tenant_id, id);

-- Of where an event came from, its hash covers a salted digest: whoever may not know the address can
-- follow the chain all the same. Events of before are of the first form, and stay so.
ALTER TABLE event ADD COLUMN form BIGINT NOT NULL DEFAULT 1;
ALTER TABLE event ADD COLUMN address_salt BYTEA;
ALTER TABLE event ADD COLUMN address_digest BYTEA;

CREATE INDEX event_by_stream ON event (stream, id);
