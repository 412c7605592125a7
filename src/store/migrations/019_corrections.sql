-- RULE CR-13: use that was counted and was none, each answered once by a posting the other way. What
-- was counted stays as it is.
CREATE TABLE usage_correction (
    reporter TEXT NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    credit_id TEXT NOT NULL,
    corrected_at BIGINT NOT NULL,
    PRIMARY KEY (reporter, source, id),
    FOREIGN KEY (reporter, source, id) REFERENCES usage_event (reporter, source, id)
);

CREATE INDEX usage_correction_by_credit ON usage_correction (credit_id);
