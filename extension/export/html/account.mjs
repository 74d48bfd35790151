// SPDX-License-Identifier: GPL-2.0-or-later
// The account: a bar that adds up to the last page, and its rows beside the kernel's counters.

import { h, fill, showTip, hideTip } from './dom.mjs';
import { number, size, percent, pagesText, signed } from './format.mjs';
import { rowColour, rowIsHatched, inkOn } from './colours.mjs';

/** The rows of the zones that are selected: index, pages; the kernel's counters are of all. */
function rowsOf(model, selection) {
	const { about, columns } = model;
	const nodes = selection.chosen.get('node'),
		zones = selection.chosen.get('zone');
	const parted = nodes || zones;
	const pages = about.account.map(row => (parted ? 0 : row.pages));
	let managed = parted ? 0 : about.account_managed.pages;
	for (let z = 0; parted && z < columns['zone.node'].length; z++) {
		if (
			(nodes && !nodes.has(columns['zone.node'][z])) ||
			(zones && !zones.has(columns['zone.number'][z]))
		)
			continue;
		managed += columns['zone.managed'][z];
		pages.forEach((_, i) => {
			pages[i] += columns['zone.rows'][z * pages.length + i];
		});
	}
	return {
		managed,
		parted,
		rows: about.account
			.map((row, i) => ({ ...row, pages: pages[i], index: i + 1 }))
			.filter(row => row.pages || (!parted && row.kernel_pages)),
	};
}

function lines(row, managed) {
	return [
		row.what,
		`${pagesText(row.pages)}, ${size(row.pages)}`,
		row.managed
			? `${percent(row.pages, managed)} of RAM`
			: 'not managed by the page allocator',
	];
}

function segment(row, account, selection) {
	const background = rowColour(row.id);
	/* Where no owners of rows are known, as in a saved file, there is nothing to choose. */
	const element = h('button', {
		type: 'button',
		disabled: !selection.model.rows,
		class: `segment${rowIsHatched(row.id) ? ' hatched' : ''}`,
		'aria-pressed': selection.row === row.index ? 'true' : 'false',
		'aria-label': lines(row, account.managed).join(', '),
		onclick: () => selection.set('row', selection.row === row.index ? 0 : row.index),
		onpointermove: event => showTip(event, lines(row, account.managed)),
		onpointerleave: hideTip,
	});
	element.style.flexGrow = row.pages;
	element.style.backgroundColor = background;
	element.style.color = inkOn(background);
	if (row.pages > account.managed * 0.05) element.append(h('span', {}, row.what));
	return element;
}

function difference(row) {
	if (row.kernel_pages === null) return '–';
	return signed(row.difference, number(row.difference));
}

/** Of a counter that counts more than its row. */
const NOTES = { slab_unreclaimable: 'large_kmalloc' };

/** What the signs in the table mean. */
function notes(account) {
	const list = account.rows.map(row => noteOf(row, account)).filter(Boolean);
	return [
		...list.map(note => `* ${note} `),
		'– has no counter in the kernel. What is below the sum is not in RAM as the ' +
			'page allocator has it, but may have owners.',
	].join('');
}

function noteOf(row, account) {
	const other = account.rows.find(known => known.id === NOTES[row.id]);
	return other ? `The kernel counts ${other.what} here, too.` : undefined;
}

function tableRow(row, account, selection) {
	const note = noteOf(row, account);
	const mark = h('span', { class: `mark${rowIsHatched(row.id) ? ' hatched' : ''}` });
	mark.style.backgroundColor = rowColour(row.id);
	return h(
		'tr',
		{ class: selection.row === row.index ? 'chosen' : undefined, 'data-row': row.id },
		h(
			'th',
			{ scope: 'row' },
			h(
				'button',
				{
					type: 'button',
					class: 'link',
					disabled: !selection.model.rows,
					'aria-pressed':
						selection.row === row.index ? 'true' : 'false',
					onclick: () =>
						selection.set(
							'row',
							selection.row === row.index ? 0 : row.index,
						),
				},
				mark,
				row.what,
			),
		),
		h('td', { class: 'pages' }, number(row.pages)),
		h('td', {}, size(row.pages)),
		h('td', {}, row.managed ? percent(row.pages, account.managed) : ''),
		h(
			'td',
			{ title: note },
			account.parted || row.kernel_pages === null
				? '–'
				: `${note ? '* ' : ''}${number(row.kernel_pages)}`,
		),
		h('td', {}, account.parted ? '–' : difference(row)),
	);
}

function table(account, selection) {
	const managed = account.rows.filter(row => row.managed);
	const others = account.rows.filter(row => !row.managed);
	const sum = managed.reduce((total, row) => total + row.pages, 0);
	const head = ['', 'Pages', 'Size', 'of RAM', 'Kernel counts', 'Difference'];
	return h(
		'table',
		{ class: 'account' },
		h('caption', { class: 'off-screen' }, 'Each page of memory in one row'),
		h(
			'thead',
			{},
			h(
				'tr',
				{},
				head.map((title, i) =>
					h('th', { scope: 'col' }, i ? title : 'What'),
				),
			),
		),
		h(
			'tbody',
			{},
			managed.map(row => tableRow(row, account, selection)),
		),
		h(
			'tbody',
			{ class: 'sum' },
			h(
				'tr',
				{ 'data-row': 'sum' },
				h('th', { scope: 'row' }, 'all that the page allocator manages'),
				h('td', { class: 'pages' }, number(sum)),
				h('td', {}, size(sum)),
				h('td', {}, percent(sum, account.managed)),
				h('td', {}, number(account.managed)),
				h(
					'td',
					{},
					signed(
						sum - account.managed,
						number(sum - account.managed),
					),
				),
			),
		),
		h(
			'tbody',
			{},
			others.map(row => tableRow(row, account, selection)),
		),
	);
}

const CHOOSE = 'Choose a row to see its owners.';
const NOT_SAVED = 'A saved file has the owners of all memory, not of each row.';

export function showAccount(section, model, selection) {
	const place = section.querySelector('.content');
	const draw = () => {
		const account = rowsOf(model, selection);
		const managed = account.rows.filter(row => row.managed);
		fill(
			place,
			h(
				'div',
				{
					class: 'bar',
					role: 'group',
					'aria-label': `Account of ${size(account.managed)}`,
				},
				managed.map(row => segment(row, account, selection)),
			),
			h(
				'p',
				{ class: 'note' },
				account.parted
					? `Only the selected zones: ${size(account.managed)}. `
					: `All ${pagesText(account.managed)}, ` +
							`${size(account.managed)}. `,
				model.rows ? CHOOSE : NOT_SAVED,
			),
			table(account, selection),
			h('p', { class: 'note' }, notes(account)),
		);
	};
	selection.onChange(draw);
	draw();
	return draw;
}
