// SPDX-License-Identifier: GPL-2.0-or-later
// What is selected, grouped: the rows of the table, as text and as CSV.

import { stackTexts, codeOf, withModule } from './model.mjs';
import { number, size, percent, duration, csvField, mib } from './format.mjs';

function stackGroups(model, sums) {
	const groups = [],
		{ names, module } = model.stacks;
	for (let s = 0; s < model.stacks.count; s++)
		if (sums.pages[s])
			groups.push({
				stack: s,
				name: names[s],
				module: model.strings[module[s]],
				pages: sums.pages[s],
				times: sums.times[s],
				oldest: sums.oldest[s],
				youngest: sums.youngest[s],
				orders: sums.orders[s],
			});
	return groups;
}

function keyGroups(model, sums, dimension) {
	const groups = new Map(),
		{ cells, passed } = sums;
	for (let i = 0; i < cells.count; i++) {
		if (!passed[i]) continue;
		const code = codeOf(dimension, cells, i);
		let group = groups.get(code);
		if (!group)
			groups.set(
				code,
				(group = {
					code,
					name: dimension.label(code),
					module: '',
					pages: 0,
					times: 0,
					oldest: Infinity,
					youngest: 0,
					orders: 0,
				}),
			);
		group.pages += cells.pages[i];
		group.times += cells.times[i];
		group.orders |= 1 << cells.order[i];
		group.oldest = Math.min(group.oldest, cells.oldest[i]);
		group.youngest = Math.max(group.youngest, cells.youngest[i]);
	}
	return [...groups.values()];
}

function diffGroups(model, sums) {
	const { cells } = model,
		{ strings, columns } = model;
	const sides = model.about.sides.length,
		rates = columns['diff.per_hour'];
	const groups = [];
	for (let i = 0; i < cells.count; i++) {
		if (!sums.passed[i]) continue;
		groups.push({
			stack: cells.stack[i],
			row: i,
			name: model.stacks.names[cells.stack[i]],
			module: strings[model.stacks.module[cells.stack[i]]],
			what: strings[cells.what[i]],
			change: cells.change[i],
			old: columns['diff.pages'][i * sides],
			pages: columns['diff.pages'][(i + 1) * sides - 1],
			rate: rates?.length ? rates[i] : 0,
			likely: cells.likely[i],
		});
	}
	return groups;
}

export function groupsOf(selection, by) {
	const { model } = selection,
		sums = selection.get();
	if (model.about.kind === 'diff') return diffGroups(model, sums);
	if (by === 'stack') return stackGroups(model, sums);
	return keyGroups(
		model,
		sums,
		model.dimensions.find(dimension => dimension.id === by),
	);
}

function ordersText(orders) {
	const list = [];
	for (let order = 0; order < 32; order++) if (orders & (1 << order)) list.push(order);
	return list.join(' ');
}

/** How long before the crash; without its time, how long after boot. */
function ageText(model, ns) {
	const { recorded, uptime_ns: uptime } = model.about;
	if (!recorded.times || !Number.isFinite(ns)) return '–';
	return uptime ? `${duration(Math.max(0, uptime - ns))} ago` : `@${duration(ns)}`;
}

function pageColumns(model) {
	const all = model.about.managed?.pages ?? model.about.owned.pages;
	const of = model.about.managed ? 'of RAM' : 'of all';
	return [
		{
			id: 'pages',
			title: 'Pages',
			value: group => group.pages,
			text: group => number(group.pages),
		},
		{
			id: 'size',
			title: 'Size',
			value: group => group.pages,
			text: group => size(group.pages),
			csv: group => mib(group.pages),
			csvTitle: 'MiB',
		},
		{
			id: 'percent',
			title: of,
			value: group => group.pages,
			text: group => percent(group.pages, all),
			csv: group => (100 * group.pages) / all,
			csvTitle: `% ${of}`,
			wide: true,
		},
		{
			id: 'times',
			title: 'Times',
			value: group => group.times,
			wide: true,
			text: group => number(group.times),
		},
		{
			id: 'orders',
			title: 'Orders',
			value: group => group.orders,
			text: group => ordersText(group.orders),
			ascending: true,
			wide: true,
		},
		{
			id: 'oldest',
			title: 'Oldest',
			value: group => group.oldest,
			ascending: true,
			text: group => ageText(model, group.oldest),
			wide: true,
		},
		{
			id: 'youngest',
			title: 'Youngest',
			value: group => -group.youngest,
			ascending: true,
			text: group => ageText(model, group.youngest),
			wide: true,
		},
	];
}

