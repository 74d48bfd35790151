// SPDX-License-Identifier: GPL-2.0-or-later
// What is on the page as tables: stacks, cells, and the dimensions that select and group them.

const KINDS = {
	early: '(allocated before page_owner could record)',
	lost: '(stack lost: the depot was full)',
	page_owner: "(page_owner's own memory)",
	missing: '(stack not in the dump)',
};
export const NOT_KNOWN = 255;

/** Functions of frames: those that agree in name and module are one. */
function functionsOf({ strings, columns }) {
	const numbers = new Map(),
		labels = [],
		modules = [];
	const add = (symbol, module) => {
		const label = module ? `${symbol} [${module}]` : symbol;
		let number = numbers.get(label);
		if (number === undefined) {
			number = labels.push(label) - 1;
			modules.push(module);
			numbers.set(label, number);
		}
		return number;
	};
	const count = columns['frame.symbol']?.length ?? 0;
	const ofFrames = new Int32Array(count);
	for (let i = 0; i < count; i++)
		ofFrames[i] = add(
			strings[columns['frame.symbol'][i]],
			strings[columns['frame.module'][i]],
		);
	return { labels, modules, ofFrames, add };
}

function stacksOf(data, functions, labelOf) {
	const { strings, columns } = data;
	const count = columns['stack.kind']?.length ?? 0;
	const stacks = {
		count,
		first: columns['stack.first'] ?? new Uint32Array(1),
		frames: columns['stack.frames'] ?? new Uint32Array(0),
		hidden: columns['stack.hidden'],
		handle: columns['stack.handle'],
		key: columns['stack.key'],
		caller: new Int32Array(count),
		module: new Int32Array(count),
		placeholder: new Int32Array(count),
		names: [],
	};
	stacks.functions = Int32Array.from(stacks.frames, frame => functions.ofFrames[frame]);
	for (let s = 0; s < count; s++) {
		const label =
			labelOf(s) || KINDS[strings[columns['stack.kind'][s]]] || '(no stack)';
		const caller = strings[columns['stack.caller'][s]] || label;
		stacks.placeholder[s] = functions.add(label, '');
		stacks.caller[s] = columns['stack.caller'][s];
		stacks.module[s] = columns['stack.module'][s];
		stacks.names.push(caller);
	}
	return stacks;
}

/** What frame @i is in full, as the kernel prints it. */
export function frameText({ strings, columns }, i) {
	const symbol = strings[columns['frame.symbol'][i]];
	const module = strings[columns['frame.module'][i]];
	const size = columns['frame.size'][i];
	const place = size
		? `+0x${columns['frame.offset'][i].toString(16)}/0x${size.toString(16)}`
		: '';
	return `${symbol}${place}${module ? ` [${module}]` : ''}`;
}

/** All frames of stack @s, innermost first. */
export function stackTexts(model, s) {
	const { first, frames } = model.stacks,
		lines = [];
	for (let i = first[s]; i < first[s + 1]; i++) lines.push(frameText(model, frames[i]));
	return lines.length ? lines : [model.functions.labels[model.stacks.placeholder[s]]];
}

/** "function [module]"; the name of a caller may have it already. */
export function withModule(name, module) {
	if (!module || module === 'vmlinux' || name.endsWith(']')) return name;
	return module.startsWith('(') ? `${name} ${module}` : `${name} [${module}]`;
}

function cellsOf(columns, prefix) {
	const stack = columns[`${prefix}.stack`];
	if (!stack) return null;
	const cells = { count: stack.length };
	for (const [name, column] of Object.entries(columns))
		if (name.startsWith(`${prefix}.`)) cells[name.slice(prefix.length + 1)] = column;
	return cells;
}

function zoneName(model, zone) {
	return zone === NOT_KNOWN ? '(not known)' : model.about.zone_names[zone] || String(zone);
}

function processName(model, process) {
	const { strings, columns } = model;
	const id = columns['process.id'][process];
	const name = strings[columns['process.name'][process]] || '(no name)';
	return model.about.recorded.processes ? `${name} (${id})` : String(id);
}

/** "8-9 tenths": 1 is the youngest. */
function ageName(age) {
	return age ? `${10 * (age - 1)}–${10 * age}% of the uptime ago` : '(not known)';
}

