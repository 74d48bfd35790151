// SPDX-License-Identifier: GPL-2.0-or-later
// Colours of rows, modules and changes.  They differ in lightness, too, and those that mean
// trouble are hatched, so that nobody needs to tell red from green.

import { colour } from './dom.mjs';

/** Rows of the account that are alike have one colour; unaccounted memory stands out. */
const ROW_COLOURS = {
	free: '--free',
	free_per_cpu: '--free',
	unaccepted: '--free',
	anonymous: '--anonymous',
	anonymous_unmapped: '--anonymous',
	shared_memory: '--shared',
	page_cache: '--cache',
	slab_reclaimable: '--slab-light',
	slab_unreclaimable: '--slab',
	large_kmalloc: '--slab',
	page_tables: '--kernel',
	kernel_stacks: '--kernel',
	vmalloc: '--kernel-light',
	percpu: '--kernel-light',
	hugetlb: '--huge',
	cma: '--huge',
	zsmalloc: '--kernel-light',
	page_ext: '--tables',
	stack_depot: '--tables',
	memory_map: '--tables',
	guard: '--tables',
	reserved: '--tables',
	balloon: '--tables',
	poisoned: '--lost',
	unaccounted: '--unaccounted',
	no_record: '--lost',
	unclassified: '--lost',
	unknown: '--lost',
};
const MODULE_COLOURS = ['--m1', '--m2', '--m3', '--m4', '--m5', '--m6', '--m7'];

export function rowColour(id) {
	return colour(ROW_COLOURS[id] ?? '--tables');
}

export function rowIsHatched(id) {
	return id === 'unaccounted' || ROW_COLOURS[id] === '--lost';
}

/** The modules with the most pages have a colour of their own. */
export class ModuleColours {
	constructor(model) {
		const pages = new Map(),
			{ cells, stacks, strings } = model;
		for (let i = 0; i < cells.count; i++) {
			const name = strings[stacks.module[cells.stack[i]]];
			const weight = cells.change ? Math.abs(cells.change[i]) : cells.pages[i];
			pages.set(name, (pages.get(name) ?? 0) + weight);
		}
		pages.delete('vmlinux');
		this.names = [...pages].sort((a, b) => b[1] - a[1]).map(entry => entry[0]);
	}

	of(module) {
		const i = this.names.indexOf(module);
		return colour(
			!module || module === 'vmlinux'
				? '--vmlinux'
				: (MODULE_COLOURS[i] ?? '--m-other'),
		);
	}

	/** Names and colours for a legend. */
	legend() {
		const shown = this.names.slice(0, MODULE_COLOURS.length);
		const entries = [
			['vmlinux', colour('--vmlinux')],
			...shown.map(module => [module, this.of(module)]),
		];
		if (this.names.length > shown.length)
			entries.push(['other modules', colour('--m-other')]);
		return entries;
	}
}

function mix(a, b, share) {
	const parse = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
	const [x, y] = [parse(a), parse(b)];
	return `rgb(${x.map((v, i) => Math.round(v + (y[i] - v) * share)).join()})`;
}

/** From blue (-1: all of it shrank) over the background to red (1: all of it grew). */
export function changeColour(share) {
	const end = colour(share < 0 ? '--shrunk' : '--grown');
	return mix(colour('--unchanged'), end, 0.25 + 0.75 * Math.min(1, Math.abs(share)));
}

/** Black or white, whichever is read more easily on it. */
export function inkOn(background) {
	const rgb = background.startsWith('#')
		? [1, 3, 5].map(i => parseInt(background.slice(i, i + 2), 16))
		: background.match(/\d+/g).map(Number);
	const [r, g, b] = rgb
		.map(v => v / 255)
		.map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
	return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2 ? '#000000' : '#ffffff';
}
