-- Since when somebody may not sign in; nothing where they may.
ALTER TABLE account ADD COLUMN disabled_at BIGINT;
