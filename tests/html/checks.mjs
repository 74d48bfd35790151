// SPDX-License-Identifier: GPL-2.0-or-later
// usage: node checks.mjs PROGRAM VMCORES FOLDER      called by tests/html/run

import { Browser } from './browser.mjs';
import { checks } from './check.mjs';
import { totals } from './totals.mjs';
import { interactions } from './interactions.mjs';
import { hostile } from './hostile.mjs';
import { others } from './others.mjs';

const [program, vmcores, folder] = process.argv.slice(2);
const browser = new Browser();
const bench = { browser, ...checks(program, vmcores, folder) };

try {
	for (const part of [totals, interactions, hostile, others]) await part(bench);
} finally {
	await browser.close();
}
process.exit(bench.failed() ? 1 : 0);
