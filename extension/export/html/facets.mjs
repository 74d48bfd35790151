// SPDX-License-Identifier: GPL-2.0-or-later
// What can be selected: a list for each dimension, with the pages that each choice would have.

import { h, fill, name, inTurn } from './dom.mjs';
import { size, percent, number } from './format.mjs';

const SHOWN = 6;
/** Not lists: ages have a histogram, callers the table. */
const ELSEWHERE = new Set(['age', 'caller']);

class Facet {
	constructor(model, selection, dimension) {
		Object.assign(this, { model, selection, dimension });
		this.all = false;
		this.list = h('ul', {});
		this.element = h(
			'fieldset',
			{ class: 'facet', 'data-facet': dimension.id },
			h('legend', {}, dimension.title),
			this.list,
		);
	}

	entry([code, pages], most) {
		const { dimension, selection } = this;
		const chosen = selection.has(dimension.id, code);
		const bar = h('span', { class: 'level', 'aria-hidden': 'true' });
		bar.style.width = `${(100 * pages) / (most || 1)}%`;
		return h(
			'li',
			{},
			h(
				'label',
				{
					class: chosen ? 'chosen' : undefined,
					title: dimension.label(code),
				},
				h('input', {
					type: 'checkbox',
					checked: chosen,
					'data-code': code,
					onchange: () => selection.toggle(dimension.id, code),
				}),
				bar,
				h('span', { class: 'what' }, name(dimension.label(code))),
				h('span', { class: 'size' }, size(pages)),
			),
		);
	}

	/** The list is made anew; who used the keyboard goes on where they were. */
	draw() {
		const focused = this.list.querySelector('input:focus')?.dataset.code;
		const facet = this.selection.get().facets.get(this.dimension.id);
		const chosen = this.selection.chosen.get(this.dimension.id) ?? new Set();
		for (const code of chosen) if (!facet.has(code)) facet.set(code, 0);
		const entries = [...facet].sort((a, b) => b[1] - a[1]);
		const shown = this.all
			? entries
			: entries.filter((entry, i) => i < SHOWN || chosen.has(entry[0]));
		const left = entries.length - shown.length;
		fill(
			this.list,
			shown.map(entry => this.entry(entry, entries[0][1])),
			left || this.all
				? h(
						'li',
						{},
						h(
							'button',
							{
								type: 'button',
								class: 'link',
								onclick: () => {
									this.all = !this.all;
									this.draw();
								},
							},
							this.all ? 'fewer' : `${number(left)} more`,
						),
					)
				: null,
		);
		if (focused) this.list.querySelector(`[data-code="${focused}"]`)?.focus();
	}
}

export function showFacets(place, model, selection) {
	const facets = model.dimensions
		.filter(dimension => dimension.tells && !ELSEWHERE.has(dimension.id))
		.map(dimension => new Facet(model, selection, dimension));
	place.append(...facets.map(facet => facet.element));
	for (const facet of facets) {
		selection.onChange(inTurn(facet.element, () => facet.draw()));
		facet.draw();
	}
}

/** What is selected as chips, each of which takes itself back. */
function chips(model, selection) {
	const list = [],
		add = (text, drop) =>
			list.push(
				h(
					'button',
					{
						type: 'button',
						class: 'chip',
						'aria-label': `Take back: ${text}`,
						onclick: drop,
					},
					name(text),
					h('span', { 'aria-hidden': 'true' }, ' ×'),
				),
			);
	if (selection.row)
		add(`row: ${model.about.account[selection.row - 1].what}`, () =>
			selection.set('row', 0),
		);
	for (const [id, codes] of selection.chosen) {
		const dimension = model.dimensions.find(known => known.id === id);
		const names = [...codes].map(dimension.label);
		const some = names.length > 3 ? `${names.length} of them` : names.join(', ');
		add(`${dimension.title}: ${some}`, () => selection.drop(id));
	}
	for (const number of selection.frames)
		add(`function: ${model.functions.labels[number]}`, () =>
			selection.toggleFrame(number),
		);
	if (selection.stack >= 0)
		add(`stack: ${model.stacks.names[selection.stack]}`, () =>
			selection.set('stack', -1),
		);
	return list;
}

export function sumText(model, selection) {
	const sums = selection.get(),
		{ about } = model;
	const whole = about.managed?.pages;
	const text = `${number(sums.totalPages)} pages, ${size(sums.totalPages)}`;
	if (about.kind === 'diff')
		return (
			`${text} of change: ${number(sums.grown)} grown, ` +
			`${number(sums.shrunk)} shrunk`
		);
	return (
		`${text}${whole ? `, ${percent(sums.totalPages, whole)} of RAM` : ''}` +
		` in ${number(sums.totalTimes)} allocations`
	);
}

/** How many stacks and pages have the text. */
function foundText(model, selection) {
	if (!selection.text) return '';
	const sums = selection.get();
	const stacks = sums.pages.reduce((count, pages) => count + (pages ? 1 : 0), 0);
	return `${number(stacks)} stacks, ${number(Math.abs(sums.totalPages))} pages`;
}

export function showSelection(section, model, selection, command) {
	const sum = section.querySelector('.sum'),
		chosen = section.querySelector('.chips');
	const found = section.querySelector('.found'),
		search = section.querySelector('input');
	const line = section.querySelector('code'),
		without = section.querySelector('.without');
	const clear = section.querySelector('.clear');
	let timer;
	search.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(() => selection.set('text', search.value.trim()), 120);
	});
	clear.addEventListener('click', () => selection.clear());
	const draw = () => {
		sum.textContent = sumText(model, selection);
		sum.dataset.pages = selection.get().totalPages;
		fill(chosen, chips(model, selection));
		clear.hidden = selection.isEmpty();
		found.textContent = foundText(model, selection);
		if (!selection.text && document.activeElement !== search) search.value = '';
		const { text, without: missing } = command();
		fill(line, name(text));
		without.textContent = missing.length
			? `Not in this command, for want of an option: ${missing.join(', ')}.`
			: '';
	};
	selection.onChange(draw);
	draw();
	return draw;
}
