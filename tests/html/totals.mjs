// SPDX-License-Identifier: GPL-2.0-or-later
// What a page shows is what report.json and account.json of the same dump say.

const NUMBER = `text => Number(text.replace(/[^0-9-]/g, ''))`;

const DUMPS = [
	'6.1/kdump',
	'6.1/paused-filtered',
	'6.1-thrice/paused-filtered',
	'6.12/paused-filtered',
	'7.3/paused-user',
];

async function owners(bench, page, dump) {
	const report = bench.json('report', dump);
	const shown = Number(
		await page.run(`document.querySelector('#selected .sum').dataset.pages`),
	);
	bench.equal(shown, report.selected.pages, `${dump}: pages that are selected`);
	const groups = await page.run(`(${NUMBER})(document.querySelector('.count').textContent)`);
	bench.equal(groups, report.groups_total, `${dump}: groups`);
	const first = await page.run(`[...document.querySelectorAll('.window .row')].slice(0, 8)
		.map(row => ['pages', 'times'].map(name =>
			(${NUMBER})(row.querySelector('[data-column=' + name + ']')
			.textContent)))`);
	bench.equal(
		first,
		report.groups.slice(0, 8).map(group => [group.pages, group.allocations]),
		`${dump}: pages and allocations of the largest groups`,
	);
}

/** The sentences above the suspects: the largest group, and what is not suspected. */
async function answers(bench, page, dump) {
	const shown = await page.run(`[...document.querySelectorAll('.answer')]
		.map(answer => Number(answer.dataset.pages))`);
	const row = bench
		.json('account', dump)
		.parts[0].rows.find(known => known.id === 'unaccounted');
	const text = bench.run('suspects', '--top', '0', dump);
	const lines = [...text.matchAll(/^ +(\d+) +[\d.]+ +[\d.]+% +\d+ +[\d,]+/gm)];
	const suspected = lines.reduce((sum, line) => sum + Number(line[1]), 0);
	bench.equal(
		shown,
		[bench.json('report', dump).groups[0].pages, row.pages - suspected],
		`${dump}: the largest owner, and what is unaccounted and not suspected`,
	);
	const tags = await page.run(`document.querySelectorAll('.window .tag').length`);
	bench.check(tags > 0, `${dump}: suspects are marked in the table`, String(tags));
}

async function account(bench, page, dump) {
	const [part] = bench.json('account', dump).parts;
	const rows = await page.run(`Object.fromEntries([...document.querySelectorAll('[data-row]')]
		.map(row => [row.dataset.row,
		(${NUMBER})(row.querySelector('.pages').textContent)]))`);
	const expected = Object.fromEntries(
		part.rows
			.filter(row => row.pages || row.kernel_pages)
			.map(row => [row.id, row.pages]),
	);
	const managed = part.rows.filter(row => row.managed);
	expected.sum = managed.reduce((sum, row) => sum + row.pages, 0);
	bench.equal(
		Object.entries(rows).sort(),
		Object.entries(expected).sort(),
		`${dump}: each row of the account`,
	);
	const width = await page.run(`[...document.querySelectorAll('.segment')]
		.reduce((sum, part) => sum + Number(part.style.flexGrow), 0)`);
	bench.equal(width, expected.sum, `${dump}: the bar adds up to the last page`);
}

async function suspects(bench, page, dump) {
	const text = bench.run('suspects', '--top', '0', '--pages', dump);
	const count = Number(text.match(/^Suspects +(\d+) of/m)[1]);
	const shown = await page.run(`document.querySelector('#findings h3').textContent`);
	bench.check(shown.startsWith(`${count} leak suspect`), `${dump}: suspects`, shown);
	const reasons = await page.run(`[...document.querySelectorAll('.suspect ul li')]
		.map(item => item.textContent)`);
	bench.check(
		reasons.length > 0 && reasons.every(reason => text.includes(`- ${reason}\n`)),
		`${dump}: reasons of suspects`,
		reasons.join('\n'),
	);
}

/** As fragments counts them: blocks that are free, and that compaction could free. */
async function map(bench, page, dump) {
	const text = bench.run('fragments', dump).split('As /proc/buddyinfo')[0];
	const lines = [...text.matchAll(/^Node (\d+), zone +(\S+) +(\d+) +(\d+) +\d+ +-?\d+/gm)];
	const expected = lines.map(([, node, zone, free, compact]) => [
		`Node ${node}, zone ${zone}`,
		Number(free),
		Number(compact),
	]);
	const shown = await page.run(`[...document.querySelectorAll('#map [data-free]')].map(zone =>
		[zone.querySelector('h3').textContent, Number(zone.dataset.free),
			Number(zone.dataset.compact)])`);
	bench.equal(shown, expected, `${dump}: free blocks of the map are those of fragments`);
	const report = bench.json('account', dump).parts[0].rows;
	const free = report
		.filter(row => ['free', 'free_per_cpu'].includes(row.id))
		.reduce((sum, row) => sum + row.pages, 0);
	const pages = await page.run(`[...document.querySelectorAll('#map [data-free-pages]')]
		.reduce((sum, zone) => sum + Number(zone.dataset.freePages), 0)`);
	bench.equal(pages, free, `${dump}: free pages of the map are those of the account`);
}

export async function totals(bench) {
	for (const dump of DUMPS) {
		const url = bench.page('totals.html', 'report', dump);
		const page = await bench.browser.open(url);
		await owners(bench, page, dump);
		await answers(bench, page, dump);
		await account(bench, page, dump);
		await suspects(bench, page, dump);
		await map(bench, page, dump);
		bench.quiet(page, dump);
		await page.close();
	}
}
