// SPDX-License-Identifier: GPL-2.0-or-later
// Each thing that can be done on a page, by mouse and by keyboard.  What a selection shows is
// compared with what the command line beside it prints, which a shell runs.

const PAGES = `Number(document.querySelector('#selected .sum').dataset.pages)`;

/** Runs @act, compares with the command that the page shows, and takes the selection back. */
async function selects({ bench, page }, what, act, exact = true) {
	const before = await page.run(PAGES);
	await act();
	const pages = await page.run(PAGES);
	const line = await page.text('#selected code');
	const missing = await page.text('#selected .without');
	const rows = await page.run(`[...document.querySelectorAll('.window .row .pages, \
.window .row [data-column=pages]')].length`);
	if (exact) bench.equal(pages, bench.shell(line).selected.pages, `${what}: as ${line}`);
	else
		bench.check(
			missing.includes('Not in this command'),
			`${what}: says what no option does`,
		);
	bench.check(pages > 0 && pages < before && rows > 0, `${what}: narrows the page`, pages);
	await page.click('#selected .clear');
	bench.equal(await page.run(PAGES), before, `${what}: Clear all takes it back`);
}

/** By mouse, and by Tab's focus and a key. */
async function bothWays(at, what, selector, key, exact) {
	const { page } = at;
	await selects(at, `${what} by mouse`, () => page.click(selector), exact);
	await selects(
		at,
		`${what} by keyboard`,
		async () => {
			await page.focus(selector);
			await page.key(key);
		},
		exact,
	);
}

async function selections(at) {
	for (const facet of ['module', 'process', 'cgroup', 'order', 'zone', 'migratetype', 'slab'])
		await bothWays(at, facet, `[data-facet=${facet}] li:nth-child(2) input`, ' ');
	await bothWays(at, 'age', '.age[data-age="8"]', 'Enter');
	await bothWays(at, 'row of the account', '[data-row=unaccounted] button', 'Enter', false);
	await bothWays(at, 'suspect', '.suspect button', 'Enter');
	await selects(at, 'several at once', async () => {
		await at.page.click('[data-facet=module] li:nth-child(2) input');
		await at.page.click('[data-facet=order] li:nth-child(1) input');
		await at.page.click('.age[data-age="8"]');
	});
}

async function search(at) {
	const { bench, page } = at;
	await selects(at, 'search', async () => {
		await page.run('document.body.focus()');
		await page.key('/');
		await page.type('Plant_driver');
	});
	await page.focus('#search');
	await page.type('plant_driver_leak');
	const found = await page.text('#found');
	const report = bench.json('report', '6.1/kdump', '--frame', 'plant_driver_leak');
	const text = report.selected.pages.toLocaleString('en-US');
	bench.check(found === `1 stacks, ${text} pages`, 'search counts what it finds', found);
	await page.click('#selected .clear');
	await selects(at, 'function of the icicle', async () => {
		await page.focus('.icicle');
		await page.key('ArrowDown');
		await page.key('ArrowRight');
		await page.key(' ');
	});
}

const path = page =>
	page.run(`[...document.querySelectorAll('.path button')]
	.map(part => part.textContent)`);

async function icicle({ bench, page }) {
	await page.focus('.icicle');
	await page.key('Home');
	await page.key('ArrowDown');
	const detail = await page.text('.detail');
	const [first] = bench.json('report', '6.1/kdump', '--cull', 'caller').groups;
	bench.check(
		detail.startsWith(first.keys.caller) &&
			detail.includes(first.pages.toLocaleString('en-US')),
		'icicle: its widest box is the largest caller',
		detail,
	);
	await page.key('Enter');
	const zoomed = await path(page);
	bench.equal(zoomed.length, 2, 'icicle: Enter zooms');
	await page.key('Backspace');
	bench.equal((await path(page)).length, 1, 'icicle: Backspace zooms out');
	const box = await page.boxOf('.icicle canvas');
	await page.clickAt(box.x + 40, box.y + 30);
	bench.equal(await path(page), zoomed, 'icicle: a click zooms');
	await page.click('.path button');
	bench.equal((await path(page)).length, 1, 'icicle: a click on the path zooms out');
	await page.hover(box.x + 40, (await page.boxOf('.icicle canvas')).y + 30);
	const tip = await page.run(`document.querySelector('#tip').hidden ? '' \
: document.querySelector('#tip').textContent`);
	bench.check(tip.includes('of RAM'), 'icicle: the mouse shows what a box is', tip);
	await page.focus('#owners select');
	await page.key('ArrowDown');
	await page.focus('.icicle');
	await page.key('ArrowDown');
	const outermost = await page.text('.detail strong');
	bench.check(
		!outermost.startsWith(first.keys.caller),
		'icicle: inwards it begins with the outermost functions',
		outermost,
	);
	await page.focus('#owners select');
	await page.key('ArrowUp');
	await page.click('#owners .controls label input');
	await page.focus('.icicle');
	await page.key('ArrowDown');
	const allocator = await page.text('.detail strong');
	bench.check(
		/page|alloc/.test(allocator),
		'icicle: allocator frames when asked for',
		allocator,
	);
	await page.click('#owners .controls label input');
}

