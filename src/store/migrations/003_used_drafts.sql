-- What became of a draft, so that sending it again leads to the receipt. It goes with the draft.

ALTER TABLE draft ADD COLUMN redemption_id TEXT;
