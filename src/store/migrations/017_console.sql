-- What the operator's staff look for: partners by name, in the order of the readers of each language, and
-- the years that end. Only the program knows how names are put in order, so it does at its next start.
ALTER TABLE partner ADD COLUMN sort_en BYTEA NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN sort_sv BYTEA NOT NULL DEFAULT '';
DELETE FROM setting WHERE name = 'folding';

CREATE INDEX enrolment_by_end ON enrolment (ends_on, id);
CREATE INDEX enrolment_by_offer ON enrolment (partner_id, offer_code, ends_on);
CREATE INDEX partner_by_name_en ON partner (sort_en, id);
CREATE INDEX partner_by_name_sv ON partner (sort_sv, id);
