-- When a key was first shown. The events know it of those that were shown before.

ALTER TABLE product_key ADD COLUMN revealed_at BIGINT;

UPDATE product_key
   SET revealed_at = shown.at
  FROM (SELECT subject, MIN(at) AS at
          FROM event
         WHERE type = 'key.revealed'
         GROUP BY subject) AS shown
 WHERE product_key.ref = shown.subject;
