/*
 * A test file asks what day it is, and the server asks again: both must say the same. So a file that
 * begins just before midnight (UTC, which is what the server counts in) waits for the new day first.
 * Whoever asks for the day in a module of helpers imports this one.
 */
const DAY_MS = 86400000;

/* Longer than any file takes, on a machine that has other things to do. */
const FILE_MS = 5 * 60000;

const left = DAY_MS - Date.now() % DAY_MS;
if (left < FILE_MS) {
    await new Promise((go) => setTimeout(go, left + 1000));
}
