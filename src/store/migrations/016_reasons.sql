-- Of a reason that somebody gave, the hash of an event covers a salted digest, as of where it came
-- from: salt and text can be removed, and the chain holds. Events of before are of the forms 1 and 2.
ALTER TABLE event ADD COLUMN reason_salt BYTEA;
ALTER TABLE event ADD COLUMN reason_digest BYTEA;
