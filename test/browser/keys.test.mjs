/*
 * Keys that are typed or pasted, with script: taken apart as the server does it without.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
