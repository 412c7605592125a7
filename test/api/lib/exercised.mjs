/*
 * Run after all tests, with PERQ_CONTRACT_DIR as they had it: names every operation of the contract
 * that no test ever saw succeed, and every kind of event that no test ever saw in the feed, and
 * exits 1 if there is one.
 */
import { eventTypes, exercisedIn, operations } from './contract.mjs';

const total = exercisedIn(process.env.PERQ_CONTRACT_DIR);

function report(what, all, isSeen, nameOf) {
    const unseen = all.filter((one) => !isSeen(one));
    for (const one of unseen) {
        console.error(`never exercised: ${nameOf(one)}`);
        process.exitCode = 1;
    }
    console.log(`${all.length - unseen.length} of ${all.length} ${what} exercised`);
}

const name = (operation) => `${operation.method} ${operation.template}`;
const succeeded = (operation) => Object.keys(operation.responses)
    .some((status) => status < 300 && total.has(`${name(operation)} ${status}`));
report('operations', operations, succeeded, name);

const event = (type) => `event ${type}`;
report('kinds of events', Object.keys(eventTypes), (type) => total.has(event(type)), event);