/**
 * What cells are told apart by: @of names their column, or a column of their stack; label() is
 * for people.  @key: what the command line calls it.
 */
function dimensionsOf(model) {
	const { strings, about } = model;
	const named = text => text || '(none)';
	const dimensions = [
		{
			id: 'module',
			title: 'Module',
			key: 'module',
			ofStack: model.stacks.module,
			label: code => strings[code] || '(none)',
		},
		{
			id: 'process',
			title: 'Process',
			key: 'tgid,name',
			label: code => processName(model, code),
		},
		{
			id: 'cgroup',
			title: 'Cgroup',
			key: 'cgroup',
			label: code => named(strings[code]),
		},
		{ id: 'order', title: 'Order', key: 'order', label: code => `order ${code}` },
		{ id: 'zone', title: 'Zone', key: 'zone', label: code => zoneName(model, code) },
		{
			id: 'node',
			title: 'Node',
			key: 'node',
			label: code => (code === NOT_KNOWN ? '(not known)' : `node ${code}`),
		},
		{
			id: 'migratetype',
			title: 'Migrate type',
			key: 'migratetype',
			label: code => named(strings[code]),
		},
		{
			id: 'slab',
			title: 'Slab',
			key: 'slab',
			label: code => (code ? 'slab pages' : 'no slab'),
		},
		{
			id: 'context',
			title: 'Context',
			key: 'context',
			label: code => about.context_names[code] || '(not recorded)',
		},
		{
			id: 'freed',
			title: 'Released',
			key: 'free',
			label: code => (code ? 'released' : 'allocated'),
		},
		{ id: 'age', title: 'Age', key: 'age', label: ageName },
		{
			id: 'caller',
			title: 'Caller',
			key: 'caller',
			ofStack: model.stacks.caller,
			label: code => named(strings[code]),
		},
	];
	return dimensions
		.filter(dimension => dimension.ofStack || model.cells[dimension.id])
		.filter(dimension => about.kind === 'page' || dimension.ofStack);
}

export function codeOf(dimension, cells, i) {
	return dimension.ofStack ? dimension.ofStack[cells.stack[i]] : cells[dimension.id][i];
}

/** The code of each cell, and how many there can be; made once. */
export function codesOf(model, dimension, cells) {
	cells.codes ??= new Map();
	if (!cells.codes.has(dimension.id)) {
		const { ofStack } = dimension;
		const codes = ofStack
			? Uint32Array.from(cells.stack, s => ofStack[s])
			: cells[dimension.id];
		let most = 0;
		for (let i = 0; i < codes.length; i++) if (codes[i] > most) most = codes[i];
		cells.codes.set(dimension.id, { codes, size: most + 1 });
	}
	return cells.codes.get(dimension.id);
}

/** A dimension that has but one value tells nothing. */
function countCodes(model, dimension) {
	const codes = new Set();
	for (let i = 0; i < model.cells.count && codes.size < 2; i++)
		codes.add(codeOf(dimension, model.cells, i));
	return codes.size;
}

/** The row of the account that most pages of each stack are in; 0: not known. */
function classesOf(model) {
	const classes = new Int16Array(model.stacks.count);
	const most = new Float64Array(model.stacks.count),
		sums = new Map();
	if (!model.rows) return classes;
	for (let i = 0; i < model.rows.count; i++) {
		const { stack, row, pages } = model.rows,
			key = stack[i] * 64 + row[i];
		const sum = (sums.get(key) ?? 0) + pages[i];
		sums.set(key, sum);
		if (sum > most[stack[i]]) {
			most[stack[i]] = sum;
			classes[stack[i]] = row[i];
		}
	}
	return classes;
}

export function makeModel(data) {
	const { strings, columns, about } = data;
	const functions = functionsOf(data);
	const groups = columns['diff.group'];
	const model = { ...data, functions };
	model.stacks = stacksOf(data, functions, s => (groups ? strings[groups[s]] : ''));
	model.cells = cellsOf(columns, about.kind === 'diff' ? 'diff' : 'cells') ?? {
		count: 0,
		stack: new Uint32Array(0),
	};
	model.rows = cellsOf(columns, 'rows');
	model.dimensions = dimensionsOf(model);
	for (const dimension of model.dimensions)
		dimension.tells = countCodes(model, dimension) > 1;
	model.classes = classesOf(model);
	return model;
}
