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

/** Time that the page's main thread worked since it was made, in ms: other work does not count. */
async function worked(page) {
	const { metrics } = await page.send('Performance.getMetrics');
	return 1000 * metrics.find(metric => metric.name === 'TaskDuration').value;
}

const middle = times => times.sort((a, b) => a - b)[times.length >> 1];

/** Medians of the time from @acts, in turn, to the frame that shows them: by clock, and worked. */
async function measure(page, what, ...acts) {
	const clock = [],
		work = [];
	for (let i = 0; i < TIMES * acts.length; i++) {
		const before = await worked(page);
		clock.push(await page.run(timed(acts[i % acts.length])));
		work.push((await worked(page)) - before);
		await page.settle();
		await page.settle();
	}
	report(what, `${middle(work).toFixed(1)} ms of work, ${middle(clock).toFixed(1)} ms`);
}

function report(what, value) {
	console.log(`${what.padEnd(28)} ${value}`);
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
	report('file', `${(statSync(file).size / 1048576).toFixed(1)} MiB`);
	report('first paint', `${paint.toFixed(0)} ms`);
	report('shown in full', `${page.shown.toFixed(0)} ms`);
	console.log(await page.text('#selected .sum'), '|', await page.text('.count'));
	await page.send('Performance.enable', { timeDomain: 'threadTicks' });
	await page.run(`${key('ArrowDown')}`);
	await page.settle();
	await measure(page, 'zoom', key('Enter'), key('Backspace'));
	for (const facet of ['module', 'process', 'order'])
		await measure(
			page,
			`selection by ${facet}`,
			`document.querySelector('[data-facet=${facet}] input').click()`,
		);
	await measure(
		page,
		'scroll of the table',
		`document.querySelector('.rows').scrollTop = Math.random() * 1e6`,
	);
} finally {
	await browser.close();
}
