// SPDX-License-Identifier: GPL-2.0-or-later
// Comparisons, the index of a triage, paper, phones, screen readers.

import { LOADED } from './browser.mjs';

async function diff(bench) {
	const inputs = ['6.1/kdump', '6.1/paused-filtered', '6.1-thrice/paused-filtered'];
	const { change, groups } = bench.json('diff', ...inputs);
	const page = await bench.browser.open(bench.page('diff.html', 'diff', ...inputs));
	const shown = Number(
		await page.run(`document.querySelector('#selected .sum').dataset.pages`),
	);
	bench.equal(shown, change.pages, 'diff: the changes add up to that of the report');
	const sum = await page.text('#selected .sum');
	const [grown, shrunk] = [change.grown_pages, change.shrunk_pages].map(n =>
		n.toLocaleString('en-US'),
	);
	bench.check(
		sum.includes(`${grown} grown, ${shrunk} shrunk`),
		'diff: grown and shrunk',
		sum,
	);
	await page.run(`navigator.clipboard.writeText = text => { window.copied = text; }`);
	await page.click('#groups .controls button:nth-of-type(2)');
	const lines = (await page.run('window.copied')).trim().split('\r\n').slice(1);
	const count = what => lines.filter(line => new RegExp(`,${what}[,( ]`).test(line)).length;
	const expected = what => groups.filter(group => group.what === what).length;
	bench.equal(
		['new', 'gone', 'grown'].map(count),
		['new', 'gone', 'grown'].map(expected),
		'diff: what is new, gone and grown is marked',
	);
	bench.check(
		(await page.run(`document.querySelectorAll('.timeline polyline').length`)) > 3,
		'diff: the course of the largest and of those that grew',
	);
	await page.click('[data-facet=module] input');
	const line = await page.text('#selected code');
	const part = bench.shell(line);
	bench.equal(
		Number(await page.run(`document.querySelector('#selected .sum').dataset.pages`)),
		part.change.pages,
		`diff: a module, as ${line}`,
	);
	bench.quiet(page, 'diff');
	await page.close();
}

async function triage(bench) {
	bench.run('triage', '6.1/kdump', '6.12/paused-filtered', '-o', `${bench.folder}/triage`);
	const page = await bench.browser.open(`file://${bench.folder}/triage/index.html`, {
		ready: LOADED,
	});
	const collapsed = await page.run(
		`getComputedStyle(document.querySelector('table')).borderCollapse`,
	);
	bench.equal(collapsed, 'collapse', 'triage: the style of the index is the one of its hash');
	const links = await page.run(`[...document.querySelectorAll('a')].map(link => link.href)`);
	bench.equal(links.length, 2, 'triage: a link for each dump');
	bench.quiet(page, 'triage');
	for (const link of links) {
		const target = await bench.browser.open(link);
		const modules = await target.text('.modules');
		bench.check(
			/^By module: pageowner_plant \d/.test(modules),
			`triage: ${link.split('/').at(-2)} leads to the driver of the leak`,
			modules,
		);
		await target.close();
	}
	await page.close();
}

/** A saved file has an account, but no owners of its rows: nothing offers them. */
async function saved(bench) {
	const file = `${bench.folder}/saved.gz`;
	bench.run('save', '6.1/kdump', '-o', file);
	const page = await bench.browser.open(bench.page('saved.html', 'report', file));
	const { selected } = bench.json('report', file);
	const shown = Number(
		await page.run(`document.querySelector('#selected .sum').dataset.pages`),
	);
	bench.equal(shown, selected.pages, 'saved file: pages that are selected');
	await page.click('[data-row=anonymous] button');
	bench.equal(
		[
			await page.run(
				`document.querySelectorAll('#account button:enabled').length`,
			),
			Number(
				await page.run(
					`document.querySelector('#selected .sum').dataset.pages`,
				),
			),
		],
		[0, shown],
		'saved file: no row offers its owners',
	);
	bench.quiet(page, 'saved file');
	await page.close();
}

async function paper(bench, url) {
	const page = await bench.browser.open(url);
	const pdf = (await page.pdf()).toString('latin1');
	const sheets = [...pdf.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
	bench.check(sheets <= 2, 'printed on two pages', sheets);
	await page.close();
}

async function phone(bench, url) {
	const page = await bench.browser.open(url, { width: 390, height: 844, mobile: true });
	const wide = await page.run(`[document.documentElement.scrollWidth,
		[...document.querySelectorAll('main *')].filter(part =>
			part.getBoundingClientRect().right > innerWidth + 1
			&& !part.closest('.table')
			&& !part.closest('pre')).map(part => part.outerHTML.slice(0, 80))]`);
	bench.equal(wide, [390, []], 'on a phone nothing is wider than the screen');
	await page.close();
}

/** What a screen reader is told: each control has a name, each graph one that says what it is. */
async function accessible(bench, url) {
	const page = await bench.browser.open(url, {
		media: [{ name: 'prefers-reduced-motion', value: 'reduce' }],
	});
	await page.send('Accessibility.enable');
	const { nodes } = await page.send('Accessibility.getFullAXTree');
	const controls = ['button', 'checkbox', 'combobox', 'searchbox', 'link', 'table', 'group'];
	const nameless = nodes.filter(
		node => controls.includes(node.role?.value) && !node.ignored && !node.name?.value,
	);
	bench.equal(
		nameless.map(node => node.role.value),
		[],
		'each control has a name',
	);
	const headings = nodes
		.filter(node => node.role?.value === 'heading')
		.map(node => node.name.value);
	bench.check(
		['Look at first', 'Account', 'Owners', 'Groups', 'Ages', 'Map of memory'].every(
			title => headings.includes(title),
		),
		'each part has a heading',
		headings.join(),
	);
	bench.equal(
		await page.run(`getComputedStyle(document.documentElement).scrollBehavior`),
		'auto',
		'no motion where it is not wanted',
	);
	const order = await page.run(`[...document.querySelectorAll('[tabindex]')]
		.filter(part => part.tabIndex > 0).length`);
	bench.equal(order, 0, 'the focus goes in the order of the page');
	await page.close();
}

export async function others(bench) {
	await diff(bench);
	await triage(bench);
	await saved(bench);
	const url = bench.page('others.html', 'report', '6.1/kdump');
	await paper(bench, url);
	await phone(bench, url);
	await accessible(bench, url);
}
