// SPDX-License-Identifier: GPL-2.0-or-later
// What is selected on the page, and the sums of it.  All parts of the page show the same.

import { codesOf } from './model.mjs';

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

/** For each dimension that is chosen from: its codes, and 1 for each code that is chosen. */
function testsOf(selection, cells) {
	return [...selection.chosen].map(([id, chosen]) => {
		const dimension = selection.model.dimensions.find(known => known.id === id);
		const { codes, size } = codesOf(selection.model, dimension, cells);
		const good = new Uint8Array(size);
		for (const code of chosen) if (code < size) good[code] = 1;
		return { id, codes, good };
	});
}

const PASSED = -1;
const OUT = -2;

/** For each cell PASSED, OUT, or the number of the only test that it fails. */
function judge(selection, cells) {
	const taken = selection.stacksTaken();
	const failed = new Int8Array(cells.count);
	for (let i = 0; i < cells.count; i++) failed[i] = taken[cells.stack[i]] ? PASSED : OUT;
	if (selection.row && cells.row)
		for (let i = 0; i < cells.count; i++)
			if (cells.row[i] !== selection.row) failed[i] = OUT;
	const tests = testsOf(selection, cells);
	tests.forEach(({ codes, good }, t) => {
		for (let i = 0; i < cells.count; i++)
			if (!good[codes[i]]) failed[i] = failed[i] === PASSED ? t : OUT;
	});
	return { tests, failed };
}

/** A facet shows what could be chosen instead: all selections count for it but its own. */
function facetOf(model, dimension, cells, weights, { tests, failed }) {
	const { codes, size } = codesOf(model, dimension, cells);
	const sums = new Float64Array(size);
	const own = tests.findIndex(test => test.id === dimension.id);
	for (let i = 0; i < cells.count; i++)
		if (failed[i] === PASSED || (own >= 0 && failed[i] === own))
			sums[codes[i]] += weights[i];
	const facet = new Map();
	for (let code = 0; code < size; code++) if (sums[code]) facet.set(code, sums[code]);
	return facet;
}

/** Facets are added up when they are asked for. */
function facetsOf(model, cells, weights, judged) {
	const facets = new Map();
	return {
		get(id) {
			if (!facets.has(id)) {
				const dimension = model.dimensions.find(known => known.id === id);
				facets.set(id, facetOf(model, dimension, cells, weights, judged));
			}
			return facets.get(id);
		},
	};
}

function passedOf({ failed }) {
	const passed = new Uint8Array(failed.length);
	for (let i = 0; i < failed.length; i++) passed[i] = failed[i] === PASSED ? 1 : 0;
	return passed;
}

function sumCells(selection) {
	const { model, row } = selection;
	const cells = row && model.rows ? model.rows : model.cells;
	const judged = judge(selection, cells);
	const sums = newSums(model);
	for (let i = 0; i < cells.count; i++)
		if (judged.failed[i] === PASSED) addCell(sums, cells, i);
	return {
		...sums,
		cells,
		passed: passedOf(judged),
		facets: facetsOf(model, cells, cells.pages, judged),
	};
}

/** A row of a comparison is a stack of its own. */
function sumDiff(selection) {
	const { model } = selection;
	const { cells } = model;
	const judged = judge(selection, cells);
	const { count } = cells;
	const weights = Float64Array.from(cells.change, Math.abs);
	const sums = { pages: new Float64Array(count), change: new Float64Array(count) };
	let [grown, shrunk] = [0, 0];
	for (let i = 0; i < count; i++) {
		if (judged.failed[i] !== PASSED) continue;
		sums.change[i] = cells.change[i];
		sums.pages[i] = weights[i];
		grown += Math.max(0, cells.change[i]);
		shrunk += Math.max(0, -cells.change[i]);
	}
	return {
		...sums,
		cells,
		grown,
		shrunk,
		totalPages: grown - shrunk,
		passed: passedOf(judged),
		facets: facetsOf(model, cells, weights, judged),
	};
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
