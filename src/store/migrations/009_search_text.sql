-- What people are searched in: name and e-mail address, folded. Only the program knows how, so it
-- fills this in at its next start.
ALTER TABLE account ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
