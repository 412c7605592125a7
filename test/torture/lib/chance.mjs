/*
 * Chance that can be repeated: PERQ_SEED=NUMBER gives the same choices again. (Not the same moments:
 * those are the machine's.)
 */
export class Chance {
    constructor(seed = Number(process.env.PERQ_SEED ?? Date.now() % 1000000000)) {
        this.seed = seed;
        this.state = seed >>> 0;
    }

    /* Evenly from 0 up to, but not including, 1. Mulberry32. */
    fraction() {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    }

    /* A whole number from low to high, both included. */
    between(low, high) {
        return low + Math.floor(this.fraction() * (high - low + 1));
    }

    pick(list) {
        return list[this.between(0, list.length - 1)];
    }

    /* True once in so many times. */
    once(times) {
        return this.between(1, times) === 1;
    }

    shuffled(list) {
        const copy = [...list];
        for (let i = copy.length - 1; i > 0; i -= 1) {
            const other = this.between(0, i);
            [copy[i], copy[other]] = [copy[other], copy[i]];
        }
        return copy;
    }
}
