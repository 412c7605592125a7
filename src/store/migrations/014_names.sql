-- People are looked up by their whole names, many at once.

CREATE INDEX account_by_folded_name ON account (tenant_id, sort_name);
