// SPDX-License-Identifier: GPL-2.0-or-later
// usage: node bench.mjs PAGE       called by scripts/bench-html; a line for each figure

import { statSync } from 'node:fs';
import { Browser } from './browser.mjs';

const TIMES = 9;

/** From @act to the end of the frame that shows it, in ms. */
const timed = act => `new Promise(done => requestAnimationFrame(() => setTimeout(() => {
	const begun = performance.now();
	${act};
	requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})))`;

async function median(page, act) {
	const times = [];
	for (let i = 0; i < TIMES; i++) times.push(await page.run(timed(act)));
	return times.sort((a, b) => a - b)[TIMES >> 1];
}

const key = name => `document.querySelector('.icicle').dispatchEvent(
	new KeyboardEvent('keydown', { key: '${name}', bubbles: true }))`;

const file = process.argv[2];
const browser = new Browser();
try {
	const page = await browser.open(`file://${file}`);
	const paint = await page.run(
		`performance.getEntriesByName('first-contentful-paint')[0].startTime`,
	);
	const report = (what, value, unit) =>
		console.log(`${what.padEnd(28)} ${value.toFixed(1)} ${unit}`);
	report('file', statSync(file).size / 1048576, 'MiB');
	report('first paint', paint, 'ms');
	report('shown in full', page.shown, 'ms');
	console.log(await page.text('#selected .sum'), '|', await page.text('.count'));
	await page.run(`${key('ArrowDown')}`);
	await page.settle();
	let inward = false;
	const zoom = () => ((inward = !inward) ? key('Enter') : key('Backspace'));
	const times = [];
	for (let i = 0; i < TIMES * 2; i++) times.push(await page.run(timed(zoom())));
	report('zoom', times.sort((a, b) => a - b)[TIMES], 'ms');
	for (const facet of ['module', 'process', 'order'])
		report(
			`selection by ${facet}`,
			await median(
				page,
				`document.querySelector('[data-facet=${facet}] input').click()`,
			),
			'ms',
		);
	report(
		'scroll of the table',
		await median(
			page,
			`document.querySelector('.rows').scrollTop = Math.random() * 1e6`,
		),
		'ms',
	);
} finally {
	await browser.close();
}
