/*
 * The chains of events, verified as a customer would write it from docs/AUDIT.md.
 */
import { createHash } from 'node:crypto';

function netstring(text) {
    const bytes = Buffer.from(text, 'utf8');
    return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes, Buffer.from(',')]);
}

export function chainHash(before, event) {
    const { userId = '', from = '', fromDigest = '' } = event.actor;
    const { reason = '', reasonDigest = '' } = event;
    const fields = [event.form, event.stream, String(event.seq), event.id, event.type,
        event.at, userId, event.form === 'perq-event-1' ? from : fromDigest, event.partnerId ?? '',
        event.tenantId ?? '', event.subject, event.form === 'perq-event-3' ? reasonDigest : reason,
        JSON.stringify(event.data)];
    const hash = createHash('sha256').update(before);
    for (const field of fields) {
        hash.update(netstring(field));
    }
    return hash.digest();
}

function isDigestOf(digest, salt, text) {
    const salted = createHash('sha256').update(Buffer.from(salt, 'hex'));
    return salted.update(text).digest('hex') === digest;
}

/* Whoever is told an address or a reason can prove it. */
export function textsFit({ actor, form, ...event }) {
    const address = form === 'perq-event-1' || actor.from === undefined ||
        isDigestOf(actor.fromDigest, actor.fromSalt, actor.from);
    return address && (form !== 'perq-event-3' || event.reason === undefined ||
        isDigestOf(event.reasonDigest, event.reasonSalt, event.reason));
}

/* The faults of a feed; each stream must be there from its first event on. */
export function verify(events) {
    const heads = new Map();
    const faults = [];
    for (const event of events) {
        const head = heads.get(event.stream) ?? { seq: 0, hash: Buffer.alloc(32) };
        const hash = chainHash(head.hash, event);
        if (event.seq !== head.seq + 1) {
            faults.push(`${event.stream}: ${event.seq} after ${head.seq}`);
        } else if (hash.toString('hex') !== event.hash && !event.actor.fromWithheld) {
            faults.push(`${event.stream}: ${event.seq} has another hash`);
        } else if (!textsFit(event)) {
            faults.push(`${event.stream}: ${event.seq} says what its digests do not`);
        }
        heads.set(event.stream, { seq: event.seq, hash: Buffer.from(event.hash, 'hex') });
    }
    return { faults, heads };
}
