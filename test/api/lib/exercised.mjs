/*
 * Run after all tests, with PERQ_CONTRACT_DIR as they had it: names every operation of the contract
 * that no test ever saw succeed, and exits 1 if there is one.
 */
import { exercisedIn, operations } from './contract.mjs';

const total = exercisedIn(process.env.PERQ_CONTRACT_DIR);
const seen = (operation, status) =>
    total.has(`${operation.method} ${operation.template} ${status}`);
const name = (operation) => `${operation.method} ${operation.template}`;

const unreached = operations.filter((operation) =>
    !Object.keys(operation.responses).some((status) => status < 300 && seen(operation, status)));
for (const operation of unreached) {
    console.error(`never exercised: ${name(operation)}`);
}
console.log(`${operations.length - unreached.length} of ${operations.length} operations exercised`);
process.exitCode = unreached.length > 0 ? 1 : 0;
