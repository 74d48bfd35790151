// SPDX-License-Identifier: GPL-2.0-or-later
// What is selected on the page, and the sums of it.  All parts of the page show the same.

import { codeOf } from './model.mjs';

export class Selection {
	constructor(model) {
		this.model = model;
		this.chosen = new Map(); // id of a dimension -> Set of codes
		this.row = 0; // of the account; 0: all
		this.text = ''; // that a frame has
		this.frames = new Set(); // functions, each of which a stack has to have
		this.stack = -1; // this one alone
		this.listeners = [];
	}

	onChange(listener) {
		this.listeners.push(listener);
	}

	changed() {
		this.sums = null;
		for (const listener of this.listeners) listener();
	}

	toggle(id, code) {
		const codes = this.chosen.get(id) ?? new Set();
		if (!codes.delete(code)) codes.add(code);
		if (codes.size) this.chosen.set(id, codes);
		else this.chosen.delete(id);
		this.changed();
	}

	has(id, code) {
		return this.chosen.get(id)?.has(code) ?? false;
	}

	drop(id) {
		this.chosen.delete(id);
		this.changed();
	}

	set(member, value) {
		this[member] = value;
		this.changed();
	}

	toggleFrame(number) {
		if (!this.frames.delete(number)) this.frames.add(number);
		this.changed();
	}

	clear() {
		this.chosen.clear();
		this.frames.clear();
		this.row = 0;
		this.text = '';
		this.stack = -1;
		this.changed();
	}

	isEmpty() {
		return (
			!this.chosen.size &&
			!this.row &&
			!this.text &&
			!this.frames.size &&
			this.stack < 0
		);
	}

	/** 1 for each stack that text, frames and stack let through. */
	stacksTaken() {
		const { stacks, functions } = this.model;
		const taken = new Uint8Array(stacks.count).fill(1);
		if (this.stack >= 0)
			taken.forEach((_, s) => {
				taken[s] = s === this.stack ? 1 : 0;
			});
		for (const number of this.frames)
			keepWith(stacks, taken, found => found === number);
		if (this.text) {
			const match = matchesOf(functions.labels, this.text);
			keepWith(stacks, taken, found => match[found]);
		}
		return taken;
	}

	/** The sums of what is selected, once for each change. */
	get() {
		this.sums ??= this.model.about.kind === 'diff' ? sumDiff(this) : sumCells(this);
		return this.sums;
	}
}

/** 1 for each label that has the text, whatever its case. */
export function matchesOf(labels, text) {
	const wanted = text.toLowerCase();
	return Uint8Array.from(labels, label => (label.toLowerCase().includes(wanted) ? 1 : 0));
}

function keepWith(stacks, taken, good) {
	for (let s = 0; s < stacks.count; s++) {
		let found = stacks.first[s] === stacks.first[s + 1] && good(stacks.placeholder[s]);
		for (let i = stacks.first[s]; !found && i < stacks.first[s + 1]; i++)
			found = good(stacks.functions[i]);
		taken[s] &= found ? 1 : 0;
	}
}

/** For each dimension that is chosen from: 1 for each code that is not chosen. */
function refusals(selection) {
	const tests = [];
	for (const [id, codes] of selection.chosen) {
		const dimension = selection.model.dimensions.find(known => known.id === id);
		tests.push({ id, dimension, refuses: code => !codes.has(code) });
	}
	return tests;
}

/** Which tests a cell fails: -1 none, -2 more than one, else that one. */
function failedOf(tests, cells, i) {
	let failed = -1;
	for (let t = 0; t < tests.length; t++) {
		if (!tests[t].refuses(codeOf(tests[t].dimension, cells, i))) continue;
		if (failed >= 0) return -2;
		failed = t;
	}
	return failed;
}

function newSums(model) {
	const count = model.stacks.count;
	return {
		pages: new Float64Array(count),
		times: new Float64Array(count),
		oldest: new Float64Array(count).fill(Infinity),
		youngest: new Float64Array(count),
		orders: new Uint32Array(count),
		totalPages: 0,
		totalTimes: 0,
		facets: new Map(model.dimensions.map(dimension => [dimension.id, new Map()])),
	};
}

function addCell(sums, cells, i) {
	const s = cells.stack[i];
	sums.pages[s] += cells.pages[i];
	sums.times[s] += cells.times[i];
	sums.orders[s] |= 1 << cells.order[i];
	if (cells.oldest[i] < sums.oldest[s]) sums.oldest[s] = cells.oldest[i];
	if (cells.youngest[i] > sums.youngest[s]) sums.youngest[s] = cells.youngest[i];
	sums.totalPages += cells.pages[i];
	sums.totalTimes += cells.times[i];
}

/** A facet shows what could be chosen instead: all selections count for it but its own. */
function addToFacets(sums, dimensions, cells, i, only) {
	for (const dimension of dimensions) {
		if (only && dimension.id !== only) continue;
		const facet = sums.facets.get(dimension.id),
			code = codeOf(dimension, cells, i);
		facet.set(code, (facet.get(code) ?? 0) + cells.pages[i]);
	}
}

function sumCells(selection) {
	const { model, row } = selection;
	const cells = row && model.rows ? model.rows : model.cells;
	const sums = newSums(model),
		taken = selection.stacksTaken(),
		tests = refusals(selection);
	sums.cells = cells;
	sums.passed = new Uint8Array(cells.count);
	for (let i = 0; i < cells.count; i++) {
		if (!taken[cells.stack[i]] || (row && cells.row[i] !== row)) continue;
		const failed = failedOf(tests, cells, i);
		if (failed === -2) continue;
		addToFacets(sums, model.dimensions, cells, i, failed >= 0 && tests[failed].id);
		if (failed >= 0) continue;
		sums.passed[i] = 1;
		addCell(sums, cells, i);
	}
	return sums;
}

/** A row of a comparison is a stack of its own. */
function sumDiff(selection) {
	const { model } = selection,
		{ cells } = model;
	const count = cells.count,
		taken = selection.stacksTaken(),
		tests = refusals(selection);
	const sums = {
		pages: new Float64Array(count),
		change: new Float64Array(count),
		passed: new Uint8Array(count),
		grown: 0,
		shrunk: 0,
		totalPages: 0,
		cells,
		facets: new Map(model.dimensions.map(dimension => [dimension.id, new Map()])),
	};
	for (let i = 0; i < count; i++) {
		if (!taken[cells.stack[i]] || failedOf(tests, cells, i) !== -1) continue;
		const change = cells.change[i];
		sums.passed[i] = 1;
		sums.change[i] = change;
		sums.pages[i] = Math.abs(change);
		sums.grown += Math.max(0, change);
		sums.shrunk += Math.max(0, -change);
		sums.totalPages += change;
	}
	return sums;
}
