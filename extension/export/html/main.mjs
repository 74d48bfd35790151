// SPDX-License-Identifier: GPL-2.0-or-later
// The page, put together of what its data has.

import { unpack } from './data.mjs';
import { h, fill, name, copyText, forgetColours } from './dom.mjs';
import { setPageSize } from './format.mjs';
import { makeModel } from './model.mjs';
import { Selection } from './selection.mjs';
import { commandLine } from './command.mjs';
import { ModuleColours } from './colours.mjs';
import { facts, showFindings, showLog } from './findings.mjs';
import { showAccount } from './account.mjs';
import { showFacets, showSelection } from './facets.mjs';
import { Icicle } from './icicle.mjs';
import { Table } from './table.mjs';
import { MemoryMap } from './map.mjs';
import { showTimeline } from './timeline.mjs';
import { showAges } from './ages.mjs';

const get = id => document.getElementById(id);

/** Light, dark, or as the system has it. */
function theme(redraw) {
	const select = get('theme');
	const apply = () => {
		document.documentElement.dataset.theme = select.value;
		forgetColours();
		redraw();
	};
	select.addEventListener('change', apply);
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}

/** "/" goes to the search. */
function keys() {
	addEventListener('keydown', event => {
		if (event.key !== '/' || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName))
			return;
		event.preventDefault();
		get('search').focus();
	});
}

function title(model) {
	const { about } = model;
	const what = about.kind === 'diff' ? 'What grew' : 'Who owned the memory';
	document.title = `${what}: ${about.kernel?.release ?? about.inputs.join(' ')}`;
	fill(get('title'), what);
	fill(get('facts'), facts(model));
	fill(
		get('made'),
		`Made by pageowner ${about.pageowner} with: `,
		name(['pageowner', about.command, ...about.words, ...about.inputs].join(' ')),
	);
}

/** Parts without anything to show are not there, and not in the list of parts either. */
function showNav() {
	const links = [...document.querySelectorAll('main > section')]
		.filter(part => !part.hidden)
		.map(part => h('a', { href: `#${part.id}` }, part.querySelector('h2').textContent));
	fill(get('nav'), links);
}

function show(model) {
	const { about } = model,
		selection = new Selection(model);
	const parts = [];
	setPageSize(about.page_size);
	title(model);
	get('findings').hidden = !showFindings(get('findings'), model, selection);
	get('account').hidden = !about.account;
	if (about.account) parts.push(showAccount(get('account'), model, selection));
	const owners = model.cells.count > 0;
	for (const id of ['selected', 'owners', 'groups']) get(id).hidden = !owners;
	get('ages').hidden = !owners || !about.recorded?.times || !model.cells.age;
	if (owners) {
		let by = 'stack',
			drawSelection = () => {};
		const modules = new ModuleColours(model);
		showFacets(get('facets'), model, selection);
		const icicle = new Icicle(get('owners'), model, selection, modules);
		const table = new Table(get('groups'), model, selection, id => {
			by = id;
			drawSelection();
		});
		drawSelection = showSelection(get('selected'), model, selection, () =>
			commandLine(selection, by),
		);
		get('copy').addEventListener('click', () =>
			copyText(commandLine(selection, by).text),
		);
		parts.push(
			() => icicle.update(),
			() => icicle.showLegend(),
			() => table.drawRows(),
		);
	}
	if (!get('ages').hidden) parts.push(showAges(get('ages'), model, selection));
	get('map').hidden = !model.columns['map.pfn'];
	if (model.columns['map.pfn']) {
		const map = new MemoryMap(get('map'), model, selection);
		parts.push(() => map.draw());
	}
	get('timeline').hidden = about.kind !== 'diff' || !owners;
	if (!get('timeline').hidden) parts.push(showTimeline(get('timeline'), model, selection));
	showLog(get('log'), model);
	theme(() => parts.forEach(draw => draw()));
	keys();
	showNav();
}

async function start() {
	try {
		show(makeModel(await unpack(get('data').textContent)));
		get('data').remove();
		document.documentElement.dataset.ready = 'yes';
	} catch (error) {
		document.documentElement.dataset.ready = 'no';
		fill(get('title'), 'This page cannot be shown');
		fill(get('facts'), name(String(error.message)));
		throw error;
	} finally {
		get('loading').remove();
	}
}

start();
