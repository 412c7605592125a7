-- Names in the order that the readers of each language expect, as bytes that any engine compares alike.
-- Only the program knows how they are made, so it fills them in at its next start.
ALTER TABLE account ADD COLUMN sort_en BYTEA NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN sort_sv BYTEA NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN sort_en BYTEA NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN sort_sv BYTEA NOT NULL DEFAULT '';

DROP INDEX account_by_name;
CREATE INDEX account_by_name_en ON account (tenant_id, sort_en, id);
CREATE INDEX account_by_name_sv ON account (tenant_id, sort_sv, id);
