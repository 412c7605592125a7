-- What partners, tenants, people and enrolments are called in other systems: each name once within
-- its owner, and none at all where it is not known.

ALTER TABLE partner ADD COLUMN external_id TEXT;
ALTER TABLE tenant ADD COLUMN external_id TEXT;
ALTER TABLE account ADD COLUMN external_id TEXT;
ALTER TABLE enrolment ADD COLUMN external_id TEXT;

CREATE UNIQUE INDEX partner_by_external_id ON partner (external_id);
CREATE UNIQUE INDEX tenant_by_external_id ON tenant (partner_id, external_id);
CREATE UNIQUE INDEX account_by_external_id ON account (tenant_id, external_id);
CREATE UNIQUE INDEX enrolment_by_external_id ON enrolment (partner_id, external_id);
