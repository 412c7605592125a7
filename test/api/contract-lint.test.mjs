/*
 * What other people's linters say of the contract: nothing, neither errors nor warnings. Both are
 * those that most programs which read such documents are made to agree with.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import redocly from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';

const PATH = fileURLToPath(new URL('../../openapi/openapi.json', import.meta.url));

/* What a linter must find fault with, or it does not look at all: an answer that is not described. */
function withFault() {
    const contract = JSON.parse(readFileSync(PATH, 'utf8'));
    const health = structuredClone(contract.paths['/healthz']);
    delete health.get.responses['200'].description;
    return { ...contract, paths: { '/healthz': health }, components: {} };
}

async function redoclySays(source) {
    const config = await redocly.createConfig({ extends: ['recommended-strict'] });
    const problems = await redocly.lintFromString({ source, absoluteRef: PATH, config });
    return problems.map(({ ruleId, message, location: [place] }) =>
        `${ruleId}: ${message} (${place?.pointer})`);
}

async function spectralSays(contract) {
    const spectral = new spectralCore.Spectral();
    spectral.setRuleset({ extends: [[rulesets.oas, 'recommended']] });
    const results = await spectral.run(contract);
    return results.map(({ code, message, path }) => `${code}: ${message} (${path.join('/')})`);
}

test('redocly finds nothing in it, by its strict rules', async () => {
    assert.deepEqual(await redoclySays(readFileSync(PATH, 'utf8')), []);
    assert.notDeepEqual(await redoclySays(JSON.stringify(withFault())), []);
});

test('spectral finds nothing in it', async () => {
    assert.deepEqual(await spectralSays(JSON.parse(readFileSync(PATH, 'utf8'))), []);
    assert.notDeepEqual(await spectralSays(withFault()), []);
});