async function table({ bench, page }) {
	const first = () => page.text('.window .row .owner');
	const [byPages, byTimes] = ['pages', 'times'].map(
		key => bench.json('report', '6.1/kdump', '--sort', `-${key}`).groups[0].stack,
	);
	const caller = stack => stack.frames[stack.allocator_frames].symbol;
	bench.check((await first()).startsWith(caller(byPages)), 'table: by pages at first');
	await page.click('.head [role=columnheader]:nth-child(4) button');
	bench.check((await first()).startsWith(caller(byTimes)), 'table: a click sorts by times');
	await page.focus('.head [role=columnheader]:nth-child(1) button');
	await page.key('Enter');
	bench.check((await first()).startsWith(caller(byPages)), 'table: Enter sorts by pages');
	await page.focus('.window .row');
	await page.key('Enter');
	const frames = await page.run(`document.querySelectorAll('.window .stack pre div').length`);
	bench.equal(frames, byPages.frames.length, 'table: Enter unfolds the stack');
	await page.key('Enter');
	bench.equal(
		await page.run(`document.querySelectorAll('.stack').length`),
		0,
		'table: Enter folds it again',
	);
	await page.key('ArrowDown');
	await page.key('End');
	const last = await page.run(`Number(document.activeElement.getAttribute('aria-rowindex'))`);
	bench.equal(
		last,
		bench.json('report', '6.1/kdump').groups_total + 1,
		'table: End is the last row',
	);
	await page.key('Home');
	await page.click('.window .row');
	bench.equal(
		await page.run(`document.querySelectorAll('.stack').length`),
		1,
		'table: a click unfolds',
	);
	await page.click('.window .row');
	await copies(bench, page);
	await page.focus('#groups select');
	await page.key('ArrowDown');
	const modules = bench.json('report', '6.1/kdump', '--cull', 'module').groups;
	bench.equal(
		await page.run(
			`[...document.querySelectorAll('.window .owner')].map(c => c.textContent)`,
		),
		modules.map(group => group.keys.module),
		'table: by module',
	);
	bench.check(
		(await page.text('#selected code')).includes('--cull module'),
		'table: the command groups the same',
	);
	await page.key('ArrowUp');
}

async function copies(bench, page) {
	await page.run(`navigator.clipboard.writeText = text => { window.copied = text; }`);
	const report = bench.json('report', '6.1/kdump');
	await page.click('#groups .controls button:nth-of-type(1)');
	const text = await page.run('window.copied');
	const frames = report.groups.reduce(
		(sum, group) => sum + Math.max(1, group.stack.frames.length),
		0,
	);
	bench.equal(
		text.trim().split('\n').length,
		1 + report.groups_total + frames,
		'table: copied as text, each group and each frame',
	);
	await page.focus('#groups .controls button:nth-of-type(2)');
	await page.key('Enter');
	const csv = (await page.run('window.copied')).trim().split('\r\n');
	const pages = csv.slice(1).reduce((sum, line) => sum + Number(line.split(',')[0]), 0);
	bench.equal(
		[csv.length - 1, pages],
		[report.groups_total, report.selected.pages],
		'table: copied as CSV, its pages add up',
	);
}

async function map({ bench, page }) {
	await page.focus('.zone');
	await page.key('ArrowRight');
	const live = await page.text('#live');
	bench.check(
		/PFN 0x200, a pageblock/.test(live),
		'map: arrow keys tell the next block',
		live,
	);
	const box = await page.boxOf('#map div:nth-child(4) canvas');
	await page.hover(box.x + 10, box.y + 10);
	bench.check(
		/largest owner/.test(await page.text('#tip')),
		'map: the mouse shows the owner',
		await page.text('#tip'),
	);
	await page.clickAt(box.x + 10, box.y + 10);
	bench.check(
		(await page.run(`document.querySelector('.chip')`)) !== null,
		'map: a click selects',
	);
	await page.click('#selected .clear');
	const before = await page.picture('#map');
	await page.click('#keeping');
	bench.check(
		!before.equals(await page.picture('#map')),
		'map: what keeps large blocks stands out',
	);
	await page.focus('#keeping');
	await page.key(' ');
	const owner = await page.text('.keepers li button');
	const [keeper] = bench.run('fragments', '6.1/kdump').match(/plant_\w+/);
	bench.check(
		owner.startsWith(keeper),
		'map: who keeps most blocks is first',
		`${owner} ${keeper}`,
	);
}

async function themes({ bench, page }) {
	const back = () => page.run(`getComputedStyle(document.body).backgroundColor`);
	const light = await back();
	await page.focus('#theme');
	await page.key('ArrowDown');
	await page.key('ArrowDown');
	bench.check((await back()) !== light, 'colours: dark by keyboard');
	await page.key('ArrowUp');
	bench.equal(await back(), light, 'colours: light again');
}

export async function interactions(bench) {
	const page = await bench.browser.open(bench.page('page.html', 'report', '6.1/kdump'));
	const at = { bench, page };
	for (const part of [selections, search, icicle, table, map, themes]) await part(at);
	bench.quiet(page, 'after all of that');
	await page.close();
}
