-- People in the order of their names, and what each of them holds.

-- The display name in lower case, as far as the program folds it; older rows as far as SQL does.
ALTER TABLE account ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';

UPDATE account SET sort_name = lower(display_name);

CREATE INDEX account_by_name ON account (tenant_id, sort_name, id);

CREATE INDEX license_assignment_by_account
    ON license_assignment (tenant_id, account_id, subscription_id);
