// SPDX-License-Identifier: GPL-2.0-or-later
// When the selected pages were allocated: a column for each tenth of the uptime, parted by owner.

import { h, fill, name, showTip, hideTip, colour, inTurn } from './dom.mjs';
import { duration, number, size, pagesText } from './format.mjs';
import { codesOf } from './model.mjs';

const TENTHS = 10,
	OWNERS = 6,
	HEIGHT = 140;

const sum = list => list.reduce((total, value) => total + value, 0);

/** Pages by caller and age, one caller behind the other; age 0: not known. */
function pagesByAge(model, selection, caller) {
	const { cells, passed } = selection.get();
	const { codes, size } = codesOf(model, caller, cells);
	const pages = new Float64Array(size * (TENTHS + 1));
	for (let i = 0; i < cells.count; i++)
		if (passed[i]) pages[codes[i] * (TENTHS + 1) + cells.age[i]] += cells.pages[i];
	return pages;
}

/** The largest callers, and all others as one. */
function largest(pages, label) {
	const width = TENTHS + 1;
	const totals = new Float64Array(pages.length / width);
	const all = new Float64Array(width);
	const found = [];
	for (let i = 0; i < pages.length; i++) {
		totals[Math.floor(i / width)] += pages[i];
		all[i % width] += pages[i];
	}
	totals.forEach((total, code) => total && found.push(code));
	found.sort((a, b) => totals[b] - totals[a]);
	const shown = found.slice(0, OWNERS).map((code, i) => ({
		label: label(code),
		ages: pages.subarray(code * width, (code + 1) * width),
		shade: colour(`--m${i + 1}`),
	}));
	for (const owner of shown) owner.ages.forEach((value, age) => (all[age] -= value));
	if (sum(all))
		shown.push({
			label: `${number(found.length - OWNERS)} other callers`,
			ages: all,
			shade: colour('--m-other'),
		});
	return shown;
}

function spanText(age, uptime) {
	if (!age) return 'Time of allocation not known';
	const from = duration((uptime * age) / TENTHS),
		to = duration((uptime * (age - 1)) / TENTHS);
	return age === 1 ? `The last ${from}` : `${from} to ${to} before the end`;
}

function column(age, owners, most, uptime, selection) {
	const total = sum(owners.map(owner => owner.ages[age]));
	const lines = [
		spanText(age, uptime),
		`${pagesText(total)}, ${size(total)}`,
		...owners
			.filter(owner => owner.ages[age])
			.map(owner => `${owner.label}: ${size(owner.ages[age])}`),
	];
	const parts = owners
		.filter(owner => owner.ages[age])
		.map(owner => {
			const part = h('span', { class: 'part' });
			part.style.height = `${(HEIGHT * owner.ages[age]) / most}px`;
			part.style.backgroundColor = owner.shade;
			return part;
		});
	return h(
		'button',
		{
			type: 'button',
			class: 'age',
			'data-age': age,
			'aria-pressed': selection.has('age', age) ? 'true' : 'false',
			'aria-label': lines.join('. '),
			onclick: () => choose(selection, age),
			onpointermove: event => showTip(event, lines),
			onpointerleave: hideTip,
		},
		h('span', { class: 'stacked', 'aria-hidden': 'true' }, parts),
		h(
			'span',
			{ class: 'axis', 'aria-hidden': 'true' },
			age ? duration((uptime * age) / TENTHS) : '?',
		),
	);
}

function choose(selection, age) {
	selection.toggle('age', age);
	document.querySelector(`.age[data-age="${age}"]`)?.focus();
}

/** The ages that could be chosen are those of all that is selected but the ages. */
function withoutAges(selection) {
	const kept = selection.chosen.get('age');
	if (!kept) return null;
	selection.chosen.delete('age');
	selection.sums = null;
	return () => {
		selection.chosen.set('age', kept);
		selection.sums = null;
	};
}

export function showAges(section, model, selection) {
	const place = section.querySelector('.content'),
		uptime = model.about.uptime_ns;
	const caller = model.dimensions.find(dimension => dimension.id === 'caller');
	const draw = () => {
		const restore = withoutAges(selection);
		const owners = largest(pagesByAge(model, selection, caller), caller.label);
		restore?.();
		const most = Math.max(
			1,
			...Array.from({ length: TENTHS + 1 }, (_, age) =>
				sum(owners.map(owner => owner.ages[age])),
			),
		);
		const ages = Array.from({ length: TENTHS }, (_, i) => TENTHS - i);
		if (owners.some(owner => owner.ages[0])) ages.unshift(0);
		fill(
			place,
			h(
				'div',
				{ class: 'ages', role: 'group', 'aria-label': 'Allocation times' },
				ages.map(age => column(age, owners, most, uptime, selection)),
				h('span', { class: 'end' }, 'end'),
			),
			h(
				'p',
				{ class: 'legend' },
				owners.map(owner => {
					const mark = h('span', { class: 'mark' });
					mark.style.backgroundColor = owner.shade;
					return h(
						'span',
						{ class: 'entry' },
						mark,
						name(owner.label),
					);
				}),
			),
		);
	};
	selection.onChange(inTurn(section, draw));
	draw();
	return draw;
}