function diffColumns(model) {
	const plus = value => (value > 0 ? `+${number(value)}` : number(value));
	const columns = [
		{
			id: 'change',
			title: 'Change',
			value: group => group.change,
			text: group => plus(group.change),
		},
		{
			id: 'size',
			title: 'Size',
			value: group => group.change,
			text: group => (group.change > 0 ? '+' : '') + size(group.change),
			csv: group => mib(group.change),
			csvTitle: 'MiB',
		},
		{
			id: 'old',
			title: 'Oldest',
			value: group => group.old,
			text: group => number(group.old),
			wide: true,
		},
		{
			id: 'new',
			title: 'Newest',
			value: group => group.pages,
			text: group => number(group.pages),
			wide: true,
		},
		{
			id: 'what',
			title: 'What',
			value: group => group.what,
			ascending: true,
			text: group => group.what + (group.likely ? ' (likely)' : ''),
		},
	];
	if (model.columns['diff.per_hour']?.length)
		columns.push({
			id: 'rate',
			title: 'Bytes/hour',
			value: group => group.rate,
			text: group => plus(group.rate),
			wide: true,
		});
	return columns;
}

/** The columns of numbers; the owner stands behind them. */
export function columnsOf(model) {
	return model.about.kind === 'diff' ? diffColumns(model) : pageColumns(model);
}

/** Whole numbers that are not too large are sorted together with their places, natively. */
const PLACES = 2 ** 20;
const LARGEST = 2 ** 33;

function sortByNumber(groups, values) {
	if (
		groups.length > PLACES ||
		values.some(value => !(value >= 0 && value < LARGEST && value % 1 === 0))
	)
		return null;
	const keys = Float64Array.from(
		values,
		(value, i) => value * PLACES + (PLACES - 1 - i),
	).sort();
	return Array.from(keys, key => groups[PLACES - 1 - (key % PLACES)]);
}

export function sortGroups(groups, column, descending) {
	const values = groups.map(column.value);
	const sorted = typeof values[0] === 'number' ? sortByNumber(groups, values) : null;
	if (sorted) return descending ? sorted.reverse() : sorted;
	const sign = descending ? -1 : 1;
	const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
	return groups.sort(
		(a, b) =>
			sign * order(column.value(a), column.value(b)) ||
			order(b.pages, a.pages) ||
			order(a.name, b.name),
	);
}

export function ownerText(group) {
	return withModule(group.name, group.module);
}

export function asText(model, groups, columns) {
	const cells = groups.map(group => [
		...columns.map(column => column.text(group)),
		ownerText(group),
	]);
	const titles = [...columns.map(column => column.title), 'Owner'];
	const widths = titles.map((title, i) =>
		cells.reduce((most, row) => Math.max(most, row[i].length), title.length),
	);
	const line = row =>
		row
			.map((text, i) => (i < columns.length ? text.padStart(widths[i]) : text))
			.join('  ');
	const lines = [line(titles)];
	groups.forEach((group, i) => {
		lines.push(line(cells[i]));
		if (group.stack !== undefined)
			lines.push(...stackTexts(model, group.stack).map(text => `\t${text}`));
	});
	return `${lines.join('\n')}\n`;
}

/** The stack is one field, its frames parted by semicolons. */
export function asCsv(model, groups, columns) {
	const field = (column, group) =>
		csvField(
			column.csv
				? column.csv(group)
				: typeof column.value(group) === 'number' && !column.ascending
					? column.value(group)
					: column.text(group),
		);
	const lines = [
		[...columns.map(column => column.csvTitle ?? column.title), 'Owner', 'Stack']
			.map(csvField)
			.join(),
	];
	for (const group of groups)
		lines.push(
			[
				...columns.map(column => field(column, group)),
				csvField(ownerText(group)),
				csvField(
					group.stack === undefined
						? ''
						: stackTexts(model, group.stack).join(';'),
				),
			].join(),
		);
	return `${lines.join('\r\n')}\r\n`;
}
